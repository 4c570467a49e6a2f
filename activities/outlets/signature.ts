import { createHmac } from 'node:crypto';

/**
 * `sha256=` and the HMAC-SHA256, in hexadecimal, of `<timestamp>.<body>`. The timestamp is part of it so that an old
 * message cannot be sent again by somebody else; docs/notifications.md shows how to verify one.
 * @param timestamp seconds since 1970, as in the header
 */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}
