import type { Logger } from 'pino';
import type { Outlet, Outlets } from '../activities/outlets/outlet.js';
import { ExplainedError } from '../model/config/explained-error.js';
import {
  type AddressReference,
  addressProblem,
  type NotificationsConfig,
} from '../model/config/notifications-config.js';
import { readSecret } from './config/credentials.js';

/** The outlets of `leaseline.yaml`; their secrets are read when they are used. */
export function outletsOf({ webhooks, heartbeat }: NotificationsConfig, env: NodeJS.ProcessEnv = process.env): Outlets {
  return {
    webhooks: webhooks.map(({ name, kinds, address, secret }) => ({
      name,
      kinds,
      address: () => resolveAddress(address, `webhook ${name}`, env),
      secret: () => (secret === null ? null : readSecret(secret, `webhook ${name}`, env)),
    })),
    monitor:
      heartbeat === null
        ? null
        : { method: heartbeat.method, address: () => resolveAddress(heartbeat.address, 'the heartbeat', env) },
  };
}

function resolveAddress(reference: AddressReference, owner: string, env: NodeJS.ProcessEnv): URL {
  if (reference.from === 'config') return new URL(reference.url);
  const text = readSecret(reference, owner, env);
  const problem = addressProblem(text);
  if (problem === null) return new URL(text);
  const where = reference.from === 'env' ? reference.name : reference.path;
  throw new ExplainedError(`The address of ${owner}, found in ${where}, ${problem}`, 'Put the whole address there');
}

/** A worker goes on without them, because packages matter more; each notice says again what it could not do. */
export function sayWhatIsMissing({ webhooks, monitor }: Outlets, logger: Logger): void {
  const lookups: readonly (() => unknown)[] = [
    ...webhooks.flatMap(({ address, secret }: Outlet) => [address, secret]),
    ...(monitor === null ? [] : [monitor.address]),
  ];
  for (const lookup of lookups) {
    try {
      lookup();
    } catch (error) {
      if (!(error instanceof ExplainedError)) throw error;
      logger.error({ remedy: error.remedy }, error.message);
    }
  }
}
