import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { autoPaid } from './documents.js';
import { callsTo, theOrderOf } from './judge.js';

const HOUR_MS = 60 * 60_000;
const isActive = (state: PackageState) => state.status === 'Active';
const asksApproval = (state: PackageState) => state.waitingFor === 'approval';

describe('a yes said while the package begins a new run', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  /** As the API says it: a lost answer is asked for again under the same id. */
  async function say(pack: PackageHandle, name: string, argument: { readonly operationId: string }): Promise<unknown> {
    for (;;) {
      try {
        return await pack.say(name, argument);
      } catch (error) {
        if (error instanceof WorkflowUpdateFailedError) return String(error.cause);
      }
    }
  }

  it.each([
    { product: 'wuying', action: 'ModifyNetworkPackageBandwidth', sizes: [20, 30, 40, 50] },
    { product: 'cen', action: 'ModifyCenBandwidthPackageSpec', sizes: [4, 6, 8, 10] },
    { product: 'ugn', action: 'ModifyUGNBandwidth', sizes: [8, 16, 32, 64] },
  ] as const)(
    '$product: is counted once, or refused with a reason, and what it lets through is sent once',
    async (one) => {
      const { product, action, sizes } = one;
      const pack = await harness.order(autoPaid(product, `${product}-new-run`, { approval: 'four-eyes' }));
      await pack.until(asksApproval);
      for (const by of ['ada', 'bob']) await pack.say('approve', { by });
      await pack.until(isActive);
      await theOrderOf(pack);
      const runs = new Set<string>();
      const before = await callsTo(harness, action);
      for (const [index, bandwidthMbps] of sizes.entries()) {
        // Between asking and answering, before, and after: whenever it is quiet, a new run begins.
        await pack.signal('wake');
        const id = (what: string) => `${what}-${index}`;
        const asked = say(pack, 'resize', { operationId: id('resize'), ...{ bandwidthMbps, by: 'dora' } });
        await Promise.all([asked, pack.signal('wake')]);
        await pack.until(asksApproval);
        const answers = await Promise.all([
          say(pack, 'approve', { operationId: id('ada'), ...{ by: 'ada' } }),
          pack.signal('wake'),
          say(pack, 'approve', { operationId: id('ada'), ...{ by: 'ada' } }),
          say(pack, 'approve', { operationId: id('bob'), ...{ by: 'bob' } }),
          pack.signal('wake'),
          say(pack, 'approve', { operationId: id('cleo'), ...{ by: 'cleo' } }),
        ]);
        const [ada, , again, bob, , cleo] = answers;
        // Said twice in one breath, both hear the same; a refusal names what it is by then.
        if (typeof ada !== 'string') expect(again).toEqual(ada);
        expect(typeof again).toBe(typeof ada);
        // Whoever comes third is counted as well, or hears that two have said it.
        const refused = [ada, bob, cleo].filter((answer) => typeof answer === 'string');
        expect(refused.length).toBeLessThan(2);
        for (const answer of refused) expect(answer).toMatch(/has been answered already|nobody asked for approval/);
        await pack.until((state) => state.bandwidthMbps === bandwidthMbps && state.waitingFor === null, HOUR_MS);
        const { runId } = await harness.env.client.workflow.getHandle(pack.workflow.workflowId).describe();
        runs.add(runId);
      }
      expect(runs.size).toBeGreaterThan(1);
      expect((await callsTo(harness, action)) - before).toBe(sizes.length);
    },
  );
});
