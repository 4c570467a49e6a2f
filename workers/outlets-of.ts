import type { Logger } from 'pino';
import type { MailOutlet, Outlet, Outlets } from '../activities/outlets/outlet.js';
import { ExplainedError } from '../model/config/explained-error.js';
import type { MailConfig } from '../model/config/mail-config.js';
import {
  type AddressReference,
  addressProblem,
  type NotificationsConfig,
} from '../model/config/notifications-config.js';
import { MessageTemplate } from '../model/message-template.js';
import { readSecret } from './config/credentials.js';

/** The outlets of `leaseline.yaml`; their secrets are read when they are used. */
export function outletsOf(
  { webhooks, email, consoleUrl, heartbeat }: NotificationsConfig,
  env: NodeJS.ProcessEnv = process.env,
): Outlets {
  return {
    mail: email.flatMap((one) => mailOutlets(one, env)),
    consoleUrl,
    webhooks: webhooks.map(({ name, kinds, address, secret, template, takenWhen }) => ({
      name,
      kinds,
      template: template === null ? null : new MessageTemplate(template, 'json'),
      takenWhen,
      address: () => resolveAddress(address, `webhook ${name}`, env),
      secret: () => (secret === null ? null : readSecret(secret, `webhook ${name}`, env)),
    })),
    monitor:
      heartbeat === null
        ? null
        : { method: heartbeat.method, address: () => resolveAddress(heartbeat.address, 'the heartbeat', env) },
  };
}

/** Each person is an outlet: a notice that one of them never gets is not written to the others again. */
function mailOutlets(
  { name, kinds, to, host, port, tls, from, login, caFile, ...own }: MailConfig,
  env: NodeJS.ProcessEnv,
): readonly MailOutlet[] {
  const owner = `e-mail ${name}`;
  const server = {
    host,
    port,
    tls,
    from,
    login: () =>
      login === null
        ? null
        : { user: readSecret(login.user, owner, env), password: readSecret(login.password, owner, env) },
    ca: () => (caFile === null ? null : readSecret({ from: 'file', path: caFile }, owner, env)),
  };
  const subject = own.subject === null ? null : new MessageTemplate(own.subject, 'text');
  const text = own.text === null ? null : new MessageTemplate(own.text, 'text');
  return to.map((person) => ({ name: `${name} <${person.address}>`, kinds, server, to: person, subject, text }));
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
export function sayWhatIsMissing({ webhooks, mail, monitor }: Outlets, logger: Logger): void {
  const servers = new Set(mail.map(({ server }) => server));
  const lookups: readonly (() => unknown)[] = [
    ...[...servers].flatMap(({ login, ca }) => [login, ca]),
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
