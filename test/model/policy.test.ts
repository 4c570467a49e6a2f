import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import type { Money } from '../../model/money.js';
import { type GateRules, isGateRules } from '../../model/policy/gate-rules.js';
import { isOpen, opensAt } from '../../model/policy/hours.js';
import { explain, judge } from '../../model/policy/judge.js';
import type { Facts } from '../../model/policy/match.js';
import { monthlyOf } from '../../model/policy/monthly.js';
import { OPERATIONS } from '../../model/policy/operation.js';

const ACCOUNTS = `
accounts:
  ali:
    vendor: alibaba
    site: international
    credentials: { accessKeyIdEnv: A, accessKeySecretEnv: B }
policies: { money: { approvers: [ada] }, chief: {} }
`;

function gateFrom(yaml: string): GateRules {
  const parsed = parseLeaselineConfig(ACCOUNTS + yaml, 'leaseline.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { ...parsed.value.gate, policies: {} };
}

function problemsOf(yaml: string): string[] {
  const parsed = parseLeaselineConfig(ACCOUNTS + yaml, 'leaseline.yaml');
  return parsed.ok ? [] : parsed.problems.map(({ field, rule }) => `${field} ${rule}`);
}

const usd = (amountMinor: number): Money => ({ amountMinor, currency: 'USD' });
const FACTS: Facts = {
  operation: 'order',
  product: 'cen',
  account: 'ali',
  region: 'global',
  labels: { team: 'apac' },
  pays: 'prepaid',
  bandwidthMbps: 50,
  pricePerMonth: usd(10_000),
  pricePerMonthNow: null,
};
const NOW_MS = Date.parse('2026-12-24T10:00:00Z');
const decide = (yaml: string, facts: Partial<Facts> = {}, nowMs = NOW_MS) =>
  judge(gateFrom(yaml), { ...FACTS, ...facts }, nowMs);
const policies = (yaml: string, facts: Partial<Facts> = {}) => decide(yaml, facts).needs.map(({ policy }) => policy);

describe('the rules of leaseline.yaml', () => {
  it.each([
    ['operation: renew', { operation: 'renew' }],
    ['operation: [renew, resize]', { operation: 'resize' }],
    ['product: ugn', { product: 'ugn' }],
    ['account: other', { account: 'other' }],
    ['region: [eu, us]', { region: 'us' }],
    ['labels: { team: [emea, sea] }', { labels: { team: 'sea' } }],
    ['labels: { cost: "*" }', { labels: { cost: 'anything' } }],
    ['pays: byUse', { pays: 'byUse' }],
    ['bandwidthAbove: 50', { bandwidthMbps: 51 }],
    ['pricePerMonthAbove: 100.00 USD', { pricePerMonth: usd(10_001) }],
    ['pricePerMonthAbove: 100.00 USD', { pricePerMonth: null }],
    ['pricePerMonthAbove: [100.00 USD, 700.00 CNY]', { pricePerMonth: { amountMinor: 70_001, currency: 'CNY' } }],
    ['pricePerMonthAbove: 100.00 USD', { pricePerMonth: { amountMinor: 1, currency: 'CNY' } }],
    ['priceUnknown: true', { pricePerMonth: null }],
    ['priceRisesAbovePercent: 10', { pricePerMonthNow: usd(9_000) }],
  ] as const)('when { %s } counts for what it names and for nothing else', (when, facts) => {
    const yaml = `rules: [{ name: one, when: { ${when} }, do: { approve: money } }]`;
    expect(policies(yaml, facts as Partial<Facts>)).toEqual(['money']);
    expect(policies(yaml)).toEqual([]);
  });

  it('a price exactly at the limit, and a rise of exactly the percentage, are within it', () => {
    expect(policies('rules: [{ name: a, when: { pricePerMonthAbove: 100.00 USD }, do: { approve: money } }]')).toEqual(
      [],
    );
    const rise = 'rules: [{ name: a, when: { priceRisesAbovePercent: 10 }, do: { approve: money } }]';
    expect(policies(rise, { pricePerMonth: usd(11_000), pricePerMonthNow: usd(10_000) })).toEqual([]);
    expect(policies(rise, { pricePerMonth: usd(11_001), pricePerMonthNow: usd(10_000) })).toEqual(['money']);
  });

  it('a denial counts wherever it stands; an allow ends the list of what asks', () => {
    const yaml = `rules:
  - { name: ask, do: { approve: money } }
  - { name: fine, when: { labels: { team: apac } }, do: allow }
  - { name: more, do: { approve: chief } }
  - { name: never, when: { region: global }, do: deny, because: of reasons }`;
    expect(decide(yaml)).toMatchObject({ denied: { by: 'rule never', because: 'of reasons', override: null } });
    expect(policies(yaml)).toEqual(['money']);
    expect(policies(yaml, { labels: {} })).toEqual(['money', 'chief']);
  });

  it('freezes and hours hold orders and resizes, and never what keeps or ends a line', () => {
    const yaml = 'freezes: [{ name: xmas, from: 2026-12-20, until: 2027-01-02 }]';
    for (const operation of OPERATIONS) {
      const { held } = decide(yaml, { operation });
      const isBound = operation === 'order' || operation === 'resize';
      expect(held?.untilMs ?? null).toBe(isBound ? Date.parse('2027-01-02T00:00:00Z') : null);
    }
    expect(decide(yaml, {}, Date.parse('2027-01-02T00:00:00Z')).held).toBeNull();
  });

  it('buying hours are those of their own clocks, also where summer time moves them', () => {
    const yaml = 'buyWindows: [{ name: office, from: "08:00", until: "18:00", timeZone: Europe/Berlin }]';
    const at = (iso: string) => decide(yaml, {}, Date.parse(iso)).held;
    expect(at('2026-12-24T07:00:00Z')).toBeNull();
    expect(at('2026-12-24T06:59:00Z')).toMatchObject({ untilMs: Date.parse('2026-12-24T07:00:00Z') });
    // Friday evening waits for Monday; on the last Sunday of March the clocks were moved in between.
    expect(at('2027-03-26T18:00:00Z')).toMatchObject({ untilMs: Date.parse('2027-03-29T06:00:00Z') });
  });

  it('a window opens at a moment in which it is open, whatever the clock and the zone', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(
        zones,
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        fc.integer({ min: 0, max: 1380 }),
        fc.integer({ min: 5, max: 60 }),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
        (timeZone, days, fromMinute, minutes, nowMs) => {
          const window = {
            name: 'w',
            when: {},
            days,
            fromMinute,
            untilMinute: fromMinute + minutes,
            timeZone,
            override: null,
          };
          const opens = opensAt(window, nowMs);
          expect(opens).toBeGreaterThanOrEqual(nowMs);
          expect(isOpen(window, opens)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('each rule is explained: which counts, and why the others do not', () => {
    const gate = gateFrom(`rules:
  - { name: wide, when: { bandwidthAbove: 100 }, do: deny }
  - { name: dear, when: { pricePerMonthAbove: 50.00 USD }, do: { approve: money } }
budgets: [{ name: all, perMonth: 900.00 USD }]`);
    expect(explain(gate, FACTS, NOW_MS)).toEqual([
      { what: 'rule wide', does: 'deny', counts: false, why: '50 Mbps is not above 100' },
      { what: 'rule dear', does: 'approval by policy money', counts: true, why: null },
      { what: 'budget all', does: 'count it; beyond it: deny', counts: true, why: null },
    ]);
  });

  it('what is explained and what is judged are the same', () => {
    const gate = gateFrom(`rules:
  - { name: a, when: { bandwidthAbove: 20 }, do: { approve: money } }
  - { name: b, when: { labels: { team: apac } }, do: allow }
  - { name: c, when: { pricePerMonthAbove: 30.00 USD }, do: { approve: chief } }
  - { name: d, when: { priceUnknown: true }, do: deny }`);
    const price = fc.option(fc.integer({ min: 0, max: 20_000 }).map(usd), { nil: null });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), price, fc.boolean(), (bandwidthMbps, pricePerMonth, isApac) => {
        const facts = { ...FACTS, bandwidthMbps, pricePerMonth, labels: isApac ? { team: 'apac' } : {} };
        const lines = explain(gate, facts, NOW_MS).filter(({ counts }) => counts);
        const verdict = judge(gate, facts, NOW_MS);
        expect(lines.some(({ does }) => does === 'deny')).toBe(verdict.denied !== null);
        expect(lines.filter(({ does }) => does.startsWith('approval')).map(({ what }) => what)).toEqual(
          verdict.needs.map(({ by }) => by),
        );
      }),
    );
  });

  it.each([
    ['rules: [{ name: a, do: { approve: nobody } }]', 'rules[0].do.approve names nobody, which is not under policies'],
    ['rules: [{ name: a, do: perhaps }]', 'must be allow, deny or { approve: POLICY }'],
    ['rules: [{ name: a, do: allow, override: chief }]', 'is for rules that deny'],
    ['rules: [{ name: a, do: deny }, { name: a, do: deny }]', 'is used twice (a)'],
    ['rules: [{ name: a, when: { pricePerMonthAbove: 100 }, do: deny }]', 'pricePerMonthAbove'],
    ['rules: [{ name: a, when: { colour: red }, do: deny }]', 'colour'],
    ['budgets: [{ name: a, when: { operation: order }, perMonth: 1.00 USD }]', 'is not for freezes, hours and budgets'],
    ['budgets: [{ name: a, perMonth: lots }]', 'such as "1500.00 USD"'],
    ['freezes: [{ name: a, from: 2027-01-02, until: 2026-12-20 }]', 'must come after from'],
    ['buyWindows: [{ name: a, from: "18:00", until: "08:00" }]', 'must come after from, on the same day'],
    ['buyWindows: [{ name: a, from: "8", until: "18:00" }]', 'must be a time of day'],
    ['groups: { x: [] }', ''],
  ])('%s is refused with the rule it breaks', (yaml, rule) => {
    const problems = problemsOf(yaml);
    if (rule === '') expect(problems).toEqual([]);
    else expect(problems.join('\n')).toContain(rule);
  });

  it('groups stand for their people; one that nobody is in, or nobody knows, is refused', () => {
    const groups = (yaml: string) => {
      const text = ACCOUNTS.replace(/policies:.*/, yaml);
      const parsed = parseLeaselineConfig(text, 'leaseline.yaml');
      return parsed.ok ? parsed.value.policies.p?.rules.approvers : parsed.problems.map(({ rule }) => rule).join();
    };
    const policy = 'policies: { p: { approvers: [ada, "group:x", "group:y"], quorum: 3 } }';
    expect(groups(`groups: { x: [bob, ada], y: [cleo] }\n${policy}`)).toEqual(['ada', 'bob', 'cleo']);
    expect(groups(`groups: { x: [bob] }\n${policy}`)).toContain('names group y, which is not under groups');
    expect(groups(`groups: { x: [bob], y: [] }\n${policy}`)).toContain('has nobody in it');
    expect(groups(`groups: { x: [ada], y: [ada] }\n${policy}`)).toContain('could never be reached');
  });

  it('rules from outside are taken only in the shape they are written in', () => {
    const good = gateFrom(`rules: [{ name: a, when: { labels: { x: y }, pricePerMonthAbove: 1.00 USD }, do: deny }]
budgets: [{ name: b, perMonth: 2.00 USD }]
freezes: [{ name: c, from: 2026-01-01, until: 2026-01-02 }]
buyWindows: [{ name: d, from: "08:00", until: "09:00" }]`);
    expect(isGateRules(JSON.parse(JSON.stringify(good)))).toBe(true);
    fc.assert(fc.property(fc.anything(), (value) => typeof isGateRules(value) === 'boolean'));
    fc.assert(
      fc.property(fc.constantFrom('rules', 'budgets', 'freezes', 'buyWindows'), fc.anything(), (key, value) => {
        fc.pre(!Array.isArray(value) || value.length > 0);
        const list = [{ ...(good[key] as readonly object[])[0], when: value }];
        return (
          isGateRules({ ...good, [key]: list }) ===
          (typeof value === 'object' && value !== null && isGateRules({ ...good, [key]: list }))
        );
      }),
    );
  });
});

describe('the price of a month', () => {
  it.each([
    [{ amountMinor: 1000, currency: 'USD', per: 'month' }, null, 1000],
    [{ amountMinor: 1000, currency: 'USD', per: 'year' }, null, 84],
    [{ amountMinor: 300, currency: 'USD', per: 'week' }, null, 1300],
    [{ amountMinor: 900, currency: 'USD', per: 'term' }, { period: 3, unit: 'Month' }, 300],
    [{ amountMinor: 2400, currency: 'USD', per: 'term' }, { period: 2, unit: 'Year' }, 100],
    [{ amountMinor: 600, currency: 'USD', per: 'term' }, { period: 2, unit: 'Week' }, 1300],
  ] as const)('%j for %j is %d, rounded up', (price, term, minor) => {
    expect(monthlyOf(price, term)).toEqual({ amountMinor: minor, currency: 'USD' });
  });

  it('is not known where it is not known what the price is for', () => {
    expect(monthlyOf({ amountMinor: 1, currency: 'USD', per: 'term' }, null)).toBeNull();
    expect(monthlyOf({ amountMinor: 1, currency: 'USD', per: null }, null)).toBeNull();
  });
});
