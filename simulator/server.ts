import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Logger, pino } from 'pino';
import { demoAccounts, KeyRing, type SimulatorAccounts } from './accounts.js';
import { answerAlibaba } from './alibaba/gateway.js';
import { behaviourFrom, changedBehaviour, type SimulatorBehaviour, type SimulatorBehaviourInput } from './behaviour.js';
import type { SimulatorClock } from './clock.js';
import { behaviourFact, ControlPlane } from './control/control-plane.js';
import { commitLateCall } from './faults/late-commit.js';
import { type Answer, jsonAnswer } from './http/answer.js';
import { BodyTooLarge, type Incoming, readIncoming } from './http/incoming.js';
import { Ledger } from './ledger.js';
import { balanceMinor, currencyOf } from './money/payment.js';
import { Reception } from './reception.js';
import { Settlement } from './time/settle.js';
import { answerUcloud } from './ucloud/gateway.js';
import { requestIds, type World } from './world.js';

export interface SimulatorOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Where the ledger lives; null: in memory only. */
  readonly stateDir: string | null;
  readonly clock: SimulatorClock;
  /** The accepted key pairs; default demo-key/demo-secret and demo-public/demo-private. */
  readonly accounts?: SimulatorAccounts;
  readonly behaviour?: SimulatorBehaviourInput;
  readonly logger?: Logger;
}

export interface RunningSimulator {
  /** `http://host:port`, without a path. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts the simulated vendors: Alibaba RPC on `/`, UCloud on `/ucloud`, the control plane on `/_sim`.
 *
 * @throws Error when the behaviour is not valid, the ledger is damaged, or the port is taken (`code` EADDRINUSE).
 */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const host = options.host ?? '127.0.0.1';
  const logger = options.logger ?? pino({ enabled: false });
  const given = behaviourFrom(options.behaviour);
  const server = createServer();
  server.keepAliveTimeout = 65_000;
  // The port first: whoever cannot have it must not touch the ledger of the one who has.
  await listen(server, options.port, host);
  let ledger: Ledger;
  try {
    ledger = new Ledger(options.stateDir);
    const answer = opened(options, given, ledger, logger);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      serve(request, response, answer, logger).catch((error: unknown) => {
        logger.error({ err: error }, 'request failed');
        response.destroy();
      });
    });
  } catch (error) {
    await stop(server);
    throw error;
  }
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  logger.info({ host, port }, 'simulator listening');
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    async close() {
      await stop(server);
      ledger.close();
    },
  };
}

type Answering = (incoming: Incoming) => Promise<{ answer: Answer; now: number }>;

/** The vendors on top of what the ledger remembers. */
function opened(options: SimulatorOptions, given: SimulatorBehaviour, ledger: Ledger, logger: Logger): Answering {
  const { clock } = options;
  const world: World = { ledger, behaviour: changedBehaviour(given, ledger.facts.get(behaviourFact)?.value) };
  const keys = new KeyRing(options.accounts ?? demoAccounts());
  openBalances(world, keys);
  restoreClock(clock, ledger);
  const settlement = new Settlement(world, (call, at) => commitLateCall(world, call, at));
  const nextRequestId = requestIds(world.behaviour.seed, Date.now());
  const reception = new Reception({ world, keys, clock, settlement, nextRequestId });
  const control = new ControlPlane({ world, clock, settlement });
  return async (incoming) => {
    const now = await clock.now();
    settlement.settle(now);
    try {
      const answer = route(incoming, now);
      logger.debug({ method: incoming.method, path: incoming.path, status: answer.status }, 'answered');
      return { answer, now };
    } finally {
      rememberClock(clock, ledger);
      ledger.commit();
    }
  };

  function route(incoming: Incoming, now: number): Answer {
    if (isUnder('/_sim', incoming.path)) return control.answer(incoming, now);
    if (isUnder('/ucloud', incoming.path)) return answerUcloud(reception, incoming, now);
    return answerAlibaba(reception, incoming, now);
  }
}

function isUnder(prefix: string, path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answering,
  logger: Logger,
): Promise<void> {
  let incoming: Incoming;
  try {
    incoming = await readIncoming(request);
  } catch (error) {
    if (error instanceof BodyTooLarge) send(response, jsonAnswer(413, { Code: 'RequestTooLarge' }), Date.now());
    else response.destroy();
    return;
  }
  let result: { answer: Answer; now: number };
  try {
    result = await answer(incoming);
  } catch (error) {
    logger.error({ err: error, path: incoming.path }, 'the simulator itself failed');
    result = { answer: jsonAnswer(500, { Code: 'InternalError', Message: 'The simulator failed.' }), now: Date.now() };
  }
  if (result.answer.delayMs > 0) await waitWhileOpen(response, result.answer.delayMs);
  send(response, result.answer, result.now);
}

function send(response: ServerResponse, answer: Answer, now: number): void {
  if (answer.dropped) {
    response.socket?.destroy();
    return;
  }
  response.sendDate = false;
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.text),
    // Clients take this for the vendor's clock.
    date: new Date(now).toUTCString(),
  });
  response.end(answer.text);
}

function waitWhileOpen(response: ServerResponse, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function openBalances(world: World, keys: KeyRing): void {
  for (const accountId of keys.accountIds()) {
    if (world.ledger.balances.get(accountId) !== undefined) continue;
    const vendor = accountId.startsWith('ucloud/') ? 'ucloud' : 'alibaba';
    world.ledger.balances.put({
      accountId,
      amountMinor: balanceMinor(world, accountId),
      currency: currencyOf(world, vendor, accountId),
    });
  }
}

const clockFact = 'clockOffsetMs';

function restoreClock(clock: SimulatorClock, ledger: Ledger): void {
  const offsetMs = ledger.facts.get(clockFact)?.value;
  if (typeof offsetMs === 'number') clock.set?.(Date.now() + offsetMs);
}

/** A clock that can be set is put back after a restart to where it was left. */
function rememberClock(clock: SimulatorClock, ledger: Ledger): void {
  if (clock.set === undefined) return;
  const now = clock.now();
  if (typeof now !== 'number') return;
  const offsetMs = now - Date.now();
  const known = ledger.facts.get(clockFact)?.value;
  if (Math.abs(offsetMs - (typeof known === 'number' ? known : 0)) > 500) {
    ledger.facts.put({ key: clockFact, value: offsetMs });
  }
}
