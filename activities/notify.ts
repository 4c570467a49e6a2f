import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import {
  type Message,
  type MessageKind,
  type NoticeDelivery,
  type NoticeRound,
  type OutletLeft,
  type OutletOutcome,
  takesKind,
} from '../model/notice.js';
import { deps, remember } from './context.js';
import type { Outlet } from './outlets/outlet.js';
import type { Sent } from './outlets/post.js';
import { tellByMail, tellWebhook } from './outlets/tell.js';

/**
 * Tells every outlet that takes this kind, and the log. Each outlet is settled on its own: who took it or refused it is
 * remembered between attempts and not asked again, so one that is down keeps nobody else waiting. An outlet may hear of
 * a notice twice only when its answer, or the worker, was lost; the key tells.
 * @throws ApplicationFailure `NoticeUndelivered`, to be retried, while an outlet has neither taken nor refused it, and none
 *   of them is to be left to the caller
 */
export async function notify(
  notice: Message,
  { passingOver = [], only, attempts = Infinity }: NoticeRound = {},
): Promise<NoticeDelivery> {
  const { outlets, logger } = deps();
  const { attempt } = activityInfo();
  if (attempt === 1 && only === undefined) writeLog(notice);
  const { settled, pauses } = before();
  const failures: (OutletLeft & { readonly afterMs: number | null })[] = [];
  const { consoleUrl } = outlets;
  const all: readonly Teller[] = [
    ...outlets.webhooks.map((outlet) => ({
      ...outlet,
      tell: () => tellWebhook(outlet, notice, consoleUrl, cancellationSignal()),
    })),
    ...outlets.mail.map((outlet) => ({
      ...outlet,
      tell: () => tellByMail(outlet, notice, consoleUrl, cancellationSignal()),
    })),
  ];
  const asked = all.filter(({ name }) => (only === undefined || name === only) && !passingOver.includes(name));
  await Promise.all(
    asked.map(async (outlet) => {
      const { name } = outlet;
      if (!takesKind(outlet.kinds, notice.kind) || settled.some((one) => one.outlet === name)) return;
      const leftMs = (pauses.get(name) ?? 0) - Date.now();
      if (leftMs > 0) {
        failures.push({ outlet: name, why: 'asked to be left alone for a while', afterMs: leftMs });
        return;
      }
      const sent = await outlet.tell();
      if (sent.kind === 'failed') {
        const { why, afterMs } = sent;
        failures.push({ outlet: name, why, afterMs });
        if (afterMs === null || afterMs === 0) return;
        pauses.set(name, Date.now() + afterMs);
        rememberAll(settled, pauses);
        return;
      }
      const isTold = sent.kind === 'taken';
      settled.push({ outlet: name, outcome: isTold ? 'told' : 'refused', why: isTold ? null : sent.why });
      rememberAll(settled, pauses);
      if (!isTold) logger.error({ notice: notice.key, outlet: name }, `an outlet refuses a notice: ${sent.why}`);
    }),
  );
  if (failures.length === 0) return { outlets: settled };
  const pauseMs = Math.min(...failures.map(({ afterMs }) => afterMs ?? 0));
  if (attempt >= attempts || (attempts !== Infinity && pauseMs > PATIENCE_MS)) {
    return { outlets: settled, left: failures.map(({ outlet, why }) => ({ outlet, why })) };
  }
  throw ApplicationFailure.create({
    type: 'NoticeUndelivered',
    message: `not told yet: ${failures
      .map(({ outlet, why }) => `${outlet}: ${why}`)
      .sort()
      .join('; ')}`,
    // As soon as the first of them may be asked again; one that named no pause is asked again as usual.
    ...(pauseMs > 0 && { nextRetryDelay: pauseMs }),
  });
}

/** A longer pause than this is not waited for where the rest can be left to the caller. */
const PATIENCE_MS = 60_000;

interface Teller extends Pick<Outlet, 'name' | 'kinds'> {
  readonly tell: () => Promise<Sent>;
}

/** An outlet that has asked not to be asked again before then, epoch milliseconds. */
interface Paused {
  readonly paused: string;
  readonly untilMs: number;
}

/** Ours, from the attempt before. Pauses stand among the outcomes, where earlier builds pass over them. */
function before(): { readonly settled: OutletOutcome[]; readonly pauses: Map<string, number> } {
  const details: unknown = activityInfo().heartbeatDetails;
  const all: (OutletOutcome | Paused)[] = Array.isArray(details) ? details : [];
  return {
    settled: all.filter((one): one is OutletOutcome => 'outlet' in one),
    pauses: new Map(all.flatMap((one) => ('paused' in one ? [[one.paused, one.untilMs]] : []))),
  };
}

function rememberAll(settled: readonly OutletOutcome[], pauses: ReadonlyMap<string, number>): void {
  remember([...settled, ...[...pauses].map(([paused, untilMs]): Paused => ({ paused, untilMs }))]);
}

const CALM: readonly MessageKind[] = ['settled', 'digest', 'credential.restored'];

function writeLog(notice: Message): void {
  const { what, ...fields } = notice;
  const isCalm = CALM.includes(notice.kind);
  deps().logger[isCalm ? 'info' : 'warn']({ notice: fields }, what);
}
