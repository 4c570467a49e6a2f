import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Digest } from '../model/digest.js';
import {
  type CredentialNotice,
  type MessageKind,
  type Notice,
  type NoticeDelivery,
  type OutletOutcome,
  takesKind,
} from '../model/notice.js';
import { deps, remember } from './context.js';
import { sendMail } from './outlets/mail.js';
import { mailOf } from './outlets/mail-text.js';
import type { Outlet } from './outlets/outlet.js';
import { post, type Sent } from './outlets/post.js';
import { signatureOf } from './outlets/signature.js';

/**
 * Tells every outlet that takes this kind, and the log. Each outlet is settled on its own: who took it or refused it is
 * remembered between attempts and not asked again, so one that is down keeps nobody else waiting. An outlet may hear of
 * a notice twice only when its answer, or the worker, was lost; the key tells.
 * @throws ApplicationFailure `NoticeUndelivered`, to be retried, while an outlet has neither taken nor refused it
 */
export async function notify(notice: Notice | CredentialNotice | Digest): Promise<NoticeDelivery> {
  const { outlets, logger } = deps();
  if (activityInfo().attempt === 1) writeLog(notice);
  const { settled, pauses } = before();
  const body = JSON.stringify(notice);
  const failures: { readonly why: string; readonly afterMs: number | null }[] = [];
  const mail = mailOf(notice, outlets.consoleUrl);
  const all: readonly Teller[] = [
    ...outlets.webhooks.map((outlet) => ({ ...outlet, tell: () => tell(outlet, notice.key, body) })),
    ...outlets.mail.map(({ server, to, ...outlet }) => ({
      ...outlet,
      tell: () => sendMail(server, to, mail, cancellationSignal()),
    })),
  ];
  await Promise.all(
    all.map(async (outlet) => {
      const { name } = outlet;
      if (!takesKind(outlet.kinds, notice.kind) || settled.some((one) => one.outlet === name)) return;
      const leftMs = (pauses.get(name) ?? 0) - Date.now();
      if (leftMs > 0) {
        failures.push({ why: `${name}: asked to be left alone for a while`, afterMs: leftMs });
        return;
      }
      const sent = await outlet.tell();
      if (sent.kind === 'failed') {
        const { why, afterMs } = sent;
        failures.push({ why: `${name}: ${why}`, afterMs });
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
  throw ApplicationFailure.create({
    type: 'NoticeUndelivered',
    message: `not told yet: ${failures
      .map(({ why }) => why)
      .sort()
      .join('; ')}`,
    ...nextRetry(failures.map(({ afterMs }) => afterMs ?? 0)),
  });
}

/** As soon as the first of them may be asked again; one that named no pause is asked again as usual. */
function nextRetry(pausesMs: readonly number[]): { readonly nextRetryDelay?: number } {
  const nextRetryDelay = Math.min(...pausesMs);
  return nextRetryDelay > 0 ? { nextRetryDelay } : {};
}

interface Teller extends Pick<Outlet, 'name' | 'kinds'> {
  readonly tell: () => Promise<Sent>;
}

async function tell(outlet: Outlet, key: string, body: string): Promise<Sent> {
  let url: URL;
  let secret: string | null;
  try {
    url = outlet.address();
    secret = outlet.secret();
  } catch (error) {
    // Once somebody has put it there, the next attempt finds it. An unsigned notice would be refused as forged.
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error), afterMs: null };
  }
  const timestamp = String(Math.floor(Date.now() / 1000));
  return post({
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'leaseline',
      'leaseline-notice': inHeader(key),
      'leaseline-timestamp': timestamp,
      ...(secret === null ? {} : { 'leaseline-signature': signatureOf(secret, timestamp, body) }),
    },
    body,
    secret,
    signal: cancellationSignal(),
  });
}

/** A key may hold a person's name, as anybody may have written it: a header takes no more than ASCII of one line. */
const inHeader = (key: string): string =>
  key.replace(/[^\x20-\x7e]/gu, (sign) =>
    Array.from(Buffer.from(sign), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );

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

function writeLog(notice: Notice | CredentialNotice | Digest): void {
  const { what, ...fields } = notice;
  const isCalm = CALM.includes(notice.kind);
  deps().logger[isCalm ? 'info' : 'warn']({ notice: fields }, what);
}
