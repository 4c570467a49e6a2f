import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DevHarness } from '../support/dev-harness.js';

const ORDERS = {
  wuying: {
    regionId: 'cn-hangzhou',
    bandwidth: 10,
    officeSiteId: 'cn-hangzhou+dir-3633530001',
    payType: 'PrePaid',
    autoPay: true,
  },
  cen: { bandwidth: 5, geographicRegionAId: 'China', geographicRegionBId: 'Europe', autoPay: true },
  ugn: {
    projectId: 'org-demo',
    ugnId: 'ugn-demo00000001',
    regionA: 'cn-bj2',
    regionB: 'cn-sh2',
    bandWidth: 5,
    payMode: 'FixedBw',
    chargeType: 'Month',
  },
} as const;
const SENDS = {
  wuying: 'createNetworkPackage',
  cen: 'createCenBandwidthPackage',
  ugn: 'createSimpleUGNBwPackage',
} as const;
const CALLS = {
  wuying: 'CreateNetworkPackage',
  cen: 'CreateCenBandwidthPackage',
  ugn: 'CreateSimpleUGNBwPackage',
} as const;

describe('a workflow reset to before its order was sent', () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start();
    await harness.startWorkers();
  });
  afterAll(() => harness?.stop());

  it.each(['wuying', 'cen', 'ugn'] as const)(
    'never orders a %s package twice, and finds the one it has',
    async (product) => {
      const account = product === 'ugn' ? 'surfer' : 'ali';
      const workflowId = await harness.order({ name: `reset-${product}`, product, account, order: ORDERS[product] });
      const before = await harness.until(workflowId, (state) => state.status === 'Active');

      await resetBeforeSend(harness, workflowId, SENDS[product]);

      const after = await harness.until(
        workflowId,
        (state) => state.status === 'Active' && state.runId !== before.runId,
      );
      expect(after.resourceId).toBe(before.resourceId);
      const bought = (await harness.control.orders()).filter(
        (order) => order.product === product && order.kind === 'New',
      );
      expect(bought).toHaveLength(1);
      // CEN may repeat its call: the same token is answered with the first result.
      const calls = (await harness.control.calls())[CALLS[product]] ?? 0;
      if (product !== 'cen') expect(calls).toBe(1);
    },
  );
});

async function resetBeforeSend(harness: DevHarness, workflowId: string, activityType: string): Promise<void> {
  const { client, connection } = harness.env;
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const send = events?.find((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activityType);
  const { runId } = await client.workflow.getHandle(workflowId).describe();
  await connection.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId, runId },
    reason: 'test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: send?.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId ?? null,
  });
}
