import { allHandlersFinished, CancellationScope, condition, patched } from '@temporalio/workflow';
import type { PackageInput, PackageResult } from '../model/workflow-inputs.js';
import { active } from './active.js';
import { adopt } from './adoption.js';
import { leaveBudgets } from './budgets.js';
import { callOff } from './call-for-person.js';
import type { Ending } from './ending.js';
import { Ladder } from './ladder.js';
import { Lease } from './lease.js';
import { listen } from './messages.js';
import type { CarriedLease } from './migrate.js';
import { beginNextRun } from './next-run.js';
import { Herald } from './notices.js';
import type { ProductModule } from './products/product.js';
import { productOf } from './products/product-of.js';
import { purchase } from './purchase.js';
import { awaitReadiness } from './readiness.js';
import { rename, succeed } from './rename.js';

/**
 * One package, from the request to its end: bought once, watched, renewed or released. It runs for years, in a new
 * run each term.
 */
export async function packageLease(input: PackageInput, carried?: CarriedLease): Promise<PackageResult> {
  const lease = new Lease(input, carried);
  listen(lease);
  // A cancelled workflow would forget a resource that goes on billing; whoever wants it gone says release or cancel.
  return CancellationScope.nonCancellable(() => {
    const ladder = new Ladder(lease);
    const herald = new Herald(lease);
    const tellers = {
      get isQuiet() {
        return ladder.isQuiet && herald.isQuiet;
      },
      get isDone() {
        return ladder.isQuiet && herald.isDone;
      },
      get isSettled() {
        return ladder.isSettled && herald.isDone;
      },
    };
    return Promise.race([live(lease, input, tellers), ladder.climb(), herald.tell()]);
  });
}

/** Nobody is being told anything at this moment. */
interface Tellers {
  readonly isQuiet: boolean;
  /** And nothing is left to be told of what was announced. */
  readonly isDone: boolean;
  /** And no reminder, nor its end, is about to be told either. */
  readonly isSettled: boolean;
}

async function live(lease: Lease, input: PackageInput, tellers: Tellers): Promise<PackageResult> {
  await succeed(lease);
  const product = productOf(lease);
  for (;;) {
    const chapter = await nextChapter(lease, product, input);
    const ended = chapter === 'rename' ? await renamed(lease, tellers) : chapter;
    if (ended === 'nextRun' || (ended === null && lease.inbox.wake)) {
      lease.inbox.wake = false;
      await condition(() => tellers.isQuiet);
      await lease.show();
      await untilTold(lease, tellers);
      await beginNextRun<typeof packageLease>(input, lease.state);
    } else if (ended !== null) return finish(lease, ended, tellers);
  }
}

/** In earlier builds whoever was about to say something when a run ended said it to nobody, and the next run took it for said. */
async function untilTold(lease: Lease, tellers: Tellers): Promise<void> {
  if (tellers.isSettled || !patched('told-before-the-run-ends')) return;
  await condition(() => tellers.isSettled && allHandlersFinished());
  await lease.show();
}

async function nextChapter(
  lease: Lease,
  product: ProductModule,
  input: PackageInput,
): Promise<Ending | 'nextRun' | 'rename' | null> {
  const { state } = lease;
  switch (state.chapter) {
    case 'adoption': {
      const ended = await adopt(lease, product, input.adopt?.resourceId ?? '');
      state.chapter = 'active';
      return ended;
    }
    case 'purchase': {
      const ended = await purchase(lease, product);
      state.chapter = 'delivery';
      return ended;
    }
    case 'delivery': {
      const ended = await awaitReadiness(lease, product);
      state.chapter = 'active';
      return ended;
    }
    case 'active':
      return active(lease);
  }
}

/** What is still to be told is told by this one, and not by both. */
async function renamed(lease: Lease, tellers: Tellers): Promise<Ending | null> {
  await condition(() => tellers.isQuiet);
  return rename(lease);
}

async function finish(lease: Lease, { status, reason }: Ending, tellers: Tellers): Promise<PackageResult> {
  lease.stand(status, null, reason, null);
  lease.tell(reason === null ? status.toLowerCase() : `${status.toLowerCase()}: ${reason}`);
  await lease.ask({ kind: 'leave', holder: lease.holder });
  await leaveBudgets(lease);
  if (status === 'Failed' && reason !== null) callOff(lease, reason);
  await lease.show();
  await condition(() => allHandlersFinished() && tellers.isDone);
  await untilTold(lease, tellers);
  return { name: lease.spec.name, status, reason };
}
