import { SMTPServer } from 'smtp-server';
import { freePort } from '../../cli/support/ports.js';
import { MAIL_CERTIFICATE, MAIL_KEY } from './mail-certificate.js';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | null;
  readonly isSecure: boolean;
  /** As it came, headers and body. */
  readonly raw: string;
}

/** What the receiver says to a recipient; without one it takes the mail. */
export interface MailAnswer {
  readonly code: number;
  readonly text: string;
}

export interface MailReceiverOptions {
  /** False: it has never heard of STARTTLS. */
  readonly tls?: boolean;
  /** The only login it takes; absent: it asks for none. */
  readonly login?: { readonly user: string; readonly password: string };
  readonly port?: number;
}

/** A real mail server on loopback that keeps what it is sent. It answers recipients as scripted, then takes all. */
export class MailReceiver {
  readonly received: ReceivedMail[] = [];
  readonly port: number;
  readonly #server: SMTPServer;
  readonly #script = new Map<string, MailAnswer[]>();

  private constructor(port: number, { tls = true, login }: MailReceiverOptions) {
    this.port = port;
    this.#server = new SMTPServer({
      key: MAIL_KEY,
      cert: MAIL_CERTIFICATE,
      authOptional: login === undefined,
      disabledCommands: [...(tls ? [] : ['STARTTLS']), ...(login === undefined ? ['AUTH'] : [])],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      onAuth: ({ username, password }, _session, done) => {
        if (username === login?.user && password === login?.password) done(null, { user: username });
        else done(answered({ code: 535, text: `no such login: ${username} ${password}` }));
      },
      onRcptTo: ({ address }, _session, done) => {
        const answer = this.#script.get(address)?.shift();
        done(answer === undefined ? null : answered(answer));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          this.received.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            user: typeof session.user === 'string' ? session.user : null,
            isSecure: session.secure,
            raw: Buffer.concat(chunks).toString(),
          });
          done();
        });
      },
    });
    // A client that goes away in the middle is what some of these tests are about.
    this.#server.on('error', () => undefined);
  }

  static async start(options: MailReceiverOptions = {}): Promise<MailReceiver> {
    const receiver = new MailReceiver(options.port ?? (await freePort()), options);
    await new Promise<void>((resolve) => {
      receiver.#server.listen(receiver.port, '127.0.0.1', resolve);
    });
    return receiver;
  }

  /** What it says to this recipient next, one for each time. */
  answersNext(address: string, ...answers: MailAnswer[]): void {
    this.#script.set(address, answers);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}

function answered({ code, text }: MailAnswer): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/** One header, unfolded; null when there is none. */
export function headerOf({ raw }: ReceivedMail, name: string): string | null {
  const [head = ''] = raw.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const found = lines.find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return found === undefined ? null : found.slice(name.length + 1).trim();
}

/** The text as a person reads it: long lines travel folded. */
export function textOf({ raw }: ReceivedMail): string {
  const body = raw.slice(raw.indexOf('\r\n\r\n') + 4).replace(/=\r\n/g, '');
  const bytes = body.replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
