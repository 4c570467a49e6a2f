import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { Harness, specOf } from '../support/harness.js';
import { autoPaid } from './documents.js';
import { ordersOf } from './judge.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const isActive = (state: PackageState) => state.status === 'Active';
const isRefused = ({ waitingFor, reason }: PackageState) =>
  waitingFor === 'operator' && reason?.includes('is tried again until it is') === true;

const renewed = { atTermEnd: 'renew', renew: { before: '8d' } };
const REFUSED = [{ action: 'DeleteUGNBwPackage', fault: 'invalidAccessKey' }];

describe('a release on a day, which the vendor refuses', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 5s, idle: 12h }' });
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  const inDays = async (days: number) => new Date((await harness.env.currentTimeMs()) + days * DAY_MS).toISOString();
  const kindsOf = async (pack: Parameters<typeof ordersOf>[0]) => (await ordersOf(pack)).map(({ kind }) => kind);

  it.each([
    ['said', 'ugn', 'DeleteUGNBwPackage'],
    ['filed', 'ugn', 'DeleteUGNBwPackage'],
    ['filed', 'wuying', 'DeleteNetworkPackages'],
  ] as const)('is tried again until it is done, and the line is not renewed (%s, %s)', async (how, product, action) => {
    await harness.control.faults([{ action, fault: 'invalidAccessKey' }]);
    const at = await inDays(20);
    const byUse = { payType: 'PostPaid', internetChargeType: 'PayByTraffic', period: undefined, periodUnit: undefined };
    const lifecycle = how === 'filed' ? { ...renewed, releaseAt: at } : renewed;
    const document =
      product === 'ugn'
        ? autoPaid(product, `refused-${how}`, { lifecycle })
        : autoPaid(product, 'refused-by-use', { order: byUse, lifecycle: { releaseAt: at } });
    const pack = await harness.order(document);
    await pack.until(isActive);
    if (how === 'said') await pack.say('release', { at, confirm: true });
    await harness.passUntil(at, 6 * DAY_MS);
    const waiting = await pack.until(isRefused);
    expect(waiting).toMatchObject({ status: 'Active', nextStep: { what: 'release' } });
    expect(waiting.timeline.filter(({ what }) => what === waiting.reason)).toHaveLength(1);

    await harness.control.clearFaults();
    await harness.pass(2 * DAY_MS);
    expect(await pack.state()).toMatchObject({ status: 'Released', waitingFor: null });
    expect(await kindsOf(pack)).not.toContain('Renew');
  });

  it('is forgotten by cancel: nobody is asked any more, and the line is renewed', async () => {
    await harness.control.faults(REFUSED);
    const pack = await harness.order(autoPaid('ugn', 'refused-then-kept', { lifecycle: renewed }));
    const { expiresAt } = await pack.until(isActive);
    await pack.say('release', { at: await inDays(3), confirm: true });
    await harness.pass(4 * DAY_MS);
    await pack.until(isRefused);
    await pack.say('cancel');
    await pack.until(({ waitingFor, nextStep }) => waitingFor === null && nextStep?.what === 'renew');
    await harness.control.clearFaults();
    await harness.passUntil(expiresAt, DAY_MS);
    expect(await pack.state()).toMatchObject({ status: 'Active', waitingFor: null });
    expect(await kindsOf(pack)).toContain('Renew');
  });

  it('is forgotten with the date in its file', async () => {
    await harness.control.faults(REFUSED);
    const document = autoPaid('ugn', 'refused-then-changed', { lifecycle: { ...renewed, releaseAt: await inDays(3) } });
    const pack = await harness.order(document);
    await pack.until(isActive);
    await harness.pass(4 * DAY_MS);
    await pack.until(isRefused);
    await pack.say('configure', { spec: specOf({ ...document, lifecycle: renewed }) });
    await pack.until(({ waitingFor, nextStep }) => waitingFor === null && nextStep?.what === 'renew');
  });
});
