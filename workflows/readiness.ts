import { formatDuration } from '../model/format-duration.js';
import { alignAutoRenew } from './auto-renew.js';
import { forgetLateCancel } from './cancel.js';
import { now } from './clock.js';
import { type Ending, ending } from './ending.js';
import type { Lease } from './lease.js';
import { isUnpaidAfterAll, settleOrder } from './order-payment.js';
import { untilNextLookMs } from './patience.js';
import type { AttachStep, ProductModule } from './products/product.js';
import { spend } from './spend.js';
import type { SpendPlan } from './spend-plan.js';
import { tryRead } from './try-read.js';
import { sentence } from './vendor-words.js';

/** From a paid order to a package in use: the vendor delivers, then it is attached where the order says so. */
export async function awaitReadiness(lease: Lease, product: ProductModule): Promise<Ending | null> {
  const failed = await awaitDelivery(lease, product);
  if (failed !== null) return failed;
  forgetLateCancel(lease, 'it is bought and delivered. Release it to give it back.');
  const attached = await attach(lease, product);
  const switchedOff = await alignAutoRenew(lease, product);
  const { seen } = lease.state;
  lease.state.termStartedAt = seen?.createdAt ?? now();
  const problem = attached ?? switchedOff;
  lease.stand('Active', problem === null ? null : 'operator', problem, null);
  const { resourceId } = lease.state;
  const until = lease.expiresAt === null ? '' : `, until ${lease.expiresAt}`;
  lease.tell(
    `active: ${resourceId}${until}`,
    'leaseline',
    resourceId === null ? undefined : { kind: 'holds', resourceId },
  );
  return null;
}

/** Sweeps report what they see; the package looks for itself only when they have been silent for long. */
async function awaitDelivery(lease: Lease, product: ProductModule): Promise<Ending | null> {
  const { withinMs, onTimeout } = lease.spec.lifecycle.ready;
  let deadlineMs = Date.now() + withinMs;
  let overdue = false;
  lease.stand('Provisioning', 'cloud', null, { what: 'ready', at: new Date(deadlineMs).toISOString() });
  await lease.watchFor('delivery');
  for (;;) {
    const { seen } = lease.state;
    if (seen?.phase === 'ready') return own(lease, seen.resourceId);
    if (seen?.phase === 'releasing' || seen?.phase === 'released') {
      return ending('Failed', `The vendor shows ${seen.resourceId} as ${seen.vendorStatus} before it was ever usable.`);
    }
    if (isUnpaidAfterAll(lease)) {
      lease.state.paid = false;
      const unpaid = await settleOrder(lease, product);
      if (unpaid !== null) return unpaid;
      deadlineMs = Date.now() + withinMs;
      lease.stand('Provisioning', 'cloud', null, { what: 'ready', at: new Date(deadlineMs).toISOString() });
      await lease.watchFor('delivery');
      continue;
    }
    if (seen?.phase === 'unrecognised') {
      lease.state.reason = `The vendor shows the status "${seen.vendorStatus}", which is not known here; it is waited on.`;
    }
    const limitMs = overdue
      ? untilNextLookMs(Date.now() - deadlineMs, lease.settings.fallbackLookMs)
      : Math.min(deadlineMs - Date.now(), lease.settings.fallbackLookMs);
    const { news } = lease;
    if (await lease.until(() => lease.news !== news, limitMs)) continue;
    await learnResource(lease, product);
    await lookAtResource(lease, product);
    if (overdue || Date.now() < deadlineMs || lease.state.seen?.phase === 'ready') continue;
    overdue = true;
    const reason = lateReason(lease, withinMs);
    lease.tell(reason);
    if (onTimeout === 'fail')
      return ending('Failed', `${reason} It is no longer watched and may still be delivered and billed.`);
    lease.stand('Provisioning', 'operator', `${reason} It is still being watched.`, { what: 'ready', at: null });
  }
}

function lateReason(lease: Lease, withinMs: number): string {
  const { seen, resourceId, orderId } = lease.state;
  const what = [resourceId ?? 'the package', orderId === null ? null : `order ${orderId}`].filter(
    (part) => part !== null,
  );
  const shown = seen === null ? 'the vendor does not list it' : `the vendor shows "${seen.vendorStatus}"`;
  return `Not ready ${formatDuration(withinMs)} after it was ordered (${what.join(', ')}): ${shown}. Ask the vendor's support.`;
}

async function own(lease: Lease, resourceId: string): Promise<null> {
  const { holder } = lease;
  const [answer] = await lease.ask({ kind: 'own', holder, resourceId }, lease.watch('idle'));
  if (answer?.kind === 'busy') lease.tell(`${resourceId} is also claimed by package ${answer.holder.packageName}`);
  return null;
}

/** An order found after its answer was lost may name no resource until it is paid, and the list may show no mark. */
async function learnResource(lease: Lease, product: ProductModule): Promise<void> {
  const { state } = lease;
  const { orderId } = state;
  if (state.resourceId !== null || orderId === null || !product.hasOrders) return;
  const order = await tryRead(lease, () => product.lookAtOrder(orderId));
  const [resourceId, ...others] = order?.resourceIds ?? [];
  if (resourceId === undefined || others.length > 0 || state.resourceId !== null) return;
  state.resourceId = resourceId;
  await lease.ask(lease.watch('delivery'));
}

/** What was seen longer ago is looked at once more before anything is sent. */
export const SEEN_LATELY_MS = 60 * 1000;

/** How long ago it was seen last, in milliseconds. */
export function unseenForMs({ state }: Lease): number {
  return Date.now() - (state.observedAt === null ? 0 : Date.parse(state.observedAt));
}

/** What a direct look has shown; `unread`: it says nothing about the resource. */
export type Sight = 'shown' | 'absent' | 'unread';

/** One direct look, whatever the desk does. */
export async function lookAtResource(lease: Lease, product: ProductModule): Promise<Sight> {
  const readAt = now();
  const { resourceId, mark } = lease.state;
  const look = await tryRead(lease, async () => {
    if (resourceId !== null) return product.look(resourceId);
    return mark === null ? null : product.findByMark(mark);
  });
  if (look === null) return 'unread';
  const absent = look.resource === null && look.complete;
  const { blindSince } = lease.state;
  lease.observe({ readAt, resource: look.resource, absent, order: null, blindSince });
  if (look.resource !== null) return 'shown';
  return absent ? 'absent' : 'unread';
}

/**
 * Waits for what the vendor was told to do: soon and often at first, then ever more rarely.
 * @param withinMs after this long it is given up; never when absent
 * @returns whether it has come about
 */
export async function lookUntil(
  lease: Lease,
  product: ProductModule,
  holds: () => boolean,
  withinMs = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const begunMs = Date.now();
  for (let waitMs = 2_000; !holds(); waitMs *= 2) {
    const leftMs = begunMs + withinMs - Date.now();
    if (leftMs <= 0) return false;
    waitMs = Math.min(waitMs, untilNextLookMs(Date.now() - begunMs, lease.settings.fallbackLookMs), leftMs);
    await lease.until(holds, waitMs);
    if (!holds()) await lookAtResource(lease, product);
  }
  return true;
}

/** @returns what a person should know when it did not work; the package is usable all the same */
async function attach(lease: Lease, product: ProductModule): Promise<string | null> {
  const step = product.attach();
  const { resourceId } = lease.state;
  if (step === null || resourceId === null || isAttached(lease, step)) return null;
  const spent = await spend(lease, attachPlan(lease, product, step, resourceId));
  if (spent.kind === 'refused') return `It could not be attached to ${step.to}. ${sentence(spent)}`;
  if (spent.kind === 'withdrawn') return null;
  lease.state.reason = `being attached to ${step.to}`;
  const { withinMs } = lease.spec.lifecycle.ready;
  if (await lookUntil(lease, product, () => isAttached(lease, step), withinMs)) return null;
  return `The vendor accepted the attachment to ${step.to}, and ${formatDuration(withinMs)} later does not show it. Ask its support.`;
}

const isAttached = (lease: Lease, step: AttachStep): boolean => lease.state.seen?.attachedTo.includes(step.to) ?? false;

function attachPlan(lease: Lease, product: ProductModule, step: AttachStep, resourceId: string): SpendPlan<unknown> {
  return {
    what: `attachment to ${step.to}`,
    lane: null,
    fingerprint: null,
    // Attaching twice is refused, never charged.
    repeat: 'harmless',
    show: () => lease.stand('Provisioning', 'cloud', `being attached to ${step.to}`, { what: 'ready', at: null }),
    send: (attempt) => step.send(resourceId, attempt),
    evidence: async () => {
      const { resource, complete } = await product.look(resourceId);
      const isThere = resource?.attachedTo.includes(step.to) === true;
      return { found: isThere ? { value: null } : null, candidates: [], complete, control: true };
    },
    done: () => [],
  };
}
