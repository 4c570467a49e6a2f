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
  const settled = settledBefore();
  const body = JSON.stringify(notice);
  let pauseMs: number | null = null;
  const failures: string[] = [];
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
      const sent = await outlet.tell();
      if (sent.kind === 'failed') {
        failures.push(`${name}: ${sent.why}`);
        pauseMs = Math.max(pauseMs ?? 0, sent.afterMs ?? 0);
        return;
      }
      const isTold = sent.kind === 'taken';
      settled.push({ outlet: name, outcome: isTold ? 'told' : 'refused', why: isTold ? null : sent.why });
      remember(settled);
      if (!isTold) logger.error({ notice: notice.key, outlet: name }, `an outlet refuses a notice: ${sent.why}`);
    }),
  );
  if (failures.length === 0) return { outlets: settled };
  throw ApplicationFailure.create({
    type: 'NoticeUndelivered',
    message: `not told yet: ${failures.sort().join('; ')}`,
    ...(pauseMs === null || pauseMs === 0 ? {} : { nextRetryDelay: pauseMs }),
  });
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
      'leaseline-notice': key,
      'leaseline-timestamp': timestamp,
      ...(secret === null ? {} : { 'leaseline-signature': signatureOf(secret, timestamp, body) }),
    },
    body,
    secret,
    signal: cancellationSignal(),
  });
}

/** Ours, from the attempt before: what was remembered then. */
function settledBefore(): OutletOutcome[] {
  const details: unknown = activityInfo().heartbeatDetails;
  return Array.isArray(details) ? details : [];
}

const CALM: readonly MessageKind[] = ['settled', 'digest', 'credential.restored'];

function writeLog(notice: Notice | CredentialNotice | Digest): void {
  const { what, ...fields } = notice;
  const isCalm = CALM.includes(notice.kind);
  deps().logger[isCalm ? 'info' : 'warn']({ notice: fields }, what);
}
