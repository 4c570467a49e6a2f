import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeskSight } from '../../model/desk.js';
import { type DeskName, deskWorkflowId } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS, type Product } from '../../model/product.js';
import type { Survey } from '../../model/survey.js';
import { DESK_QUERY_SIGHT, DESK_UPDATE_SURVEY } from '../../model/workflow-inputs.js';
import { Harness } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';
import { callsTo, ordersOfKind } from './judge.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const isActive = (state: PackageState) => state.status === 'Active' && state.waitingFor === null;

const DESKS: Readonly<Record<Product, DeskName>> = {
  wuying: { account: 'ali', product: 'wuying', region: 'cn-hangzhou' },
  cen: { account: 'ali', product: 'cen', region: 'global' },
  ugn: { account: 'surfer', product: 'ugn', region: 'org-demo' },
};
const LISTS: Readonly<Record<Product, string>> = {
  wuying: 'DescribeNetworkPackages',
  cen: 'DescribeCenBandwidthPackages',
  ugn: 'ListSimpleBwPackage',
};
let lines = 100;

/** Somebody buys in the vendor's console, without us. */
async function boughtInConsole(harness: Harness, product: Product): Promise<{ resourceId: string; document: object }> {
  lines += 1;
  const site = `cn-hangzhou+dir-${3_633_530_000 + lines}`;
  const ugnId = `ugn-demo${String(lines - 80).padStart(8, '0')}`;
  const what = {
    wuying: { site },
    cen: { areas: ['China', 'Asia-Pacific'] },
    ugn: { ugnId, regionA: 'hk', regionB: 'sg' },
  }[product];
  const made = await harness.control.post('/packages', { product, bandwidthMbps: 7, ...what });
  const order = {
    wuying: { bandwidth: 7, officeSiteId: site },
    cen: { bandwidth: 7 },
    ugn: { bandWidth: 7, ugnId, regionA: 'hk', regionB: 'sg' },
  }[product];
  const { resourceId } = (made as { package: { resourceId: string } }).package;
  return {
    resourceId,
    document: monthly(product, resourceId.toLowerCase(), { order, lifecycle: { atTermEnd: 'ask' } }),
  };
}

function survey(harness: Harness, product: Product, fresh = true): Promise<Survey> {
  const handle = harness.env.client.workflow.getHandle(deskWorkflowId(DESKS[product]));
  return handle.executeUpdate<Survey, [object]>(DESK_UPDATE_SURVEY, { args: [{ fresh, resourceIds: [] }] });
}

describe('what is there and nobody owns', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 6h }' });
    for (const product of PRODUCTS) await (await harness.order(autoPaid(product, `own-${product}`))).until(isActive);
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  it.each(PRODUCTS)('%s: is seen at once when asked for, and within one idle sweep otherwise', async (product) => {
    const { resourceId } = await boughtInConsole(harness, product);
    await harness.pass(MINUTE_MS);
    expect((await survey(harness, product)).resources.map((stray) => stray.resourceId)).toContain(resourceId);
    const other = await boughtInConsole(harness, product);
    await harness.pass(7 * HOUR_MS);
    const strays = (await survey(harness, product, false)).resources;
    expect(strays.map((stray) => stray.resourceId)).toContain(other.resourceId);
    expect(strays.map((stray) => stray.name)).not.toContain(`own-${product}`);
  });

  it.each(PRODUCTS)(
    '%s: is adopted with its real term, spends nothing, and is nobody’s stray any more',
    async (product) => {
      const { resourceId, document } = await boughtInConsole(harness, product);
      await harness.pass(MINUTE_MS);
      const before = (await harness.control.orders()).length;
      const pack = await harness.order(document, resourceId);
      const adopted = await pack.until(isActive);
      const shown = (await harness.control.packages()).find((one) => one.resourceId === resourceId);
      expect(adopted).toMatchObject({ resourceId, bandwidthMbps: 7 });
      // CEN's times have no seconds.
      const apartMs = Date.parse(adopted.expiresAt ?? '') - Date.parse(shown?.expiresAt ?? '');
      expect(Math.abs(apartMs)).toBeLessThanOrEqual(MINUTE_MS);
      expect((await harness.control.orders()).length).toBe(before);
      expect((await survey(harness, product)).resources.map((stray) => stray.resourceId)).not.toContain(resourceId);

      const second = await harness.order({ ...document, name: `${product}-second-adopter` }, resourceId);
      const refused = await second.until((state) => state.status === 'Rejected');
      expect(refused.reason).toContain(`package ${adopted.name}`);
    },
  );

  it.each(PRODUCTS)(
    '%s: a line whose package was terminated from outside goes on under another name',
    async (product) => {
      const { resourceId, document } = await boughtInConsole(harness, product);
      await harness.pass(MINUTE_MS);
      const first = await harness.order(document, resourceId);
      const { name } = await first.until(isActive);
      await first.terminate();
      const before = (await harness.control.orders()).length;
      const heir = await harness.order({ ...document, name: `${product}-heir` }, resourceId);
      const { timeline } = await heir.until(isActive);
      expect(timeline.map(({ what }) => what).join()).toContain(
        `was the one of package ${name}, whose workflow was ended`,
      );
      expect((await harness.control.orders()).length).toBe(before);
      const third = await harness.order({ ...document, name: `${product}-third` }, resourceId);
      expect((await third.until((state) => state.status === 'Rejected')).reason).toContain(`package ${product}-heir`);
    },
  );

  it.each(['wuying', 'cen'] as const)('%s: cannot be adopted while an open order may have made it', async (product) => {
    const action = product === 'wuying' ? 'CreateNetworkPackage' : 'CreateCenBandwidthPackage';
    await harness.control.post('/behaviour', { showTags: false });
    await harness.control.faults([
      { action, fault: 'dropAfter', count: 20 },
      { action: 'QueryOrders', fault: 'serviceUnavailable', count: 500 },
    ]);
    const order = product === 'cen' ? { order: { bandwidth: 9 } } : {};
    const buyer = await harness.order(autoPaid(product, `${product}-buys`, order));
    await buyer.until((state) => state.status === 'OutcomeUnknown', HOUR_MS);
    await harness.pass(2 * MINUTE_MS);
    const bought = (await harness.control.orders())
      .filter((one) => one.product === product && one.kind === 'New')
      .at(-1);
    const resourceId = bought?.resourceId ?? '';
    const document = { ...monthly(product, `${product}-snatches`), order: (await buyer.state()).spec.order };
    const rival = await harness.order(strip(document), resourceId);
    const refused = await rival.until((state) => state.status === 'Rejected');
    expect(refused.reason).toContain(`package ${product}-buys`);
    await harness.control.clearFaults();
    await harness.control.post('/behaviour', { showTags: true });
    expect((await buyer.until(isActive, DAY_MS, 10 * MINUTE_MS)).resourceId).toBe(resourceId);
  });

  it.each(['wuying', 'cen'] as const)(
    '%s: what an attempt buys days after the next one did is told',
    async (product) => {
      const action = product === 'wuying' ? 'CreateNetworkPackage' : 'CreateCenBandwidthPackage';
      await harness.control.faults([{ action, fault: 'lateCommit', count: 1, seconds: (2 * DAY_MS) / 1000 }]);
      // An office site takes one package only: there the vendor refuses the late one.
      const order = { bandwidth: 11, ...(product === 'wuying' && { officeSiteId: undefined }) };
      const pack = await harness.order(autoPaid(product, `${product}-twice`, { order }));
      const isProved = ({ reason }: PackageState) => reason?.includes('proved that nothing came of it') === true;
      const settled = await pack.until((state) => isActive(state) || isProved(state), HOUR_MS);
      // A token is trusted for the next attempt; without one a person says that there is none.
      if (isProved(settled)) await pack.say('resolve', { none: true });
      const { resourceId } = await pack.until(isActive);
      expect(await ordersOfKind(pack, 'New')).toHaveLength(1);
      await harness.pass(3 * DAY_MS);
      const bought = (await ordersOfKind(pack, 'New')).flatMap(({ resourceIds }) => resourceIds);
      const [second, third] = bought.filter((id) => id !== resourceId);
      expect([bought.length, third]).toEqual([2, undefined]);
      for (const fresh of [false, true]) {
        const strays = (await survey(harness, product, fresh)).resources;
        expect(strays.map((stray) => stray.resourceId)).not.toContain(resourceId);
        expect(strays.find((stray) => stray.resourceId === second)?.origin).toContain('ordered by Leaseline');
      }
      const desk = harness.env.client.workflow.getHandle(deskWorkflowId(DESKS[product]));
      const { strays } = await desk.query<DeskSight>(DESK_QUERY_SIGHT);
      expect(strays.map((stray) => stray.resourceId)).toContain(second);
      expect(await pack.state()).toMatchObject({ status: 'Active', resourceId, waitingFor: null });
    },
  );

  it('an unpaid order nobody placed here is told, ours is not', async () => {
    const ours = await harness.order(monthly('cen', 'unpaid-of-ours'));
    const { orderId } = await ours.until((state) => state.waitingFor === 'payment');
    const told = (await survey(harness, 'cen')).orders.map((order) => order.orderId);
    expect(told).not.toContain(orderId);
    await ours.say('cancel');
  });

  it.each(
    PRODUCTS.flatMap((product) =>
      (['unknownStatus', 'shuffledPages', 'duplicateItem', 'flappingItem'] as const).map(
        (fault) => [product, fault] as const,
      ),
    ),
  )('%s, %s: a list that flickers makes nothing vanish and nothing a stray', async (product, fault) => {
    const pack = await harness.order(autoPaid(product, `${product}-${fault}`));
    const { resourceId } = await pack.until(isActive);
    const before = (await survey(harness, product)).resources.map((stray) => stray.resourceId).sort();
    await harness.control.faults([{ action: LISTS[product], fault, probability: 0.5 }], lines);
    const sweeps = await callsTo(harness, LISTS[product]);
    for (let round = 0; round < 6; round += 1) await survey(harness, product);
    expect((await callsTo(harness, LISTS[product])) - sweeps).toBeGreaterThan(5);
    await harness.control.clearFaults();
    const state = await pack.state();
    expect(state).toMatchObject({ status: 'Active', resourceId });
    expect(state.timeline.map(({ what }) => what).join()).not.toContain('no longer at the vendor');
    const after = (await survey(harness, product)).resources.map((stray) => stray.resourceId).sort();
    expect(after).toEqual(before);
  });

  it('a list that cannot be read makes its packages blind, never vanished, and says when it sees again', async () => {
    const pack = await harness.order(autoPaid('ugn', 'blinded'));
    await pack.until(isActive);
    await harness.control.faults([
      { action: 'ListSimpleBwPackage', fault: 'serviceUnavailable' },
      { action: 'GetSimpleUGNBwPackages', fault: 'serviceUnavailable' },
    ]);
    for (let round = 0; round < 4; round += 1) {
      await harness.env.client.workflow.getHandle(deskWorkflowId(DESKS.ugn)).signal('sweep');
      await harness.pass(5 * MINUTE_MS);
    }
    const blind = await pack.until((state) => state.blindSince !== null, DAY_MS, HOUR_MS);
    expect(blind).toMatchObject({ status: 'Active', waitingFor: null });
    const told = await survey(harness, 'ugn').catch((error: Error) => ({ blindSince: error.message }));
    expect(told.blindSince).not.toBeNull();
    await harness.control.clearFaults();
    await survey(harness, 'ugn');
    await pack.until((state) => state.blindSince === null, HOUR_MS);
  });
});

/** Only what a package file has. */
function strip(document: object): object {
  const { periodGiven: _given, ...order } = (document as { order: Record<string, unknown> }).order;
  return { ...document, order };
}
