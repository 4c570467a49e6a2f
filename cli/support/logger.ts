import { destination, type Logger, pino } from 'pino';

const REDACTED = [
  'accessKeyId',
  'accessKeySecret',
  'publicKey',
  'privateKey',
  'securityToken',
  'apiKey',
  'authorization',
  'password',
  'secret',
  'token',
];

/** The log of a process: JSON lines on stderr, so that stdout stays what the command was asked for. */
export function createLogger(name: string, env: NodeJS.ProcessEnv = process.env): Logger {
  const paths = REDACTED.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  const level = env.LEASELINE_LOG_LEVEL ?? 'info';
  const isKnown = Object.hasOwn(pino.levels.values, level) || level === 'silent';
  return pino({ name, level: isKnown ? level : 'info', redact: { paths, censor: '[secret]' } }, destination(2));
}
