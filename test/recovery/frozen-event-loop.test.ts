import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { DeskLine } from '../../activities/desk-line.js';
import type { PackageState } from '../../model/messages.js';
import { DevHarness } from '../support/dev-harness.js';
import { autoPaid } from '../workflows/documents.js';

const ACTIONS = {
  wuying: 'CreateNetworkPackage',
  cen: 'CreateCenBandwidthPackage',
  ugn: 'CreateSimpleUGNBwPackage',
} as const;
/** Longer than it may take from the desk's answer to the socket. */
const FREEZE_MS = 5_500;

const isQuiet = ({ status, waitingFor, reason }: PackageState) =>
  status === 'Active' && waitingFor === null && reason === null;
const freeze = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FREEZE_MS);

/** What undici publishes about a request; Alibaba's action is in the headers, UCloud's in the body. */
const published = z.object({ request: z.object({ headers: z.array(z.unknown()), body: z.unknown() }) });

/** Whenever an answer with a fence is here, before whoever sends has it. Only those ask a desk that must be there already. */
function onFence(act: () => unknown): void {
  const { ask } = DeskLine.prototype;
  const spy = vi.spyOn(DeskLine.prototype, 'ask').mockImplementation(async function (this: DeskLine, ...asked) {
    const answers = await ask.apply(this, asked);
    const [, , settings, requests] = asked;
    if (settings === null && requests[0]?.kind === 'fence') await act();
    return answers;
  });
  onTestFinished(() => spy.mockRestore());
}

const FREEZES = {
  /** As soon as the answer with the fence is here. */
  afterFence(): void {
    let isDone = false;
    onFence(() => {
      if (isDone) return;
      isDone = true;
      freeze();
    });
  },
  /** When the request is written and its connection about to be made. */
  beforeSocket(action: string): void {
    let isDone = false;
    const listener = (message: unknown) => {
      const { request } = published.parse(message);
      if (isDone || !`${request.headers.join(' ')} ${String(request.body)}`.includes(action)) return;
      isDone = true;
      freeze();
    };
    subscribe('undici:request:create', listener);
    onTestFinished(() => void unsubscribe('undici:request:create', listener));
  },
} as const;

describe('a worker whose event loop stands still between fence and socket', () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start({ timing: 'activityTimeout: 30s\n  requestTimeout: 20s' });
    await harness.startWorkers();
  });
  afterAll(() => harness?.stop());

  it.each([
    ['wuying', 'afterFence'],
    ['wuying', 'beforeSocket'],
    ['cen', 'afterFence'],
    ['ugn', 'beforeSocket'],
  ] as const)('does not send that attempt of a %s order (%s), and sends the next', async (product, where) => {
    const action = ACTIONS[product];
    const before = (await harness.control.calls())[action] ?? 0;
    FREEZES[where](action);
    const workflowId = await harness.order(autoPaid(product, `frozen-${product}-${where}`));
    const { operations } = await harness.until(workflowId, isQuiet);
    expect(operations.filter(({ what }) => what === 'order')).toMatchObject([
      { attempt: 1, outcome: 'throttled', detail: expect.stringContaining('TooLate') },
      { attempt: 2, outcome: 'accepted' },
    ]);
    expect((await harness.control.calls())[action]).toBe(before + 1);
  });
});

describe('a worker whose event loop stands still until its workflow has given up on it', () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start({ timing: 'activityTimeout: 3s\n  requestTimeout: 2s\n  orderProofWindow: 1s' });
    await harness.startWorkers();
  });
  afterAll(() => harness?.stop());

  it.each(['afterFence', 'beforeSocket'] as const)('sends nothing (%s)', async (where) => {
    const action = ACTIONS.wuying;
    const before = (await harness.control.calls())[action] ?? 0;
    FREEZES[where](action);
    const workflowId = await harness.order(autoPaid('wuying', `given-up-${where}`));
    // Nothing has ever been seen in this account, so nothing is proved by seeing nothing: a person is asked.
    await harness.until(workflowId, (state) => state.waitingFor === 'operator');
    expect((await harness.control.calls())[action] ?? 0).toBe(before);

    await harness.say(workflowId, 'resolve', { none: true });
    await harness.until(workflowId, isQuiet);
    expect((await harness.control.calls())[action]).toBe(before + 1);
  });
});

describe('a desk that answers late', () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start({ timing: 'activityTimeout: 90s\n  requestTimeout: 65s' });
    await harness.startWorkers();
  });
  afterAll(() => harness?.stop());

  it('costs no attempt: the order leaves when the answer is here', async () => {
    onFence(() => sleep(FREEZE_MS));
    const { operations } = await harness.until(await harness.order(autoPaid('cen', 'late-desk')), isQuiet);
    expect(operations.filter(({ what }) => what === 'order')).toMatchObject([{ attempt: 1, outcome: 'accepted' }]);
  });
});
