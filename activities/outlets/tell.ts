import type { Message } from '../../model/notice.js';
import { type Mail, sendMail } from './mail.js';
import { mailOf, wordsOf } from './mail-text.js';
import type { MailOutlet, Outlet } from './outlet.js';
import { post, type Sent } from './post.js';
import { signatureHeaders } from './signature.js';

/** One attempt to tell a webhook, as a signed POST. Never throws. */
export async function tellWebhook(
  outlet: Outlet,
  message: Message,
  consoleUrl: string | null,
  signal: AbortSignal,
): Promise<Sent> {
  const { template, takenWhen } = outlet;
  const { key } = message;
  let url: URL;
  let secret: string | null;
  let body: string;
  let signature: Readonly<Record<string, string>>;
  try {
    url = outlet.address();
    secret = outlet.secret();
    body = bodyFor(template, message, consoleUrl);
    signature = signatureHeaders(secret, key, new Date(), body);
  } catch (error) {
    // Once somebody has put it there, the next attempt finds it. An unsigned notice would be refused as forged.
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error), afterMs: null };
  }
  return post({
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'leaseline',
      'leaseline-notice': inHeader(key),
      ...signature,
    },
    body,
    secret,
    signal,
    takenWhen,
  });
}

/** What a webhook is sent. */
export function bodyFor(template: Outlet['template'], message: Message, consoleUrl: string | null): string {
  if (template === null) return JSON.stringify(message);
  return template.render(message, wordsOf(message, mailOf(message, consoleUrl), consoleUrl));
}

/** One attempt to write to one person. Never throws. */
export function tellByMail(
  outlet: MailOutlet,
  message: Message,
  consoleUrl: string | null,
  signal: AbortSignal,
): Promise<Sent> {
  return sendMail(outlet.server, outlet.to, mailFor(outlet, message, consoleUrl), signal);
}

/** What a person is written. */
export function mailFor({ subject, text }: MailOutlet, message: Message, consoleUrl: string | null): Mail {
  const ours = mailOf(message, consoleUrl);
  if (subject === null && text === null) return ours;
  const words = wordsOf(message, ours, consoleUrl);
  return {
    ...ours,
    ...(subject !== null && { subject: subject.render(message, words) }),
    ...(text !== null && { text: text.render(message, words) }),
  };
}

/** A key may hold a person's name, as anybody may have written it: a header takes no more than ASCII of one line. */
const inHeader = (key: string): string =>
  key.replace(/[^\x20-\x7e]/gu, (sign) =>
    Array.from(Buffer.from(sign), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
