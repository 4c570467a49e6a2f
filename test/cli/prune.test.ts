import { describe, expect, it } from 'vitest';
import { type PruneScope, whyKept } from '../../cli/plan/prune.js';
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
