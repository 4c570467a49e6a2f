import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { z } from 'zod';
import { ordersQueue } from '../../model/ids.js';
import type { VendorCall } from '../../model/vendor-call.js';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** A package begins a new run each term; this many of them are looked through. */
const RUNS_MAX = 6;

const answerSchema = z.object({
  kind: z.enum(['accepted', 'refused', 'throttled', 'suspended', 'unknown']),
  code: z.string().nullish(),
  message: z.string().nullish(),
  why: z.string().nullish(),
  requestId: z.string().nullish(),
});

/** The calls of a package that spent or destroyed, oldest first, read from its history. */
export async function vendorCalls(
  client: Client,
  { workflowId, runId, account }: { readonly workflowId: string; readonly runId: string; readonly account: string },
): Promise<readonly VendorCall[]> {
  const calls: VendorCall[] = [];
  let run: string | null = runId;
  for (let looked = 0; run !== null && looked < RUNS_MAX; looked += 1) {
    const events = await eventsOf(client, workflowId, run);
    calls.unshift(...(await callsIn(client, events, ordersQueue(account))));
    run = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || null;
  }
  return calls;
}

/** The server forgets runs after its retention. */
async function eventsOf(client: Client, workflowId: string, runId: string): Promise<readonly HistoryEvent[]> {
  try {
    return (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return [];
    throw error;
  }
}

async function callsIn(client: Client, events: readonly HistoryEvent[], queue: string): Promise<VendorCall[]> {
  const calls = new Map<string, VendorCall>();
  for (const event of events) {
    const at = instantOf(event);
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled?.taskQueue?.name === queue) {
      const action = pascal(scheduled.activityType?.name ?? '');
      const call = {
        action,
        at,
        endedAt: null,
        outcome: 'running',
        code: null,
        message: null,
        requestId: null,
      } as const;
      calls.set(String(event.eventId), call);
      continue;
    }
    const completed = event.activityTaskCompletedEventAttributes;
    const ended = completed ?? event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
    const key = String(ended?.scheduledEventId);
    const call = calls.get(key);
    if (call === undefined) continue;
    const answer = completed == null ? null : await answerIn(client, completed.result?.payloads?.[0]);
    calls.set(key, { ...call, endedAt: at, ...(answer ?? { outcome: 'lost' }) });
  }
  return [...calls.values()];
}

async function answerIn(client: Client, payload: unknown): Promise<Partial<VendorCall> | null> {
  if (payload == null) return null;
  const { payloadCodecs, payloadConverter } = client.options.loadedDataConverter;
  let payloads = [payload as Payload];
  for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads);
  const [first] = payloads;
  const parsed = answerSchema.safeParse(first === undefined ? null : payloadConverter.fromPayload(first));
  if (!parsed.success) return null;
  const { kind, code, message, why, requestId } = parsed.data;
  return { outcome: kind, code: code ?? null, message: message ?? why ?? null, requestId: requestId ?? null };
}

function instantOf({ eventTime }: HistoryEvent): string {
  return new Date(Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1e6).toISOString();
}

/** Activities are called as the vendor's operations, with a small first letter. */
const pascal = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);
