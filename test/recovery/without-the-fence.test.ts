import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { bundleWithout } from '../campaign/mutation.js';
import { DevHarness } from '../support/dev-harness.js';
import { resetBefore } from '../support/reset-workflow.js';
import { autoPaid } from '../workflows/documents.js';

const isQuiet = ({ status, waitingFor, reason }: PackageState) =>
  status === 'Active' && waitingFor === null && reason === null;

/** The check itself: were the fence not what keeps a reset from spending twice, workflow-reset.test.ts would prove nothing. */
describe('without the fence', () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start({ bundlePath: bundleWithout('fence') });
    await harness.startWorkers();
  });
  afterAll(() => harness?.stop());

  it('a reset orders a wuying package twice', async () => {
    // Not at an office site: the vendor itself would refuse a second one there.
    const workflowId = await harness.order(autoPaid('wuying', 'order', { order: { officeSiteId: undefined } }));
    const before = await harness.until(workflowId, isQuiet);
    const runId = await resetBefore(harness, before, 'createNetworkPackage');
    await harness.until(workflowId, (state) => isQuiet(state) && state.runId === runId);
    expect((await harness.control.orders()).filter(({ kind }) => kind === 'New')).toHaveLength(2);
  });

  it.each([
    ['wuying', 'renewNetworkPackages'],
    ['ugn', 'createRenew'],
  ] as const)('a reset renews a %s package twice', async (product, activityType) => {
    const workflowId = await harness.order(autoPaid(product, `renew-${product}`));
    const before = await harness.until(workflowId, isQuiet);
    await harness.say(workflowId, 'renew');
    await harness.until(workflowId, (state) => isQuiet(state) && state.expiresAt !== before.expiresAt);

    await resetBefore(harness, before, activityType);

    const renewals = async () =>
      (await harness.control.orders()).filter(
        ({ kind, resourceId }) => kind === 'Renew' && resourceId === before.resourceId,
      );
    await expect.poll(renewals, { timeout: 120_000 }).toHaveLength(2);
  });
});
