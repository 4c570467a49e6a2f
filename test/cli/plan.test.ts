import { describe, expect, it } from 'vitest';
import { type PlanOptions, planPackages, type Running, summarise } from '../../cli/plan/plan.js';
import { planText } from '../../cli/view/plan-view.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { plannedRow } from '../../model/row.js';
import type { LeaseStatus } from '../../model/status.js';
import { packageText, spec } from './samples.js';

const plain: PlanOptions = { again: false, observeOnly: new Set() };
const text = packageText({ name: 'one' });
const one = spec(text);

function running(spec: PackageSpec, status: LeaseStatus = 'Active', closed = false): Running {
  // As it comes back from Temporal: undefined fields are gone.
  return { row: { ...plannedRow(spec), status }, closed, spec: JSON.parse(JSON.stringify(spec)) };
}

function planOne(wanted: PackageSpec, existing: Running | null, options = plain, others: Running[] = []) {
  const map = new Map(existing === null ? [] : [[existing.row.name, existing] as const]);
  const [entry] = planPackages([wanted], map, others, options);
  if (entry === undefined) throw new Error('no entry');
  return entry;
}

const cen = (name: string, more = '') =>
  spec(`apiVersion: leaseline/v1
kind: BandwidthPackage
name: ${name}
product: cen
account: demo-alibaba
order: { bandwidth: 5, geographicRegionAId: China, geographicRegionBId: Europe${more} }
`);

describe('planning', () => {
  it('orders what is not there and leaves alone what is as the file says', () => {
    expect(planOne(one, null)).toMatchObject({ action: 'order', reason: null });
    expect(planOne(one, running(one))).toMatchObject({ action: 'unchanged', changes: [] });
  });

  it('shows a changed lifecycle, label and approval from what to what', () => {
    const wanted = spec(
      `${text.replace('apac-net', 'emea-net')}approval: production\nlifecycle: { atTermEnd: renew, payment: { within: 2d } }\n`,
    );
    const entry = planOne(wanted, running(one));
    expect(entry.action).toBe('change');
    expect(entry.changes).toEqual(
      expect.arrayContaining([
        { field: 'labels.team', from: 'apac-net', to: 'emea-net', refusal: null },
        { field: 'lifecycle.payment.within', from: '5d', to: '2d', refusal: null },
        { field: 'lifecycle.atTermEnd', from: 'ask', to: 'renew', refusal: null },
        { field: 'approval', from: null, to: 'production', refusal: null },
      ]),
    );
  });

  it.each([
    ['bandwidth: 10', 'bandwidth: 20', 'order.bandwidth', 'resized'],
    ['dir-3633530001', 'dir-3633530002', 'order.officeSiteId', 'what was bought'],
    ['account: demo-alibaba', 'account: other', 'account', 'what was bought'],
    ['periodUnit: Month', 'periodUnit: Year', 'order.periodUnit', 'part of the order'],
  ])('refuses %s → %s on a package that exists, and says why', (from, to, field, why) => {
    const entry = planOne(spec(text.replace(from, to)), running(one));
    expect(entry.action).toBe('refuse');
    expect(entry.reason).toContain(field);
    expect(entry.reason).toContain(why);
  });

  it('orders an ended package once more only when told to', () => {
    const ended = running(one, 'Released', true);
    expect(planOne(one, ended)).toMatchObject({ action: 'ended' });
    expect(planOne(one, ended, { ...plain, again: true })).toMatchObject({ action: 'order' });
  });

  it('never orders once more what was stopped from outside while something may have been bought', () => {
    const entry = planOne(one, running(one, 'Active', true), { ...plain, again: true });
    expect(entry).toMatchObject({ action: 'refuse' });
    expect(entry.reason).toContain('may still be there');
    expect(planOne(one, running(one, 'Requested', true), { ...plain, again: true }).action).toBe('order');
  });

  it('recognises the same line under a new name', () => {
    const renamed = spec(packageText({ name: 'renamed' }));
    expect(planOne(renamed, null, plain, [running(one)])).toMatchObject({ action: 'refuse' });
    expect(planOne(cen('new'), null, plain, [running(cen('old'))])).toMatchObject({ action: 'refuse' });
    expect(planOne(cen('new', ', name: second-plan'), null, plain, [running(cen('old'))]).action).toBe('order');
  });

  it('orders nothing in an account that only watches', () => {
    const options = { ...plain, observeOnly: new Set(['demo-alibaba']) };
    expect(planOne(one, null, options)).toMatchObject({ action: 'refuse' });
    expect(planOne(one, running(one), options)).toMatchObject({ action: 'unchanged' });
  });

  it('does not pretend to know what a package was ordered with when no worker answers', () => {
    expect(planOne(one, { ...running(one), spec: null })).toMatchObject({ action: 'unknown', changes: [] });
  });

  it('sums up in one line', () => {
    const entries = [
      planOne(one, null),
      planOne(one, running(one)),
      planOne(spec(text.replace('bandwidth: 10', 'bandwidth: 20')), running(one)),
    ];
    expect(summarise(entries)).toMatchObject({ order: 1, change: 0, unchanged: 1, refused: 1 });
    expect(planText(entries, [])).toContain('Plan: 1 to order, 0 to change, 1 unchanged, 1 refused.');
  });
});
