import { describe, expect, it } from 'vitest';
import { digestOf } from '../../model/digest.js';
import { initialMemo, type PackageRow } from '../../model/row.js';
import { specOf } from '../support/harness.js';
import { monthly } from '../workflows/documents.js';

const NOW = new Date('2026-11-24T08:00:00.000Z');
const HANGZHOU = { account: 'ali', product: 'wuying', region: 'cn-hangzhou' } as const;
const memo = initialMemo(specOf(monthly('wuying', 'any')));

function listed(name: string, change: Partial<PackageRow> = {}, closed = false) {
  const row: PackageRow = {
    ...memo,
    ...HANGZHOU,
    name,
    status: 'Active',
    waitingFor: null,
    resourceId: null,
    expiresAt: null,
    workflowId: `package/${name}`,
    runId: 'run',
    ...change,
  };
  return { row, closed };
}

const names = (list: { items: readonly { name: string }[] }) => list.items.map(({ name }) => name);

describe('a digest', () => {
  it('has what ends within 30 days or is past its end, soonest first; never what ends never, later, or has ended', () => {
    const { ending, what, packages } = digestOf(
      [
        listed('never'),
        listed('in-30-days', { expiresAt: '2026-12-24T08:00:00.000Z' }),
        listed('in-31-days', { expiresAt: '2026-12-25T08:00:00.000Z' }),
        listed('past', { expiresAt: '2026-11-23T08:00:00.000Z' }),
        listed('ended', { status: 'Released', expiresAt: '2026-11-25T08:00:00.000Z' }, true),
      ],
      [],
      NOW,
    );
    expect(names(ending)).toEqual(['past', 'in-30-days']);
    expect(packages).toBe(4);
    expect(what).toBe('4 packages; nothing waits for a person; 2 end within 30 days');
  });

  it('has who waits longest first, those who waited before that was written down before all, and no cloud', () => {
    const { waiting } = digestOf(
      [
        listed('since-noon', { waitingFor: 'approval', waitingSince: '2026-11-23T12:00:00.000Z' }),
        listed('since-dawn', { waitingFor: 'payment', waitingSince: '2026-11-23T06:00:00.000Z' }),
        listed('for-the-cloud', { waitingFor: 'cloud', waitingSince: '2026-11-01T06:00:00.000Z' }),
        listed('of-old', { waitingFor: 'operator' }),
      ],
      [],
      NOW,
    );
    expect(names(waiting)).toEqual(['of-old', 'since-dawn', 'since-noon']);
  });

  it('counts all and names 200, so that a message stays a message', () => {
    const many = Array.from({ length: 6_000 }, (_, index) => listed(`package-${index}`, { waitingFor: 'payment' }));
    const digest = digestOf(many, [], NOW);
    expect(digest.waiting).toMatchObject({ count: 6_000, items: { length: 200 } });
    expect(digest.what).toContain('6000 wait for a person');
    expect(JSON.stringify(digest).length).toBeLessThan(500_000);
  });

  it('tells a desk that cannot read from one that does not answer, and from one that sees', () => {
    const sight = { listedAt: '2026-11-24T07:00:00.000Z', blindSince: null, strays: [] };
    const { blind, what } = digestOf(
      [],
      [
        { desk: HANGZHOU, sight },
        { desk: { ...HANGZHOU, region: 'blind' }, sight: { ...sight, blindSince: '2026-11-24T07:30:00.000Z' } },
        { desk: { ...HANGZHOU, region: 'silent' }, sight: null },
      ],
      NOW,
    );
    expect(blind.items).toEqual([
      { ...HANGZHOU, region: 'blind', since: '2026-11-24T07:30:00.000Z', listedAt: '2026-11-24T07:00:00.000Z' },
      { ...HANGZHOU, region: 'silent', since: null, listedAt: null },
    ]);
    expect(what).toContain('2 places cannot be seen');
  });
});
