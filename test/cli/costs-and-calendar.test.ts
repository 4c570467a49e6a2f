import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageText } from './samples.js';
import { type Ended, System } from './support/system.js';

const LONG = { timeout: 240_000 };

let system: System;
beforeAll(async () => {
  system = await System.start();
}, LONG.timeout);
afterAll(() => system.stop());

const leaseline = (...args: string[]): Promise<Ended> => system.workplace.run(args);

const office = packageText({ name: 'office', site: 1 })
  .replace('autoPay: false', 'autoPay: true')
  .replace('team: apac-net', 'team: "=HYPERLINK(\\"http://x\\")"')
  .concat('lifecycle: { atTermEnd: renew, renew: { before: 10d } }\n');
const unpaid = packageText({ name: 'unpaid', site: 2 });
const asked = `${packageText({ name: 'asked', site: 3 })}approval: production\n`;

describe('costs and calendar', LONG, () => {
  it('nothing costs nothing, and nothing falls on any day', async () => {
    expect(await leaseline('costs')).toMatchObject({
      code: 0,
      stdout: 'No package costs anything that is known of.\n',
    });
    expect(await leaseline('calendar')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Nothing falls on/) });
    expect(await system.workplace.json('calendar')).toMatchObject({ events: [] });
  });

  it('says what is committed and what is forecast, by month and by whatever is asked for', async () => {
    const file = await system.workplace.write('packages.yaml', [office, unpaid, asked].join('---\n'));
    expect((await leaseline('apply', file, '--yes', '--wait')).code).toBe(3);

    const report = await system.workplace.json('costs', '--months', '3');
    expect(report.months).toHaveLength(3);
    expect(report.totals).toMatchObject([{ currency: 'USD', packages: 3, isAtLeast: false }]);
    const named = (name: string) => report.packages.find(({ key }: { key: string }) => key === name);
    // 200 USD a month: of the first month what is left of it now.
    expect(named('office').total.committedMinor).toBeGreaterThan(19_900);
    expect(named('office').total.committedMinor).toBeLessThanOrEqual(20_000);
    expect(named('office').total.forecastMinor).toBeGreaterThan(19_000);
    expect(named('unpaid').total).toMatchObject({ committedMinor: 0, forecastMinor: 20_000 });
    expect(named('unpaid').total.undecidedMinor).toBeGreaterThan(0);
    expect(named('asked').total.forecastMinor).toBe(20_000);

    const { stdout, code } = await leaseline('costs', '--by', 'label:team');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^LABEL:TEAM +PACKAGES +COMMITTED +FORECAST +UNDECIDED$/m);
    expect(stdout).toMatch(/^apac-net +2 /m);
    expect(await leaseline('costs', '--by', 'colour')).toMatchObject({ code: 2 });
  });

  it('writes lines for a spreadsheet, in which no text becomes a formula', async () => {
    const file = join(system.workplace.folder, 'costs.csv');
    expect(await leaseline('costs', '--by', 'label:team', '--months', '1', '--csv', file)).toMatchObject({ code: 0 });
    const [head, ...lines] = (await readFile(file, 'utf8')).trim().split('\r\n');
    expect(head).toBe('package,product,account,payer,group,month,currency,committed,forecast,undecided,note');
    expect(lines.map((line) => line.split(',')[0])).toEqual(['asked', 'office', 'unpaid']);
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://x"")"`);
    const { stdout } = await leaseline('costs', '--months', '1', '--csv', '-');
    expect(stdout.split('\r\n')[0]).toBe(head);
    expect(await leaseline('costs', '--csv', join(file, 'no', 'folder'))).toMatchObject({ code: 2 });
  });

  it('tells what falls on which day, as an agenda, as JSON and as iCalendar', async () => {
    const { events } = await system.workplace.json('calendar');
    expect(events.map(({ name, kind }: { name: string; kind: string }) => `${name} ${kind}`)).toEqual([
      'unpaid payment',
      'office renewal',
      'office expiry',
    ]);
    const { stdout } = await leaseline('calendar', '--days', '10');
    expect(stdout).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d {2}in \dd +unpaid has an order that must be paid by then/);
    expect(stdout).not.toContain('office');
    const ics = await leaseline('calendar', '--ics', '-');
    expect(ics.stdout).toContain('UID:office-renewal@leaseline');
    expect(await leaseline('calendar', '--ics', '-', '--json')).toMatchObject({ code: 2 });
  });
  it('prints what to do by hand, and keeps it for the day when nobody can be asked', async () => {
    const { stdout, code } = await leaseline('breakglass');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^office {2}\(priority 5\)$/m);
    expect(stdout).toContain("The vendor's own renewal was set off");
    const kept = JSON.parse(await readFile(join(system.workplace.folder, 'home', 'breakglass.json'), 'utf8'));
    expect(kept.lines.map(({ name }: { name: string }) => name)).toEqual(['office', 'asked', 'unpaid']);
  });
});
