import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { CliError } from './errors.js';
import { EXIT } from './exit-codes.js';

const HIGHEST_PORT = 65_535;
/** The lower end of the ports that no system gives away by itself, without those below that many services have by custom. */
const UNGIVEN = [20_000, 32_768] as const;
const TRIES = 100;
/** By this process, to others that may not have begun to listen there. */
const given = new Set<number>();

/** One port of the local system: what it is for, and how a person chooses another. */
export interface PortChoice {
  readonly what: string;
  readonly flag: string;
  readonly variable: string;
  readonly fallback: number;
}

export const PORTS = {
  temporal: { what: 'Temporal', flag: '--temporal-port', variable: 'LEASELINE_TEMPORAL_PORT', fallback: 7233 },
  temporalUi: { what: "Temporal's web UI", flag: '--ui-port', variable: 'LEASELINE_UI_PORT', fallback: 8233 },
  simulator: {
    what: 'the cloud simulator',
    flag: '--simulator-port',
    variable: 'LEASELINE_SIMULATOR_PORT',
    fallback: 7801,
  },
  api: { what: 'the HTTP API', flag: '--api-port', variable: 'LEASELINE_API_PORT', fallback: 7800 },
} as const satisfies Record<string, PortChoice>;

/** Where `worker`, `api` and `simulator` say how they are, each only when asked to. */
const HEALTH = {
  what: 'health checks',
  flag: '--health-port',
  variable: 'LEASELINE_HEALTH_PORT',
  fallback: 0,
} as const satisfies PortChoice;

export const HEALTH_OPTION = ['--health-port <port>', 'answer /healthz and /readyz on 127.0.0.1 at this port'] as const;

/** @returns undefined where nobody asked for one */
export function chooseHealthPort(flag: string | undefined): number | undefined {
  return flag === undefined ? undefined : choosePort(HEALTH, flag);
}

/**
 * The port from flag, variable or default; 0 asks for any free one.
 * @throws CliError when it is no port number
 */
export function choosePort(choice: PortChoice, flag: string | undefined, env: NodeJS.ProcessEnv = process.env): number {
  const variable = env[choice.variable];
  const text = flag ?? (variable === undefined || variable === '' ? String(choice.fallback) : variable);
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= HIGHEST_PORT) return port;
  throw new CliError({
    what: `"${text}" is no port for ${choice.what}`,
    remedy: `Give a number from 0 (any free port) to ${HIGHEST_PORT} with ${choice.flag} or ${choice.variable}`,
    exitCode: EXIT.usage,
  });
}

/**
 * Makes sure the port can be had on loopback; for 0 finds one that is free.
 * @throws CliError naming the port, the flag and the variable when somebody else has it
 */
export async function claimPort(choice: PortChoice, port: number): Promise<number> {
  if (port === 0) return freePort();
  if (await isFree(port)) return port;
  throw new CliError({
    what: `Port ${port} for ${choice.what} is taken by another process`,
    remedy: `End that process, or choose another port with ${choice.flag} or ${choice.variable} (0 takes any free one)`,
  });
}

/**
 * Any port on loopback that is free now, and goes on being so until somebody asks for it by its number: one the system gives to
 * whoever has none (from 32,768 on Linux, from 49,152 elsewhere) may be another's by the time our process has started.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(...UNGIVEN);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new CliError({
    what: 'No port on 127.0.0.1 is free',
    remedy: 'Check the limits and network settings of this machine',
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
