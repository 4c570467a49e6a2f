import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NotificationsConfig } from '../../model/config/notifications-config.js';
import { SCHEDULES } from '../../model/ids.js';
import { ensureSchedules } from '../../workers/schedules.js';
import { DevHarness } from '../support/dev-harness.js';
import { parsedConfig } from '../support/harness.js';

let harness: DevHarness;
let client: Client;
beforeAll(async () => {
  harness = await DevHarness.start();
  client = harness.env.client;
});
afterAll(() => harness.stop());

const BERLIN = 'digest: { at: "08:00", timeZone: Europe/Berlin }';
const HOURLY = 'heartbeat: { url: "https://monitor.example.test/" }';

function notifications(...lines: string[]): NotificationsConfig {
  return parsedConfig(`accounts: {}\nnotifications:\n  ${lines.join('\n  ')}\n`).notifications;
}

const ensure = (...lines: string[]) => ensureSchedules(client, notifications(...lines));
const digest = () => client.schedule.getHandle(SCHEDULES.digest).describe();
const heartbeat = () => client.schedule.getHandle(SCHEDULES.heartbeat).describe();

/** The hours of the day, on clocks there, of what comes next; as `HH:MM`. */
async function comesAt(timeZone: string): Promise<readonly string[]> {
  const { info } = await digest();
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return [...new Set(info.nextActionTimes.map((time) => clock.format(time)))];
}

describe('the schedules of digest and heartbeat', () => {
  it('are written as the configuration says, once, however many workers start', async () => {
    await Promise.all([1, 2, 3].map(() => ensure(BERLIN, HOURLY)));
    expect(await comesAt('Europe/Berlin')).toEqual(['08:00']);
    expect((await digest()).policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 23 * 3_600_000 });
    expect((await heartbeat()).spec.intervals).toMatchObject([{ every: 3_600_000 }]);
  });

  it('are left alone when nothing changed, or the server would forget what it has to catch up', async () => {
    const before = await digest();
    await ensure(BERLIN, HOURLY);
    const after = await digest();
    expect(after.raw.conflictToken).toEqual(before.raw.conflictToken);
    expect(after.info.lastUpdatedAt).toEqual(before.info.lastUpdatedAt);
  });

  it('follow the configuration, and stay paused when somebody paused them', async () => {
    await client.schedule.getHandle(SCHEDULES.digest).pause('holidays');
    await ensure('digest: { at: "06:45", timeZone: Asia/Shanghai }', HOURLY.replace(' }', ', every: 15m }'));
    await expect.poll(() => comesAt('Asia/Shanghai')).toEqual(['06:45']);
    await expect.poll(async () => (await heartbeat()).spec.intervals).toMatchObject([{ every: 900_000 }]);
    expect((await digest()).state).toMatchObject({ paused: true, note: 'holidays' });
  });

  it('are gone when they are taken out, and may be gone already', async () => {
    await ensure('digest: off');
    await ensure('digest: off');
    await expect(digest()).rejects.toThrow(/not found/i);
    await expect(heartbeat()).rejects.toThrow(/not found/i);
  });
});
