import { describe, expect, it } from 'vitest';
import { type PlanOptions, planPackages, type Running, summarise } from '../../cli/plan/plan.js';
import { planText } from '../../cli/view/plan-view.js';
import { ANYBODY } from '../../model/approval.js';
import { defaultLife } from '../../model/life-settings.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { NO_RULES } from '../../model/policy/gate-rules.js';
import { plannedRow } from '../../model/row.js';
import type { LeaseStatus } from '../../model/status.js';
import { packageText, spec } from './samples.js';

const plain: PlanOptions = {
  again: false,
  revertDrift: false,
  observeOnly: new Set(),
  lifeOf: () => null,
  now: '2026-11-24T10:00:00.000Z',
};
const text = packageText({ name: 'one' });
const one = spec(text);

function running(spec: PackageSpec, status: LeaseStatus = 'Active', closed = false): Running {
  // As it comes back from Temporal: undefined fields are gone.
  const row = { ...plannedRow(spec), status };
  return { row, closed, spec: JSON.parse(JSON.stringify(spec)), life: null, usedMbps: 0, resizingTo: null };
}

function planOne(wanted: PackageSpec, existing: Running | null, options = plain, others: Running[] = []) {
  const map = new Map(existing === null ? [] : [[existing.row.name, existing] as const]);
  const [entry] = planPackages([wanted], map, others, options);
  if (entry === undefined) throw new Error('no entry');
  return entry;
}

const cen = (name: string, more = '', edit = (text: string) => text) =>
  spec(
    edit(`apiVersion: leaseline/v1
kind: BandwidthPackage
name: ${name}
product: cen
account: demo-alibaba
order: { bandwidth: 5, geographicRegionAId: China, geographicRegionBId: Europe${more} }
`),
  );

const ugn = (name: string, regionA = 'cn-bj2', regionB = 'sg') => `apiVersion: leaseline/v1
kind: BandwidthPackage
name: ${name}
product: ugn
account: demo-surfer
order: { projectId: org-x, ugnId: ugn-a1, regionA: ${regionA}, regionB: ${regionB}, bandWidth: 5, payMode: FixedBw, chargeType: Month }
`;

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

  it('notices every change of a duration, also one that reads the same when rounded', () => {
    const within = (duration: string) => spec(`${text}lifecycle: { payment: { within: ${duration} } }\n`);
    const entry = planOne(within('36h'), running(within('2d')));
    expect(entry).toMatchObject({ action: 'change', changes: [{ from: '2d', to: '36h' }] });
    expect(planOne(within('36h'), running(within('1.5d'))).action).toBe('unchanged');
    const told = defaultLife('wuying');
    const life = { ...told, ladder: { ...told.ladder, rungsMs: [48 * 3_600_000] } };
    const wanted = { ...told, ladder: { ...told.ladder, rungsMs: [36 * 3_600_000] } };
    const { changes } = planOne(one, { ...running(one), life }, { ...plain, lifeOf: () => wanted });
    expect(changes).toMatchObject([{ field: 'reminders.ladder', from: '2d', to: '36h' }]);
  });

  describe('with a date of release that has passed', () => {
    const over = spec(`${text}lifecycle: { atTermEnd: renew, releaseAt: 2026-03-01T00:00:00Z }\n`);
    const renews = spec(`${text}lifecycle: { atTermEnd: renew }\n`);

    it('nothing is bought to be given back at once, also not once more', () => {
      expect(planOne(over, null)).toMatchObject({ action: 'refuse', reason: expect.stringContaining('has passed') });
      const ended = running(over, 'Released', true);
      expect(planOne(over, ended)).toMatchObject({ action: 'ended' });
      const again = planOne(over, ended, { ...plain, again: true });
      expect(again).toMatchObject({ action: 'ended', reason: expect.stringContaining('has passed') });
      const later = { ...plain, now: '2026-02-01T00:00:00.000Z' };
      expect(planOne(over, null, later).action).toBe('order');
    });

    it('no line goes down because a file was changed to it', () => {
      const entry = planOne(over, running(renews));
      expect(entry).toMatchObject({ action: 'refuse', remedy: expect.stringContaining('leaseline release one') });
      expect(planOne(over, running(over, 'Releasing')).action).toBe('unchanged');
      const dated = spec(`${text}lifecycle: { atTermEnd: renew, releaseAt: 2027-03-01T00:00:00Z }\n`);
      expect(planOne(over, running(dated))).toMatchObject({ action: 'refuse', reason: entry.reason });
    });

    it('what was acted on, and could not be released, is not asked for anew by each apply', () => {
      const lapses = spec(`${text}lifecycle: { atTermEnd: lapse }\n`);
      const refused = running(lapses);
      const entry = planOne(over, { ...refused, row: { ...refused.row, waitingFor: 'operator' } });
      expect(entry).toMatchObject({ action: 'unchanged', changes: [] });
      expect(planText([entry], [])).toContain('has passed, and is not asked for anew');
    });
  });

  const WHAT_WAS_BOUGHT = 'it says what was bought, and that stays as it is';
  const ANOTHER = 'Order another package under another name, then release this one';

  it.each([
    ['periodUnit: Month', 'periodUnit: Year', 'order.periodUnit', 'it was part of the order', 'Write it as it runs'],
    ['dir-3633530001', 'dir-3633530002', 'order.officeSiteId', WHAT_WAS_BOUGHT, ANOTHER],
    ['account: demo-alibaba', 'account: other', 'account', WHAT_WAS_BOUGHT, ANOTHER],
    ['payType: PrePaid', 'payType: PostPaid', 'order.payType', WHAT_WAS_BOUGHT, ANOTHER],
    [/cn-hangzhou/g, 'cn-beijing', 'order.regionId', WHAT_WAS_BOUGHT, ANOTHER],
  ])('refuses %s → %s on a package that exists, and says why and what to do', (from, to, field, why, remedy) => {
    const entry = planOne(spec(text.replace(from, to)), running(one));
    expect(entry.action).toBe('refuse');
    expect(entry.reason).toContain(`${field} cannot be changed: ${why}`);
    expect(entry.remedy).toContain(remedy);
    expect(planText([entry], [])).toContain(`→ ${remedy}`);
  });

  const sized = (status: LeaseStatus, row: Partial<Running['row']> = {}, more: Partial<Running> = {}): Running => {
    const base = running(one, status);
    return { ...base, ...more, row: { ...base.row, ...row } };
  };
  const wider = spec(text.replace('bandwidth: 10', 'bandwidth: 20'));

  it('a bandwidth that the file says otherwise is a resize, with the order left as it was sent', () => {
    const entry = planOne(wider, sized('Active'));
    expect(entry).toMatchObject({ action: 'change', resize: { from: 10, to: 20 }, spec: { order: { bandwidth: 10 } } });
    expect(entry.changes).toEqual([{ field: 'order.bandwidth', from: '10', to: '20', refusal: null }]);
    expect(planText([entry], [])).toContain('wuying, 10 → 20 Mbps');
    expect(planText([entry], [])).toContain('0 to order, 1 to change (1 resized), 0 unchanged');
  });

  const booked = { bandwidthMbps: 20, activeAt: '2027-01-01T00:00:00.000Z' } as never;
  it.each([
    ['it is under way already', sized('Active', {}, { resizingTo: 20 }), /being changed to 20 Mbps already/],
    ['it is booked at the vendor', sized('Active', { reservation: booked }), /booked at the vendor/],
    [
      'it is planned for later',
      sized('Active', { plannedResize: { bandwidthMbps: 20, at: '2027-01-01T00:00:00.000Z' } }),
      /to be changed to 20 Mbps at 2027/,
    ],
  ])('and nothing is asked for twice when %s', (_case, existing, note) => {
    const entry = planOne(wider, existing);
    expect(entry).toMatchObject({ action: 'unchanged', resize: null });
    expect(entry.reason).toMatch(note);
    expect(planText([entry], [])).toContain(entry.reason);
  });

  it.each([
    ['is not Active', sized('AwaitingPayment'), /AwaitingPayment, and only what is Active is resized/],
    ['is being given another', sized('Active', {}, { resizingTo: 30 }), /being changed to 30 Mbps now/],
    [
      'has another booked',
      sized('Active', { reservation: { bandwidthMbps: 30, activeAt: null } as never }),
      /a change to 30 Mbps .* is booked/,
    ],
  ])('is refused where the package %s', (_case, existing, why) => {
    const entry = planOne(wider, existing);
    expect(entry).toMatchObject({ action: 'refuse', resize: null });
    expect(entry.reason).toMatch(why);
    expect(entry.remedy).not.toBeNull();
  });

  it('of what is being released is refused, and nobody is told to withdraw what is bought', () => {
    const { remedy } = planOne(wider, sized('Releasing'));
    expect(remedy).toContain('apply the file again once it is gone');
    expect(remedy).not.toContain('cancel');
  });

  it('is refused where the vendor would refuse it, and in an account that only observes', () => {
    const plan = cen('plan');
    const smaller = cen('plan', '', (text) => text.replace('bandwidth: 5', 'bandwidth: 3'));
    expect(planOne(smaller, running(plan)).reason).toContain('crosses the border');
    const observing = { ...plain, observeOnly: new Set(['demo-alibaba']) };
    expect(planOne(wider, sized('Active'), observing).reason).toContain('observeOnly');
  });

  it("what was changed in the vendor's console is told, and changed back only when that is said", () => {
    const drifted = sized('Active', { bandwidthMbps: 40 });
    const entry = planOne(one, drifted);
    expect(entry).toMatchObject({ action: 'unchanged', resize: null });
    expect(entry.reason).toContain('the vendor shows 40 Mbps, and the file says 10');
    const back = planOne(one, drifted, { ...plain, revertDrift: true });
    expect(back).toMatchObject({ action: 'change', resize: { from: 40, to: 10 } });
    expect(back.changes).toEqual([{ field: 'order.bandwidth', from: '40 at the vendor', to: '10', refusal: null }]);
    expect(planOne(one, sized('Active'), { ...plain, revertDrift: true }).action).toBe('unchanged');
    expect(planOne(one, sized('Active', { bandwidthMbps: 40, vanished: true })).reason).toBeNull();
  });

  it("a file that has caught up with the vendor's console is written down, and nothing is ordered", () => {
    const entry = planOne(wider, sized('Active', { bandwidthMbps: 20 }));
    expect(entry).toMatchObject({ action: 'change', resize: null, spec: { order: { bandwidth: 20 } } });
    expect(entry.reason).toContain('the vendor has that bandwidth already');
  });

  it('refuses to make another product of a package', () => {
    const entry = planOne(cen('one'), running(one));
    expect(entry).toMatchObject({ action: 'refuse', remedy: ANOTHER });
    expect(entry.reason).toContain('product cannot be changed');
  });

  it.each([
    ['bandwidth: 5', 'bandwidth: 5, bandwidthPackageChargeType: POSTPAY', 'order.bandwidthPackageChargeType'],
    ['geographicRegionBId: Europe', 'geographicRegionBId: Australia', 'order.geographicRegionBId'],
  ])('refuses to move a CEN plan: %s → %s', (from, to, field) => {
    const entry = planOne(
      cen('plan', '', (text) => text.replace(from, to)),
      running(cen('plan')),
    );
    expect(entry).toMatchObject({ action: 'refuse', remedy: ANOTHER });
    expect(entry.reason).toContain(`${field} cannot be changed`);
  });

  it.each([
    ['org-x', 'org-y', 'order.projectId'],
    ['ugn-a1', 'ugn-a2', 'order.ugnId'],
    ['regionB: sg', 'regionB: hk', 'order.regionB'],
    ['payMode: FixedBw, chargeType: Month', 'payMode: Traffic, chargeType: Count', 'order.payMode'],
    ['chargeType: Month', 'chargeType: Year', 'order.chargeType'],
  ])('refuses to move a UGN package: %s → %s', (from, to, field) => {
    const entry = planOne(spec(ugn('line').replace(from, to)), running(spec(ugn('line'))));
    expect(entry).toMatchObject({ action: 'refuse', remedy: ANOTHER });
    expect(entry.reason).toContain(`${field} cannot be changed`);
  });

  it('tells what runs of calendars and reminders that have changed in leaseline.yaml', () => {
    const life = defaultLife('wuying');
    const lifeOf = () => ({
      ...life,
      deductsBeforeMs: 259_200_000,
      ladder: { ...life.ladder, timeZone: 'Asia/Tokyo' },
    });
    const entry = planOne(one, { ...running(one), life }, { ...plain, lifeOf });
    expect(entry.action).toBe('change');
    expect(entry.changes).toEqual([
      { field: 'calendar.wuying.deductsBefore', from: '9d', to: '3d', refusal: null },
      { field: 'reminders.timeZone', from: 'UTC', to: 'Asia/Tokyo', refusal: null },
    ]);
    expect(planOne(one, { ...running(one), life }, { ...plain, lifeOf: () => life }).action).toBe('unchanged');
  });

  it('tells what runs of a changed escalation, rule, budget or freeze, also where only its inside has changed', () => {
    const guarded = spec(`${text}approval: production\n`);
    const rules = { ...ANYBODY, approvers: ['ada'] };
    const freeze = { name: 'year end', when: {}, from: '2026-12-20T00:00:00.000Z', override: null };
    const told = {
      ...defaultLife('wuying'),
      approval: rules,
      gate: { ...NO_RULES, freezes: [{ ...freeze, until: '2027-01-04T00:00:00.000Z' }] },
    };
    const wanted = {
      ...told,
      approval: { ...rules, escalation: { afterMs: 2 * 60 * 60_000, to: ['bob', 'cleo'] } },
      gate: {
        ...told.gate,
        freezes: [{ ...freeze, until: '2027-01-11T00:00:00.000Z' }],
        rules: [
          {
            name: 'large lines',
            when: { bandwidthAboveMbps: 100 },
            do: { kind: 'deny' as const, override: null },
            because: null,
          },
        ],
      },
    };
    const existing = { ...running(guarded), life: told };
    const { action, changes } = planOne(guarded, existing, { ...plain, lifeOf: () => wanted });
    expect(action).toBe('change');
    expect(changes).toEqual([
      { field: 'policies.production.escalate', from: 'never', to: 'to bob, cleo after 2h', refusal: null },
      { field: 'rules', from: 'none', to: 'large lines', refusal: null },
      { field: 'freezes', from: 'year end', to: 'year end, changed', refusal: null },
    ]);
    expect(planOne(guarded, existing, { ...plain, lifeOf: () => told }).action).toBe('unchanged');
  });

  it('orders an ended package once more only when told to', () => {
    const ended = running(one, 'Released', true);
    expect(planOne(one, ended)).toMatchObject({ action: 'ended' });
    expect(planOne(one, ended, { ...plain, again: true })).toMatchObject({ action: 'order' });
  });

  it('never orders once more what goes on under another name', () => {
    const entry = planOne(one, running(one, 'Renamed', true), { ...plain, again: true });
    expect(entry).toMatchObject({ action: 'ended', reason: expect.stringContaining('Write that name into the file') });
  });

  it('never orders once more what was stopped from outside while something may have been bought', () => {
    const entry = planOne(one, running(one, 'Active', true), { ...plain, again: true });
    expect(entry).toMatchObject({ action: 'refuse' });
    expect(entry.reason).toContain('may still be there');
    expect(planOne(one, running(one, 'Requested', true), { ...plain, again: true }).action).toBe('order');
  });

  it('recognises the same line under a new name, and says that a package keeps its name', () => {
    const renamed = spec(packageText({ name: 'renamed' }));
    const entry = planOne(renamed, null, plain, [running(one)]);
    expect(entry).toMatchObject({
      action: 'refuse',
      remedy:
        'Write name: one in the file, or give the line its new name with leaseline rename one renamed, or release one first',
    });
    expect(entry.reason).toContain('one is already for office site');
    expect(entry.reason).toContain('a package keeps its name until it is renamed');
    expect(planOne(cen('new'), null, plain, [running(cen('old'))])).toMatchObject({ action: 'refuse' });
    expect(planOne(cen('new', ', name: second-plan'), null, plain, [running(cen('old'))]).action).toBe('order');
    expect(planOne(spec(ugn('new')), null, plain, [running(spec(ugn('old', 'sg', 'cn-bj2')))]).action).toBe('refuse');
  });

  it('knows that a CEN has room for one plan between two areas', () => {
    const attached = (name: string, bandwidth: number, cenId: string) =>
      cen(name, `, attach: { cenId: ${cenId} }`, (text) => text.replace('bandwidth: 5', `bandwidth: ${bandwidth}`));
    const old = running(attached('old', 5, 'cen-a1'));
    expect(planOne(attached('new', 8, 'cen-a1'), null, plain, [old])).toMatchObject({ action: 'refuse' });
    expect(planOne(attached('new', 8, 'cen-a2'), null, plain, [old]).action).toBe('order');
  });

  describe('a file for what was adopted, under another name', () => {
    /** As `adopt` starts it: named after the resource, with what the vendor shows of the order. */
    const adopted = (spec: PackageSpec): Running => {
      const known = running(spec);
      return { ...known, row: { ...known.row, resourceId: spec.name.toUpperCase() } };
    };

    it('is refused for an office site and for a UGN pair', () => {
      const site = adopted(spec(packageText({ name: 'np-1' })));
      const entry = planOne(spec(packageText({ name: 'desks' })), null, plain, [site]);
      expect(entry).toMatchObject({ action: 'refuse', remedy: expect.stringContaining('Write name: np-1') });
      const pair = adopted(spec(ugn('bw-1')));
      expect(planOne(spec(ugn('line', 'sg', 'cn-bj2')), null, plain, [pair])).toMatchObject({ action: 'refuse' });
    });

    it('is refused for a CEN plan, though what it was ordered with is not known', () => {
      const plan = adopted(cen('cenbwp-1', ', name: backbone'));
      const refused = { action: 'refuse', remedy: expect.stringContaining('order.name of its own') };
      expect(planOne(cen('new', ', autoPay: true, period: 3'), null, plain, [plan])).toMatchObject(refused);
      expect(planOne(cen('new', ', name: backbone'), null, plain, [plan])).toMatchObject(refused);
      const turned = cen('new', '', (text) =>
        text.replace('China', 'X').replace('Europe', 'China').replace('X', 'Europe'),
      );
      expect(planOne(turned, null, plain, [plan])).toMatchObject(refused);
      expect(planOne(cen('new', ', name: another'), null, plain, [plan]).action).toBe('order');
      // Ordered here, a plan is known to be another one as soon as anything of the order differs.
      const ordered = running(cen('old', ', name: backbone'));
      expect(planOne(cen('new', ', period: 3'), null, plain, [ordered]).action).toBe('order');
    });
  });

  it('orders nothing in an account that only watches', () => {
    const options = { ...plain, observeOnly: new Set(['demo-alibaba']) };
    expect(planOne(one, null, options)).toMatchObject({ action: 'refuse', remedy: expect.stringContaining('adopt') });
    expect(planOne(one, running(one), options)).toMatchObject({ action: 'unchanged' });
  });

  it('does not pretend to know what a package was ordered with when no worker answers', () => {
    expect(planOne(one, { ...running(one), spec: null })).toMatchObject({ action: 'unknown', changes: [] });
  });

  it('sums up in one line', () => {
    const entries = [
      planOne(one, null),
      planOne(one, running(one)),
      planOne(spec(text.replace('dir-3633530001', 'dir-3633530002')), running(one)),
    ];
    expect(summarise(entries)).toMatchObject({ order: 1, change: 0, unchanged: 1, refused: 1 });
    expect(planText(entries, [])).toContain('Plan: 1 to order, 0 to change, 1 unchanged, 1 refused.');
  });
});
