import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeskName, deskWorkflowId } from '../../model/ids.js';
import { MARK_TAG_KEY } from '../../model/mark.js';
import type { PackageState } from '../../model/messages.js';
import { DESK_UPDATE } from '../../model/workflow-inputs.js';
import { accepted } from '../clouds/support/simulator.js';
import { Harness } from '../support/harness.js';
import { autoPaid, freeOfficeSite, monthly } from './documents.js';
import { alibabaConsole } from './vendor-console.js';

const MINUTE_MS = 60_000;
const desk: DeskName = { account: 'ali', product: 'wuying', region: 'cn-hangzhou' };

/**
 * The test server resets nothing: a package that waits for its approval stands for one that was reset to before its order. What its
 * run before the reset did is done in its place: it took the fence, and sent.
 */
describe('a workflow that is reset to before an order, longer after it than clocks can be apart', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ resend: 'afterProof', timing: 'sweep: { busy: 5s, idle: 30d }' });
  });
  afterAll(() => harness.stop());

  it('finds the order that waits to be paid, hidden as it is, and places no second one', async () => {
    // It opens the desk, and its order shows that the account's orders can be read.
    const first = await harness.order(autoPaid('wuying', 'opens-the-desk'));
    await first.until((state: PackageState) => state.status === 'Active');
    const officeSiteId = freeOfficeSite();
    const pack = await harness.order(
      monthly('wuying', 'reset-late', { order: { officeSiteId }, approval: 'production' }),
    );
    await pack.until((state) => state.waitingFor === 'approval');
    const { firstExecutionRunId } = pack.workflow;
    const holder = { packageName: 'reset-late', firstExecutionRunId };
    const [fence] = await harness.env.client.workflow
      .getHandle(deskWorkflowId(desk))
      .executeUpdate<{ kind: string }[], [object[]]>(DESK_UPDATE, {
        args: [[{ kind: 'fence', holder, operation: 1, attempt: 1 }]],
      });
    expect(fence).toMatchObject({ kind: 'granted' });
    const order = {
      ...{ RegionId: 'cn-hangzhou', Bandwidth: 10, OfficeSiteId: officeSiteId, PayType: 'PrePaid' },
      ...{ Period: 1, PeriodUnit: 'Month', AutoPay: false },
      Tag: [{ Key: MARK_TAG_KEY, Value: `${firstExecutionRunId}-1` }],
    };
    const { OrderId } = accepted(await alibabaConsole(harness).ecd.createNetworkPackage(order, {}));
    const placed = (await harness.control.orders()).length;

    await harness.pass(40 * MINUTE_MS);
    await pack.say('approve');
    await pack.until((state) => state.waitingFor === 'payment' || state.waitingFor === 'operator');
    expect(await harness.control.orders()).toHaveLength(placed);
    expect(JSON.stringify(await pack.state())).toContain(OrderId);
  });
});
