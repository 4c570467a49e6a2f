import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { AccountClouds } from '../../activities/context.js';
import { credentialRefusal } from '../../clouds/refused-credential.js';
import { type CredentialTrouble, refusedText } from '../../model/credential.js';
import { type Probed, probe } from './probe.js';
import { closeTrouble, openTrouble, openTroubleOf } from './trouble.js';

/** While it is refused, and while the server could not be told: a key that works again is noticed soon. */
const SOON_MS = 2 * 60_000;
/** A refusal that is heard is looked into at once, but a thousand of them are one. */
const HEARD_GAP_MS = 30_000;
/** A server that takes longer is away: what was found is said at the next look. */
const CALL_MS = 15_000;
/** Of two workers with different keys one goes on being refused after the other has found it well. */
const TELL_AGAIN_MS = 60 * 60_000;

export interface CredentialWatch {
  stop(): Promise<void>;
}

export interface WatchOptions {
  readonly client: Client;
  readonly clouds: ReadonlyMap<string, AccountClouds>;
  /** How often a key is tried that nobody complains of. */
  readonly probeMs: number;
  readonly ear: CredentialEar;
  readonly logger: Logger;
}

/** Where the clients of a process say that a vendor has refused a call. */
export class CredentialEar {
  readonly #listeners = new Map<string, () => void>();

  /** @param code the vendor's */
  heard(account: string, code: string): void {
    if (credentialRefusal(code) === 'key') this.#listeners.get(account)?.();
  }

  listen(account: string, onRefused: () => void): void {
    this.#listeners.set(account, onRefused);
  }
}

/**
 * Tries each account's key now and then, and at once when a call is refused, so that people hear within minutes of one that
 * stopped working although nothing else would be read for hours. It runs beside Temporal: only news starts a workflow.
 */
export function watchCredentials({ clouds, ...options }: WatchOptions): CredentialWatch {
  const watches = [...clouds].map(([account, own]) => new AccountWatch(account, own, options));
  return {
    stop: async () => {
      await Promise.all(watches.map((watch) => watch.stop()));
    },
  };
}

class AccountWatch {
  readonly #account: string;
  readonly #clouds: AccountClouds;
  readonly #options: Omit<WatchOptions, 'clouds'>;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #wake: () => void = () => {};
  /** A call was refused, and that is to be looked into now. */
  #isCalled = false;
  #heardMs = 0;
  #isProbing = false;
  #isRefused = false;
  /** The server does not know yet what was found. */
  #isBehind = false;
  #hasWorked = false;
  #toldMs: number | null = null;
  #beganMs = 0;

  constructor(account: string, clouds: AccountClouds, options: Omit<WatchOptions, 'clouds'>) {
    this.#account = account;
    this.#clouds = clouds;
    this.#options = options;
    options.ear.listen(account, () => {
      // What the probe itself is told, and what is known, is no news.
      if (this.#isProbing || this.#isRefused || Date.now() - this.#heardMs < HEARD_GAP_MS) return;
      this.#heardMs = Date.now();
      this.#isCalled = true;
      this.#wake();
    });
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#look();
      await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    if (this.#isCalled || this.#stopping.signal.aborted) return;
    const { probeMs } = this.#options;
    const dueMs = this.#isRefused || this.#isBehind ? Math.min(probeMs, SOON_MS) : probeMs;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, dueMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #look(): Promise<void> {
    this.#beganMs = Date.now();
    this.#isCalled = false;
    this.#isProbing = true;
    const probed = await probe(this.#clouds, this.#stopping.signal).finally(() => {
      this.#isProbing = false;
    });
    try {
      await this.#options.client.withDeadline(Date.now() + CALL_MS, () => this.#tell(probed));
      this.#isBehind = false;
    } catch (error) {
      this.#isBehind = true;
      this.#options.logger.warn({ err: error, account: this.#account }, 'the server cannot be told how a key does');
    }
  }

  #tell(probed: Probed): Promise<void> {
    switch (probed.kind) {
      case 'unknown':
        return Promise.resolve();
      case 'works':
        this.#hasWorked = true;
        return this.#restored(() => true);
      case 'refused': {
        const { kind: _, ...refusal } = probed;
        // A key that never could read the balance is taken all the same: it lacks what it was not given.
        if (refusal.about === 'permission' && !this.#hasWorked) return this.#restored(({ about }) => about === 'key');
        return this.#refused(refusal);
      }
    }
  }

  async #refused(refusal: Omit<Extract<Probed, { kind: 'refused' }>, 'kind'>): Promise<void> {
    const { client, logger } = this.#options;
    const account = this.#account;
    const trouble: CredentialTrouble = {
      account,
      vendor: this.#clouds.vendor,
      since: new Date(this.#beganMs).toISOString(),
      ...refusal,
    };
    if (!this.#isRefused) logger.error({ account, code: refusal.code }, refusedText(trouble));
    this.#isRefused = true;
    if (this.#toldMs !== null && Date.now() - this.#toldMs < TELL_AGAIN_MS) return;
    await openTrouble(client, trouble);
    this.#toldMs = Date.now();
  }

  async #restored(mends: (trouble: CredentialTrouble) => boolean): Promise<void> {
    const { client, logger } = this.#options;
    const account = this.#account;
    this.#isRefused = false;
    const trouble = await openTroubleOf(client, account);
    // What was noticed after this look began is not mended by what it saw.
    if (trouble === null || Date.parse(trouble.since) >= this.#beganMs || !mends(trouble)) return;
    await closeTrouble(client, account);
    this.#toldMs = null;
    logger.info({ account }, 'the vendor takes the key again');
  }
}
