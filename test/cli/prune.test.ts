import { describe, expect, it } from 'vitest';
import type { Packages } from '../../cli/client/packages.js';
import type { PlanEntry } from '../../cli/plan/plan.js';
import { type PruneScope, planPrune, whyKept } from '../../cli/plan/prune.js';
import { type PackageRow, plannedRow } from '../../model/row.js';
import { packageText, spec } from './samples.js';

const SCOPE: PruneScope = { labels: { team: 'apac-net' }, account: null };
const wanted = spec(packageText({ name: 'office' }));
const running: PackageRow = { ...plannedRow(wanted), status: 'Active', resourceId: 'np-1', expiresAt: '2027-01-01' };

function kept(row: Partial<PackageRow> = {}, story: object | null = {}, observeOnly: readonly string[] = []) {
  const whole = { ...running, ...row };
  const state = story === null ? null : { ...whole, spec: wanted, ...story };
  return whyKept({ row: whole, state }, SCOPE, new Set(observeOnly));
}

describe('a package in no file', () => {
  it('is released when it is Active, was ordered, and would go on', () => {
    expect(kept()).toBeNull();
  });

  it.each([
    ['it was adopted', kept({}, { adopted: true }), /was adopted, not ordered from a file; leaseline release office/],
    ['it has the name of its resource', kept({ name: 'np-1' }), /was adopted/],
    ['its account only observes', kept({}, {}, ['demo-alibaba']), /account demo-alibaba is observeOnly/],
    ['it is not bought yet', kept({ status: 'AwaitingApproval' }), /leaseline cancel office withdraws/],
    ['nobody knows what was bought', kept({ status: 'OutcomeUnknown' }), /it is OutcomeUnknown/],
    ['it waits for a person', kept({ waitingFor: 'approval', reason: 'renewal' }), /it waits for approval: renewal/],
    [
      'it is going already',
      kept({ nextStep: { what: 'release', at: '2027-01-01' } }),
      /to be released already, at 2027/,
    ],
    ['no worker answers', kept({}, null), /did not answer/],
    ['its labels have changed', kept({}, { spec: { ...wanted, labels: {} } }), /labels have changed/],
    [
      'it lapses by itself',
      kept({}, { spec: { ...wanted, lifecycle: { ...wanted.lifecycle, atTermEnd: 'lapse' } } }),
      /ends by itself at 2027-01-01/,
    ],
  ])('is kept when %s', (_case, reason, expected) => {
    expect(reason).toMatch(expected);
  });
});

describe('a package that is renamed while the plan is made', () => {
  const entry: PlanEntry = {
    name: 'office',
    action: 'unchanged',
    spec: wanted,
    changes: [],
    resize: null,
    reason: null,
    remedy: null,
    existing: running,
  };
  const heir: PackageRow = { ...running, name: 'head-office' };

  /** The old name was looked at before, and the list shows the new one afterwards. */
  function plan(existing: PackageRow | null) {
    const packages: Pick<Packages, 'list' | 'observeOnlyAccounts' | 'look' | 'previewRelease'> = {
      list: async () => [
        { row: { ...running, status: 'Renamed' }, closed: true },
        { row: heir, closed: false },
      ],
      observeOnlyAccounts: async () => new Set<string>(),
      look: async () => ({ row: heir, closed: false, state: null }),
      previewRelease: () => Promise.reject(new Error('nothing is released')),
    };
    return planPrune(packages as Packages, [{ ...entry, existing }], SCOPE);
  }

  it('is not taken for one that is in no file, and nothing is done', async () => {
    await expect(plan(running)).rejects.toThrow(/head-office has the line of office \(np-1\)/);
  });

  it('is another one when its line is', async () => {
    const { entries } = await plan({ ...running, resourceId: 'np-2' });
    expect(entries).toMatchObject([{ name: 'head-office', action: 'keep' }]);
  });
});
