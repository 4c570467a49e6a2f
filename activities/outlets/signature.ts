import { createHash, createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** What such a secret begins with: its rest is the key, in base64. Any other text is the key as it stands. */
const STANDARD_SECRET = 'whsec_';

/**
 * Who we are and when it is, for receivers to check, twice: as Standard Webhooks has it (`webhook-id`, `webhook-timestamp`,
 * `webhook-signature`), which libraries in every language verify, and in the form of our first builds (`leaseline-timestamp`
 * in seconds since 1970, `leaseline-signature`: `sha256=` and the HMAC-SHA256, in hexadecimal, of `<timestamp>.<body>`). The
 * timestamp is part of both, so that an old message cannot be sent again by somebody else.
 * @param secret null: neither signature is there
 * @param key the notice's; the id stands for it and is the same for each attempt
 * @throws Error when a `whsec_` secret is not base64; never with the secret in it
 * @see https://www.standardwebhooks.com
 */
export function signatureHeaders(
  secret: string | null,
  key: string,
  at: Date,
  body: string,
): Readonly<Record<string, string>> {
  const id = `msg_${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const stamps = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'leaseline-timestamp': timestamp };
  if (secret === null) return stamps;
  return {
    ...stamps,
    'webhook-signature': standard(secret).sign(id, at, body),
    'leaseline-signature': `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
  };
}

function standard(secret: string): Webhook {
  return secret.startsWith(STANDARD_SECRET) ? new Webhook(secret) : new Webhook(Buffer.from(secret), { format: 'raw' });
}
