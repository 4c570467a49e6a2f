import { createHash } from 'node:crypto';
import { createTransport, type Transporter } from 'nodemailer';
import { redactor } from '../../clouds/redact.js';
import type { MailAddress, MailConfig } from '../../model/config/mail-config.js';
import { oneLine } from './one-line.js';
import type { Sent } from './post.js';

/** A mail server and one person to be written to through it. Its secrets are looked up for each message. */
export interface MailServer extends Pick<MailConfig, 'host' | 'port' | 'tls' | 'from'> {
  /** @throws ExplainedError when it is configured and not there; never with the secret in it */
  readonly login: () => { readonly user: string; readonly password: string } | null;
  /** PEM; null: the system's authorities. @throws ExplainedError when the file is not there */
  readonly ca: () => string | null;
}

export interface Mail {
  /** The notice's key: the same for each attempt. */
  readonly key: string;
  /** What the mail belongs with, so that programs show it below its like: the package, or the digests. */
  readonly thread: string;
  readonly subject: string;
  readonly text: string;
  readonly isUrgent: boolean;
}

/** From connecting to the server's last word; shorter than the activity's own limit. */
const LIMIT_MS = 30_000;
/** Each step of the conversation. */
const STEP_LIMIT_MS = 10_000;
const SHOWN_MAX = 200;

/** The commands after which a 5xx means this message or this person: it would be refused again. */
const ABOUT_THE_MAIL = ['MAIL FROM', 'RCPT TO', 'DATA'];

/**
 * One attempt to write to one person. Never throws. A server that is away, asks to come back (4xx), speaks no TLS or does
 * not take the login may do so another time; one that refuses the person or the message (5xx) is not asked again.
 */
export async function sendMail(server: MailServer, to: MailAddress, mail: Mail, signal: AbortSignal): Promise<Sent> {
  return withTransport(server, signal, async (transport) => {
    await transport.sendMail({
      from: asNodemailer(server.from),
      to: asNodemailer(to),
      subject: headerText(mail.subject),
      text: mail.text,
      // Mail servers and programs know a repeated one by it.
      messageId: messageId(`${mail.key}\n${to.address}`, server.from),
      references: messageId(`thread\n${mail.thread}`, server.from),
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...(mail.isUrgent && { priority: 'high' }),
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  });
}

/** Greets the server, turns to TLS and logs in, as for a message, and sends none. */
export function checkServer(server: MailServer): Promise<Sent> {
  return withTransport(server, new AbortController().signal, async (transport) => {
    await transport.verify();
  });
}

async function withTransport(
  server: MailServer,
  signal: AbortSignal,
  work: (transport: Transporter) => Promise<void>,
): Promise<Sent> {
  let login: ReturnType<MailServer['login']>;
  let ca: string | null;
  try {
    login = server.login();
    ca = server.ca();
  } catch (error) {
    // Once somebody has put it there, the next attempt finds it.
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error), afterMs: null };
  }
  const { host, port, tls } = server;
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2', ...(ca !== null && { ca }) },
    ...(login !== null && { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: STEP_LIMIT_MS,
    greetingTimeout: STEP_LIMIT_MS,
    socketTimeout: STEP_LIMIT_MS,
    dnsTimeout: STEP_LIMIT_MS,
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  try {
    await Promise.race([work(transport), aborted(limit)]);
    return { kind: 'taken' };
  } catch (error) {
    return failure(error, login);
  } finally {
    transport.close();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = () => reject(new Error(`no answer within ${LIMIT_MS / 1000} s`));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function failure(error: unknown, login: { readonly user: string; readonly password: string } | null): Sent {
  const { code, command, responseCode } = wordsOf(error);
  // Servers repeat what they were told, also in base64.
  const secrets = login === null ? [] : [login.password, ...encoded(login)];
  const clean = redactor(secrets);
  const what = error instanceof Error ? error.message : String(error);
  const why = `${code === null ? '' : `${code}: `}${headerText(clean(what))}`;
  const isAboutIt = command !== null && ABOUT_THE_MAIL.includes(command);
  // 503 speaks of the conversation, not of the message.
  const isFinal = isAboutIt && responseCode !== null && responseCode >= 500 && responseCode !== 503;
  return isFinal ? { kind: 'refused', why } : { kind: 'failed', why, afterMs: null };
}

function encoded({ user, password }: { readonly user: string; readonly password: string }): string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return [base64(password), base64(`\0${user}\0${password}`)];
}

/** What nodemailer says of a failure beside its message. */
function wordsOf(error: unknown): { code: string | null; command: string | null; responseCode: number | null } {
  if (!(error instanceof Error)) return { code: null, command: null, responseCode: null };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const command = 'command' in error && typeof error.command === 'string' ? error.command : null;
  const responseCode = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : null;
  return { code, command, responseCode };
}

function asNodemailer({ name, address }: MailAddress) {
  return { name: name ?? '', address };
}

function messageId(text: string, { address }: MailAddress): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return `<${createHash('sha256').update(text).digest('hex').slice(0, 40)}@${domain}>`;
}

/** One line, whatever a label or a vendor's sentence holds: a line break would begin another header. */
function headerText(text: string): string {
  const line = oneLine(text);
  return line.length > SHOWN_MAX ? `${line.slice(0, SHOWN_MAX - 1)}…` : line;
}
