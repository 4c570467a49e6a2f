import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApprovalRules } from '../../model/approval.js';
import { BUDGET_QUERY_VIEW, type BudgetView, budgetWorkflowId } from '../../model/budget.js';
import { packageInput } from '../../model/config/package-input.js';
import type { LifeSettings } from '../../model/life-settings.js';
import type { PackageState } from '../../model/messages.js';
import { Harness, type PackageHandle, parsedConfig, specOf, testConfigText } from '../support/harness.js';
import { autoPaid } from './documents.js';
import { ordersOf } from './judge.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const asksApproval = (state: PackageState) => state.waitingFor === 'approval';
const isActive = (state: PackageState) => state.status === 'Active';
const isRejected = (state: PackageState) => state.status === 'Rejected';

const RULES = `
groups:
  finance: [ada, bob]
policies:
  production: {}
  money: { approvers: ['group:finance'], escalate: { after: 2d, to: [eve] } }
  chief: { approvers: [cleo] }
  network: { approvers: ['group:network', gus], quorum: 2 }
rules:
  - name: no-wide-lines
    when: { product: wuying, bandwidthAbove: 100 }
    do: deny
    because: the office has no use for it
  - name: chief-decides
    when: { labels: { decided-by: chief } }
    do: deny
    override: chief
  - name: trusted
    when: { labels: { team: trusted } }
    do: allow
  - name: dear
    when: { operation: [order, resize], pricePerMonthAbove: 150.00 USD }
    do: { approve: money }
  - name: releases
    when: { operation: release, labels: { keep: '*' } }
    do: { approve: chief }
  - name: adoptions
    when: { operation: adopt }
    do: { approve: chief }
login:
  issuer: https://id.example.com
  clientId: leaseline
  roles: [{ role: approver }]
  groups: { network: [net-approvers] }
budgets:
  - { name: small, when: { labels: { team: small } }, perMonth: 250.00 USD, over: deny }
  - { name: asked, when: { labels: { team: asked } }, perMonth: 250.00 USD, over: { approve: chief } }
  - { name: crowded, when: { labels: { team: crowded } }, perMonth: 250.00 USD, over: deny }
  - { name: same-people, when: { labels: { team: same } }, perMonth: 250.00 USD, over: { approve: money } }
`;

/** The text of a leaseline.yaml with these rules instead of its policies. */
const withRules = (text: string, more = ''): string =>
  text.replace(/policies:[\s\S]*?timing:/, `${RULES}${more}timing:`);

function gated({ approval }: LifeSettings): ApprovalRules {
  if (approval === undefined) throw new Error('it has no policy');
  return approval;
}

function refusal(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    (taken) => `taken: ${JSON.stringify(taken)}`,
    (error: { cause: unknown }) => String(error.cause),
  );
}

describe('rules of leaseline.yaml', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ edit: (text) => withRules(text) });
  });
  afterAll(() => harness.stop());

  const sized = (name: string, bandwidth: number, more: object = {}) =>
    autoPaid('wuying', name, { order: { bandwidth, officeSiteId: undefined }, ...more });

  it('a rule that denies ends it, with its name and why, and nothing is sent', async () => {
    const pack = await harness.order(sized('too-wide', 150));
    const state = await pack.until(isRejected);
    expect(state.reason).toBe('The rule no-wide-lines denies the order of 150 Mbps: the office has no use for it.');
    expect(await ordersOf(pack)).toEqual([]);
  });

  it('what costs no more than the limit needs nobody, what costs more asks the people of the group', async () => {
    const small = await harness.order(sized('cheap', 5));
    await small.until(isActive);
    const dear = await harness.order(sized('dear', 10));
    const asked = await dear.until(asksApproval);
    expect(asked.reason).toContain('Policy money, by rule dear, asks for approval of the order of 10 Mbps, 200.00 USD');
    expect(asked.approval).toMatchObject({ policy: 'money', askedBy: 'rule dear', approvers: ['ada', 'bob'] });
    expect(await refusal(dear.say('approve', { by: 'mallory' }))).toContain('no approver of policy money');
    await harness.pass(DAY_MS);
    expect(await ordersOf(dear)).toEqual([]);
    await dear.say('approve', { by: 'bob' });
    expect(await dear.until(isActive)).toMatchObject({ monthly: { amountMinor: 20_000, currency: 'USD' } });
  });

  it('a price that the vendor does not name counts as above every limit', async () => {
    const pack = await harness.order(
      autoPaid('wuying', 'weekly', { order: { officeSiteId: undefined, periodUnit: 'Week' } }),
    );
    expect((await pack.until(asksApproval)).reason).toContain('price not known');
    await pack.say('reject', { by: 'ada', reason: 'unknown' });
    await pack.until(isRejected);
  });

  it('a rule that allows ends the list, but never what is denied', async () => {
    const trusted = await harness.order(sized('trusted', 10, { labels: { team: 'trusted' } }));
    await trusted.until(isActive);
    const denied = await harness.order(sized('trusted-wide', 150, { labels: { team: 'trusted' } }));
    await denied.until(isRejected);
  });

  it('a denial with an override asks those people, and the override is recorded', async () => {
    const labels = { 'decided-by': 'chief', team: 'trusted' };
    const pack = await harness.order(sized('chief', 5, { labels }));
    const asked = await pack.until(asksApproval);
    expect(asked.approval).toMatchObject({
      policy: 'chief',
      what: expect.stringContaining('against rule chief-decides'),
    });
    await pack.say('approve', { by: 'cleo', comment: 'once' });
    const active = await pack.until(isActive);
    expect(active.timeline).toContainEqual(
      expect.objectContaining({ what: 'rule chief-decides is overridden for the order of 5 Mbps', who: 'cleo' }),
    );
  });

  it('the rules bind a resize as well: its price a month decides', async () => {
    const pack = await harness.order(sized('grows', 5));
    await pack.until(isActive);
    await pack.say('resize', { by: 'dora', bandwidthMbps: 20 });
    const asked = await pack.until(asksApproval);
    expect(asked.approval).toMatchObject({ askedBy: 'rule dear', operation: 'resize', requestedBy: 'dora' });
    await pack.say('approve', { by: 'ada' });
    await pack.until(({ bandwidthMbps, waitingFor }) => bandwidthMbps === 20 && waitingFor === null);
    expect((await pack.state()).monthly).toEqual({ amountMinor: 40_000, currency: 'USD' });
  });

  it('after a while the backups may answer as well', async () => {
    const pack = await harness.order(sized('escalated', 10));
    await pack.until(asksApproval);
    expect(await refusal(pack.say('approve', { by: 'eve' }))).toContain('no approver');
    await harness.pass(2 * DAY_MS + HOUR_MS);
    const escalated = await pack.until(({ approval }) => approval?.escalatedAt !== undefined);
    expect(escalated.timeline.at(-1)?.what).toContain('nobody has answered, so eve may answer as well');
    await pack.say('approve', { by: 'eve' });
    await pack.until(isActive);
  });

  it('an approver may have somebody else answer, this once, and then not answer as well', async () => {
    const pack = await harness.order(sized('delegated', 10), undefined, 'dora');
    await pack.until(asksApproval);
    expect(await refusal(pack.say('delegate', { by: 'mallory', to: 'fay' }))).toContain('no approver');
    expect(await refusal(pack.say('delegate', { by: 'ada', to: 'dora' }))).toContain('dora asked for it');
    await pack.say('delegate', { by: 'ada', to: 'fay' });
    expect(await refusal(pack.say('approve', { by: 'ada' }))).toContain('has asked fay to answer');
    await pack.say('approve', { by: 'fay' });
    await pack.until(isActive);
  });

  it('a say may go through several hands, and still counts as that of whoever gave it first', async () => {
    const pack = await harness.order(sized('handed-on', 10), undefined, 'dora');
    await pack.until(asksApproval);
    await pack.say('delegate', { by: 'ada', to: 'fay' });
    await pack.say('delegate', { by: 'fay', to: 'gil' });
    expect(await refusal(pack.say('approve', { by: 'fay' }))).toContain('has asked gil to answer');
    await pack.say('approve', { by: 'gil' });
    await pack.until(isActive);
  });

  const byNetwork = (name: string) => sized(name, 10, { labels: { team: 'trusted' }, approval: 'network' });
  const networked = { groups: ['network'] };

  it('whom a login says to be of a group that the policy names may answer, and nobody else by calling himself so', async () => {
    const pack = await harness.order(byNetwork('by-group'), undefined, 'dora');
    await pack.until(asksApproval);
    expect(await refusal(pack.say('approve', { by: 'ida' }))).toContain('ida is no approver of policy network');
    expect(await refusal(pack.say('approve', { by: 'ida', groups: ['sales'] }))).toContain('no approver');
    expect(await refusal(pack.say('approve', { by: 'group:network' }))).toContain('no approver');
    expect(await refusal(pack.say('approve', { by: 'dora', ...networked }))).toContain('dora asked for it');
    await pack.say('approve', { by: 'ida', ...networked });
    expect(await refusal(pack.say('approve', { by: 'ida', ...networked }))).toContain('ida has approved it already');
    const { approval, timeline } = await pack.state();
    expect(approval?.approvedBy).toMatchObject([{ by: 'ida', groups: ['network'] }]);
    expect(timeline.at(-1)?.facts).toMatchObject({ kind: 'said', message: 'approve', groups: ['network'] });
    await pack.say('approve', { by: 'gus' });
    await pack.until(isActive);
  });

  it('a say given away by somebody of a group is given away, and counts once', async () => {
    const pack = await harness.order(byNetwork('given-away'), undefined, 'dora');
    await pack.until(asksApproval);
    await pack.say('delegate', { by: 'ida', to: 'fay', ...networked });
    expect(await refusal(pack.say('approve', { by: 'ida', ...networked }))).toContain('has asked fay to answer');
    await pack.say('approve', { by: 'fay' });
    await pack.say('approve', { by: 'hal', ...networked });
    await pack.until(isActive);
  });

  it('a yes of a group that the policy does not name any more does not count when it is spent', async () => {
    const pack = await harness.order(byNetwork('group-gone'), undefined, 'dora');
    await pack.until(asksApproval);
    await pack.say('approve', { by: 'ida', ...networked });
    const { life, spec } = await pack.state();
    await pack.say('configure', { spec, life: { ...life, approval: { ...gated(life), approvers: ['gus', 'hal'] } } });
    await pack.say('approve', { by: 'gus' });
    await pack.until(({ timeline }) =>
      timeline.some(({ what }) => what.includes('ida, who approved it, may not any more')),
    );
    await pack.until(asksApproval);
    expect(await ordersOf(pack)).toEqual([]);
  });

  it('a release that a rule guards waits for a yes, and can be taken back', async () => {
    const pack = await harness.order(sized('kept', 5, { labels: { keep: 'yes' } }));
    await pack.until(isActive);
    await pack.say('release', { by: 'dora', confirm: true });
    const asked = await pack.until(asksApproval);
    expect(asked).toMatchObject({ status: 'Active', approval: { operation: 'release', requestedBy: 'dora' } });
    await pack.say('cancel', { by: 'dora' });
    await pack.until(({ reason }) => reason === 'The release was withdrawn.');
    await pack.say('release', { by: 'dora', confirm: true });
    await pack.until(asksApproval);
    await pack.say('approve', { by: 'cleo' });
    await pack.until(({ status }) => status === 'Released');
  });

  /** As `apply` tells it after leaseline.yaml was changed. */
  function changed(document: object, edit: (text: string) => string) {
    const text = withRules(testConfigText(harness.simulator.url, 'sweep: { busy: 5s, idle: 30d }'));
    const config = parsedConfig(edit(text));
    const account = config.accounts.ali;
    if (account === undefined) throw new Error('no account');
    const spec = specOf(document);
    return { spec, life: packageInput(config, account, spec).life };
  }

  async function viewOf(budget: string): Promise<BudgetView> {
    return harness.env.client.workflow.getHandle(budgetWorkflowId(budget)).query<BudgetView>(BUDGET_QUERY_VIEW);
  }

  it('ten orders at once never pass a budget that has room for one, and what is refused is not counted', async () => {
    const packs = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        harness.order(sized(`small-${index}`, 5, { labels: { team: 'small' } })),
      ),
    );
    const states: PackageState[] = [];
    for (const pack of packs) states.push(await pack.until((state) => isActive(state) || isRejected(state)));
    expect(states.filter(isActive)).toHaveLength(2);
    expect(states.find(isRejected)?.reason).toMatch(
      /^Budget small has no room for the order of 5 Mbps: it costs 100.00 USD a month, and 200.00 USD of 250.00 USD are committed\.$/,
    );
    const view = await viewOf('small');
    expect(view).toMatchObject({ countedMinor: 20_000, limit: { amountMinor: 25_000, currency: 'USD' } });
    const [active] = packs.filter((_, index) => isActive(states[index] as PackageState));
    await (active as PackageHandle).say('release', { confirm: true });
    await (active as PackageHandle).until(({ status }) => status === 'Released');
    expect((await viewOf('small')).countedMinor).toBe(10_000);
  });

  it('beyond a budget that asks, its people decide, and a smaller line makes room again', async () => {
    const labels = { team: 'asked' };
    const first = await harness.order(sized('asked-1', 5, { labels }));
    await first.until(isActive);
    await first.say('resize', { by: 'dora', bandwidthMbps: 7 });
    await first.until(({ bandwidthMbps, waitingFor }) => bandwidthMbps === 7 && waitingFor === null);
    expect((await viewOf('asked')).countedMinor).toBe(14_000);
    const second = await harness.order(sized('asked-2', 6, { labels }));
    const asked = await second.until(asksApproval);
    expect(asked.approval).toMatchObject({ askedBy: 'budget asked', policy: 'chief' });
    expect((await viewOf('asked')).countedMinor).toBe(14_000);
    await second.say('approve', { by: 'cleo' });
    await second.until(isActive);
    expect((await viewOf('asked')).countedMinor).toBe(26_000);
  });

  it('a yes to what a rule asks about is no yes to go beyond a budget, though the same people decide', async () => {
    const labels = { team: 'same' };
    const order = async (name: string) => {
      const pack = await harness.order(sized(name, 10, { labels }));
      expect((await pack.until(asksApproval)).approval).toMatchObject({ askedBy: 'rule dear', policy: 'money' });
      await pack.say('approve', { by: 'bob' });
      return pack;
    };
    await (await order('same-1')).until(isActive);
    const beyond = await order('same-2');
    const asked = await beyond.until(({ approval }) => approval?.askedBy === 'budget same-people');
    expect(asked.approval).toMatchObject({
      policy: 'money',
      what: expect.stringContaining('against budget same-people'),
    });
    expect(await ordersOf(beyond)).toEqual([]);
    await beyond.say('approve', { by: 'ada' });
    const active = await beyond.until(isActive);
    // Both are named with what was sent: an audit is to see everybody who said yes.
    const call = active.timeline.find(({ facts }) => facts?.kind === 'call')?.facts;
    const requests = active.timeline.flatMap(({ facts }) => (facts?.kind === 'asked' ? [facts.request] : []));
    expect(call).toMatchObject({ alsoApproved: requests.slice(0, 1), approved: requests[1] });
    expect(active.timeline).toContainEqual(
      expect.objectContaining({ what: 'budget same-people is overridden for the order of 10 Mbps', who: 'ada' }),
    );
  });

  it('of a budget that is full by now a line can still be made smaller, taken over and given back', async () => {
    const document = sized('crowded', 10, { labels: { team: 'crowded' } });
    const first = await harness.order(document);
    await first.until(asksApproval);
    await first.say('approve', { by: 'ada' });
    const { resourceId } = await first.until(isActive);
    await first.say(
      'configure',
      changed(document, (text) => text.replace(/(crowded.*perMonth: )250/, '$150')),
    );
    await first.say('resize', { by: 'dora', bandwidthMbps: 5 });
    await first.until(({ bandwidthMbps, waitingFor }) => bandwidthMbps === 5 && waitingFor === null);
    expect((await viewOf('crowded')).countedMinor).toBe(10_000);
    await first.terminate();
    const heir = await harness.order(sized('crowded-heir', 5, { labels: { team: 'crowded' } }), resourceId ?? '');
    await heir.until(asksApproval);
    await heir.say('approve', { by: 'cleo' });
    await heir.until(isActive);
    await harness.pass(60_000);
    // One line is counted once, whoever stands for it.
    expect((await viewOf('crowded')).countedMinor).toBe(10_000);
    await heir.say('release', { by: 'dora', confirm: true });
    await heir.until(({ status }) => status === 'Released');
  });

  it('a purchase that came to nothing leaves no trace in a budget', async () => {
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'insufficientBalanceNoOrder', count: 1 }]);
    const pack = await harness.order(sized('asked-fails', 5, { labels: { team: 'asked' } }));
    await pack.until(asksApproval);
    await pack.say('approve', { by: 'cleo' });
    await pack.until(({ status }) => status === 'Failed');
    await harness.control.clearFaults();
    expect((await viewOf('asked')).packages.map(({ packageName }) => packageName)).not.toContain('asked-fails');
  });

  it('a budget that is written later counts what runs already', async () => {
    const document = sized('before-budget', 5);
    const pack = await harness.order(document);
    await pack.until(isActive);
    const withBudget = (text: string) => text.replace('budgets:', 'budgets:\n  - { name: later, perMonth: 50.00 USD }');
    await pack.say('configure', changed(document, withBudget));
    await pack.until(() => true);
    await harness.pass(60_000);
    // What runs is counted although it is more than there is room for.
    expect(await viewOf('later')).toMatchObject({ countedMinor: 10_000 });
  });
});
