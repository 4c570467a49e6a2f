import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { packageInput } from '../../model/config/package-input.js';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { Harness, type PackageHandle, parsedConfig, specOf, testConfigText } from '../support/harness.js';
import { autoPaid } from './documents.js';
import { ordersOfKind } from './judge.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const isActive = (state: PackageState) => state.status === 'Active';
const isCalm = (state: PackageState) => isActive(state) && state.waitingFor === null;
/** Two months are asked for, one is bought to win time. */
const bridging = {
  lifecycle: { atTermEnd: 'renew', renew: { before: '5d', onSilence: 'bridge', period: 2, periodUnit: 'Month' } },
  approval: 'standing',
};

const withRules = (text: string, more = ''): string =>
  text.replace(
    'policies:',
    `rules:
  - { name: finance-decides, when: { operation: renew, labels: { renewals: denied } }, do: deny, override: finance }
  - { name: finance-too, when: { operation: renew, labels: { renewals: asked } }, do: { approve: finance } }
${more}policies:
  finance: { approvers: [fay] }`,
  );

describe('onSilence bridge', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 2d }', edit: (text) => withRules(text) });
  });
  afterEach(() => harness.endPackages());
  afterAll(() => harness.stop());

  const renewalsOf = (pack: PackageHandle) => ordersOfKind(pack, 'Renew');

  /** Its order is approved; its renewal is asked about since two days. */
  async function asked(document: object): Promise<{ readonly pack: PackageHandle; readonly expiresAt: string }> {
    const pack = await harness.order(document);
    await pack.until((state) => state.waitingFor === 'approval');
    await pack.say('approve');
    const { expiresAt } = await pack.until(isActive);
    await harness.passUntil(expiresAt, -3 * DAY_MS);
    expect(await pack.state()).toMatchObject({ waitingFor: 'approval', expiresAt });
    return { pack, expiresAt: expiresAt ?? '' };
  }

  /** Bought to win time: one order, for the shortest term. */
  async function expectBridged(pack: PackageHandle, expiresAt: string): Promise<void> {
    const renewed = await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt, HOUR_MS, MINUTE_MS);
    // After the end a month counts from when it is bought; two are 59 days at least.
    const boughtMs = Date.parse(renewed.expiresAt ?? '') - Date.parse(expiresAt);
    expect(boughtMs).toBeGreaterThan(27 * DAY_MS);
    expect(boughtMs).toBeLessThan(40 * DAY_MS);
    expect(await renewalsOf(pack)).toHaveLength(1);
    expect(renewed.timeline.some(({ what }) => what.startsWith('nobody answered: 1 Month'))).toBe(true);
  }

  const instantBefore = (instant: string, leadMs: number) => new Date(Date.parse(instant) - leadMs).toISOString();

  it.each(PRODUCTS)('%s: paused while it waits for a yes, it buys nothing until the pause ends', async (product) => {
    const { pack, expiresAt } = await asked(autoPaid(product, `${product}-paused-asked`, bridging));
    await pack.say('pause', { by: 'ada', until: instantBefore(expiresAt, 6 * HOUR_MS) });
    await harness.passUntil(expiresAt, -7 * HOUR_MS);
    expect(await renewalsOf(pack)).toEqual([]);
    const paused = await pack.state();
    expect(paused).toMatchObject({ status: 'Active', waitingFor: 'operator', expiresAt });
    expect(paused.reason).toContain('Paused by ada until');
    await harness.passUntil(expiresAt, -5 * HOUR_MS);
    await expectBridged(pack, expiresAt);
  });

  it('paused beyond the end of its term, it buys nothing until somebody ends the pause', async () => {
    const { pack, expiresAt } = await asked(autoPaid('cen', 'paused-beyond', bridging));
    await pack.say('pause', { by: 'ada', until: instantBefore(expiresAt, -100 * DAY_MS) });
    await harness.passUntil(expiresAt, DAY_MS);
    expect(await renewalsOf(pack)).toEqual([]);
    await pack.say('resume');
    await expectBridged(pack, expiresAt);
  });

  it.each(PRODUCTS)('%s: the silence of those who may override a denial buys nothing', async (product) => {
    const document = { ...autoPaid(product, `${product}-denied`, bridging), labels: { renewals: 'denied' } };
    const { pack, expiresAt } = await asked(document);
    expect((await pack.state()).approval).toMatchObject({ policy: 'finance', askedBy: 'rule finance-decides' });
    await harness.passUntil(expiresAt, HOUR_MS);
    expect(await renewalsOf(pack)).toEqual([]);
  });

  it.each(PRODUCTS)('%s: a rule that denies, applied while a yes is waited for, is heard', async (product) => {
    const document = { ...autoPaid(product, `${product}-denied-later`, bridging), labels: { renewals: 'free' } };
    const { pack, expiresAt } = await asked(document);
    const rule = '  - { name: no-more, when: { operation: renew }, do: deny, because: the office closes }\n';
    const later = parsedConfig(withRules(testConfigText(harness.simulator.url, 'sweep: { busy: 30s }'), rule));
    const account = product === 'ugn' ? later.accounts.surfer : later.accounts.ali;
    if (account === undefined) throw new Error('no account');
    const spec = specOf(document);
    await pack.say('configure', { spec, life: packageInput(later, account, spec).life });
    await harness.passUntil(expiresAt, -HOUR_MS);
    expect(await renewalsOf(pack)).toEqual([]);
    const denied = await pack.state();
    expect(denied).toMatchObject({ status: 'Active', waitingFor: 'operator', expiresAt });
    expect(denied.reason).toContain('The rule no-more denies the renewal for 1 Month: the office closes.');
  });

  it('a standing approval is no yes of other people whom a rule asks: they are asked about the bridge', async () => {
    const document = { ...autoPaid('cen', 'asked-too', bridging), labels: { renewals: 'asked' } };
    const { pack, expiresAt } = await asked(document);
    expect((await pack.state()).approval).toMatchObject({ policy: 'standing', askedBy: null });
    await harness.passUntil(expiresAt, -12 * HOUR_MS);
    expect(await renewalsOf(pack)).toEqual([]);
    const { approval } = await pack.state();
    expect(approval).toMatchObject({ policy: 'finance', askedBy: 'rule finance-too' });
    expect(approval?.what).toContain('renewal for 1 Month');
    await pack.say('approve', { by: 'fay' });
    await expectBridged(pack, expiresAt);
  });
});
