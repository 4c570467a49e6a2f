import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAIN_QUEUE, ordersQueue, readsQueue } from '../../model/ids.js';
import { buildOf, makeCurrent } from '../support/deployment.js';
import { DevHarness, type RunningBuild } from '../support/dev-harness.js';
import { autoPaid, monthly } from '../workflows/documents.js';
import { type Ended, Workplace } from './support/system.js';

const DESK = 'desk/ali/cen/global';
const SWEEPING_DESK = 'desk/ali/wuying/cn-hangzhou';
const DAY_LONG = { atTermEnd: 'renew', renew: { before: '1d' } };

/** A server remembers a worker for five minutes after its last poll, and a poll lasts one; here both are seconds. */
const QUICK_TO_FORGET = ['matching.PollerHistoryTTL="6s"', 'matching.longPollExpirationInterval="2s"'];

/** A rollout as an operator sees it: the real command line beside two builds on a real server. */
describe('after a rollout', () => {
  let harness: DevHarness;
  let workplace: Workplace;
  let older: RunningBuild;
  let quiet: string;
  let unpaid: string;

  beforeAll(async () => {
    harness = await DevHarness.start({ dynamicConfig: QUICK_TO_FORGET });
    workplace = await Workplace.create();
    await workplace.write('leaseline.yaml', harness.configText());
    const deployment = 'deployment: { name: leaseline, versioned: true, buildId: newer }';
    await workplace.write(
      'temporal.yaml',
      `mode: external\naddress: ${harness.env.address}\nencryption: off\n${deployment}\n`,
    );
    await harness.startBuild({ queues: ['ali', 'surfer'].flatMap((name) => [readsQueue(name), ordersQueue(name)]) });
    older = await startBuild('older');
    await makeCurrent(harness, 'older');
    quiet = await harness.order(autoPaid('cen', 'wake-quiet', { lifecycle: DAY_LONG }));
    unpaid = await harness.order(monthly('wuying', 'wake-unpaid', { lifecycle: DAY_LONG }));
    await harness.until(quiet, ({ status, waitingFor }) => status === 'Active' && waitingFor === null);
    await harness.until(unpaid, ({ waitingFor }) => waitingFor === 'payment');
  });
  afterAll(async () => {
    await harness?.stop();
    await workplace?.remove();
  });

  const startBuild = (buildId: string) =>
    harness.startBuild({ deployment: { versioned: true, buildId }, queues: [MAIN_QUEUE] });
  const leaseline = (...args: string[]): Promise<Ended> => workplace.run(args);

  it('doctor says which build is current, which is ramping, and what is still with another one', async () => {
    await startBuild('newer');
    await vi.waitFor(
      () =>
        harness.env.connection.workflowService.setWorkerDeploymentRampingVersion({
          namespace: 'default',
          deploymentName: 'leaseline',
          buildId: 'newer',
          percentage: 5,
          identity: 'test',
        }),
      { timeout: 120_000, interval: 100 },
    );
    const ramping = (await leaseline('doctor')).stdout;
    expect(ramping).toContain(
      'deployment leaseline: current: older; 5 % of what begins a run goes to newer; this build is newer',
    );
    await makeCurrent(harness, 'newer');
    await vi.waitFor(
      async () => {
        const { stdout } = await leaseline('doctor');
        expect(stdout).toContain('deployment leaseline: current: newer; this build is newer');
        // Two packages and their two desks.
        expect(stdout).toContain('warn  build older: 4 packages, desks and runs are with it; keep its workers');
      },
      { timeout: 120_000, interval: 500 },
    );
  });

  it('wake says of each what it did, and which are busy and do it later', async () => {
    expect((await leaseline('wake')).code).toBe(2);
    expect((await leaseline('wake', 'wake-quiet', '--all')).code).toBe(2);
    expect((await leaseline('wake', 'wake-quite')).stderr).toContain('Did you mean wake-quiet');

    const { code, stdout } = await leaseline('wake', '--all', '--json');
    expect(code).toBe(0);
    const { woken } = JSON.parse(stdout);
    const moved = { result: 'begun', reason: null, from: 'older', to: 'newer' };
    // A desk may be asked while it reads; the one that sweeps for the unpaid order does so every few moments.
    const reads = { result: 'later', reason: 'It reads the vendor.', from: 'older', to: 'older' };
    for (const desk of [DESK, SWEEPING_DESK]) {
      const { workflowId: _, ...told } = woken.find(({ workflowId }: { workflowId: string }) => workflowId === desk);
      expect([moved, reads]).toContainEqual(told);
      await vi.waitUntil(async () => (await buildOf(harness, desk)) === 'newer', { timeout: 120_000 });
    }
    expect(woken).toContainEqual({ workflowId: quiet, ...moved });
    const busy = woken.find(({ workflowId }: { workflowId: string }) => workflowId === unpaid);
    expect(busy).toMatchObject({ result: 'later', from: 'older', to: 'older' });
    expect(busy.reason).toContain('waits to be paid');
    expect(woken).toHaveLength(4);
  });

  it('what no worker answers for is said, by doctor too, waits for one, and goes on when it comes', async () => {
    await older.stop();
    await vi.waitFor(
      async () => {
        const { stdout, code } = await leaseline('doctor');
        expect(stdout).toContain(
          'fail  build older: 1 package, desk or run is with it, and no worker of it runs: it stands',
        );
        expect(code).toBe(1);
      },
      { timeout: 120_000, interval: 500 },
    );
    const { code, stdout } = await leaseline('wake', 'wake-unpaid');
    expect(code).toBe(1);
    expect(stdout).toContain('wake-unpaid: unanswered. No worker of build older answered within 15 s');
    await harness.control.payAll();
    await startBuild('older');
    await vi.waitUntil(async () => (await buildOf(harness, unpaid)) === 'newer', { timeout: 120_000, interval: 200 });
    await harness.until(unpaid, ({ status }) => status === 'Active');
    const again = await leaseline('wake', 'wake-unpaid', SWEEPING_DESK);
    expect(again.stderr).toBe('');
    expect(again.stdout).toContain('wake-unpaid: in a new run, still on newer');
    expect(again.stdout).toContain('Woken: 2 begun.');
    const orders = await harness.control.orders();
    expect(orders.map(({ kind, paymentStatus }) => [kind, paymentStatus])).toEqual([
      ['New', 'Paid'],
      ['New', 'Paid'],
    ]);
  }, 300_000);

  it('doctor fails when new runs go to a build that no worker serves', async () => {
    const { workflowService } = harness.env.connection;
    await workflowService.setWorkerDeploymentCurrentVersion({
      namespace: 'default',
      deploymentName: 'leaseline',
      buildId: 'gone',
      allowNoPollers: true,
      ignoreMissingTaskQueues: true,
      identity: 'test',
    });
    const unserved = await leaseline('doctor');
    expect(unserved.stdout).toContain('fail  build gone: no worker of it runs, and new runs go to it');
    expect(unserved.code).toBe(1);
    await makeCurrent(harness, 'newer');
  });
});
