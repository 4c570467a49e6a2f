import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { Harness, specOf } from '../support/harness.js';
import { autoPaid } from './documents.js';
import { bookedPackage } from './judge.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const isActive = (state: PackageState) => state.status === 'Active';
const isReleased = (state: PackageState) => state.status === 'Released';

/** A file of its own: it leaps days ahead, over whatever other packages of a server would have to do meanwhile. */
describe('a release that the vendor takes its time with', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 5s, idle: 12h }' });
  });
  afterAll(() => harness.stop());

  it.each([
    { product: 'wuying', action: 'DescribeNetworkPackages' },
    { product: 'cen', action: 'DescribeCenBandwidthPackages' },
    { product: 'ugn', action: 'GetSimpleUGNBwPackages' },
  ] as const)(
    '$product: accepted is not gone: it is Releasing, with the money in sight, until the vendor has it no more',
    async ({ product, action }) => {
      const pack = await harness.order(autoPaid(product, `${product}-lingers`));
      const { resourceId } = await pack.until(isActive);
      // The list goes on showing what it showed a day ago, when it was there.
      await harness.pass(2 * DAY_MS);
      await harness.control.faults([{ action, fault: 'staleDescribe', seconds: 86_400 }]);
      await pack.say('release', { confirm: true });
      const going = await pack.until((state) => state.reason?.includes('waiting until the vendor') ?? false);
      expect(going).toMatchObject({
        status: 'Releasing',
        waitingFor: 'cloud',
        nextStep: { what: 'release', at: null },
      });
      expect(going.reason).toContain('What comes back: ');
      for (const address of going.eipAddresses) expect(going.reason).toContain(address);
      await harness.pass(10 * 60_000);
      expect(await pack.state()).toMatchObject({ status: 'Releasing' });
      expect((await bookedPackage(harness, resourceId)).billing).toBe(false);
      await harness.control.clearFaults();
      await pack.until(isReleased);
    },
  );

  it('whose date has just passed takes other changes of its file, and no other date that has passed', async () => {
    const nowMs = await harness.env.currentTimeMs();
    const at = (daysAhead: number) => new Date(nowMs + daysAhead * DAY_MS).toISOString();
    const document = autoPaid('ugn', 'dated', { lifecycle: { releaseAt: at(3) } });
    const pack = await harness.order(document);
    await pack.until(isActive);
    await harness.pass(2 * DAY_MS);
    await harness.control.faults([{ action: 'GetSimpleUGNBwPackages', fault: 'staleDescribe', seconds: 2 * 86_400 }]);
    const going = await pack.until(({ status }) => status === 'Releasing', 2 * DAY_MS, HOUR_MS);
    expect(going.spec.lifecycle.releaseAt).toBe(at(3));
    const sooner = specOf({ ...document, lifecycle: { releaseAt: at(2) } });
    await expect(pack.say('configure', { spec: sooner })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('has passed') },
    });
    const labelled = specOf({ ...document, labels: { team: 'emea-net' } });
    await pack.say('configure', { spec: labelled });
    expect(await pack.state()).toMatchObject({ status: 'Releasing', labels: { team: 'emea-net' } });
    await harness.control.clearFaults();
    await pack.until(isReleased);
  });
});
