import { describe, expect, it } from 'vitest';
import type { ListedPackage } from '../../activities/listing/rows.js';
import { candidatesText, refusalsText } from '../../cli/view/adopt-view.js';
import { plannedRow } from '../../model/row.js';
import type { LeaseStatus } from '../../model/status.js';
import type { StrayResource } from '../../model/survey.js';
import { type Judged, judge, type Neighbours } from '../../workers/client/adopt/judge.js';
import { packageText, spec } from './samples.js';
import { stray } from './stray-samples.js';

const alone: Neighbours = { packages: [], namesake: null };

function listed(name: string, status: LeaseStatus, resourceId: string | null, closed = false): ListedPackage {
  const row = { ...plannedRow(spec(packageText({ name }))), status, resourceId };
  return { row, closed, startedAt: new Date(0) };
}

const refusalOf = (judged: Judged) => (judged.ok ? null : judged.refusal);
const judged = (resource: Partial<StrayResource> = {}, neighbours = alone) => judge(stray(resource), neighbours);

describe('taking over', () => {
  it('makes a package of what nobody owns', () => {
    const result = judged();
    expect(result).toMatchObject({
      ok: true,
      candidate: { former: null, spec: { name: 'np-1', lifecycle: { atTermEnd: 'ask' }, order: { bandwidth: 10 } } },
    });
    if (!result.ok) return;
    const text = candidatesText([result.candidate], new Date('2026-11-21T00:00:00Z'));
    expect(text).toContain('np-1 will be taken over: wuying, 10 Mbps, cn-hangzhou, account demo-alibaba');
    expect(text).toContain('its term ends 2026-12-21 00:00 (in 30d); somebody is asked before that');
    expect(text).toContain('Nothing is bought');
  });

  it('says when the vendor goes on renewing, and when there is no term', () => {
    const textOf = (resource: Partial<StrayResource>) => {
      const result = judged(resource);
      return result.ok ? candidatesText([result.candidate], new Date()) : '';
    };
    expect(textOf({ autoRenew: true })).toContain('the vendor renews it by itself, and goes on doing so');
    expect(textOf({ expiresAt: null })).toContain('has no term');
  });

  it('is refused for what belongs to a package, which is named', () => {
    const packages = [listed('other', 'Active', 'np-2'), listed('desks', 'Active', 'np-1')];
    expect(refusalOf(judged({}, { packages, namesake: null }))).toMatchObject({
      resourceId: 'np-1',
      reason: 'it belongs to package desks (Active)',
      remedy: 'Look with leaseline show desks',
    });
  });

  it('is allowed where the package that owned it, or had its name, has ended', () => {
    const ended = listed('np-1', 'Rejected', 'np-1', true);
    expect(judged({}, { packages: [ended], namesake: ended })).toMatchObject({
      ok: true,
      candidate: { former: { status: 'Rejected' } },
    });
  });

  it('is refused where a running package has the name', () => {
    const namesake = listed('np-1', 'Requested', null);
    expect(refusalOf(judged({}, { packages: [namesake], namesake }))?.reason).toContain('named np-1 is there already');
  });

  it.each([
    [{ document: null }, 'the vendor shows too little of it'],
    [{ document: { ...stray().document, kind: 'Other' } }, 'not a valid package here (kind is BandwidthPackage)'],
    [{ phase: 'releasing', vendorStatus: 'Releasing' } as const, 'the vendor is taking it away (Releasing)'],
  ])('is refused for %o', (resource, reason) => {
    const refusal = refusalOf(judged(resource));
    expect(refusal?.reason).toContain(reason);
    expect(refusalsText(refusal === null ? [] : [refusal])).toMatch(/^np-1: /);
  });
});
