import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { signatureHeaders } from '../../activities/outlets/signature.js';

const BODY = '{"what":"tokyo-desktops ends in 7 days"}';
const sent = (secret: string, key = 'tokyo/7d') => signatureHeaders(secret, key, new Date(), BODY);
const isTaken = (webhook: Webhook, headers: Readonly<Record<string, string>>) => webhook.verify(BODY, headers) !== null;

it('is made with the key that stands in a secret of Standard Webhooks', () => {
  const secret = `whsec_${Buffer.from('twenty-four bytes, or so').toString('base64')}`;
  expect(isTaken(new Webhook(secret), sent(secret))).toBe(true);
  expect(() => isTaken(new Webhook(secret), sent(`${secret}A`.replace('whsec_', '')))).toThrow('No matching signature');
});

it('is made with any other secret as it stands, whatever it is written with', () => {
  expect(isTaken(new Webhook(Buffer.from('密码 ß'), { format: 'raw' }), sent('密码 ß'))).toBe(true);
});

it('says of a secret that cannot be read only that, without the secret', () => {
  expect(() => sent('whsec_not base64 at all!')).toThrow(/^(?!.*not base64 at all).+$/);
});

it('names each notice by an id that is the same for each attempt and no other notice', () => {
  const ids = ['tokyo/7d', 'tokyo/7d', 'tokyo/3d', '李 雷\r\nx: y'].map((key) => sent('secret', key)['webhook-id']);
  expect(ids[0]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(3);
  expect(ids.every((id) => /^msg_[0-9a-f]{32}$/.test(id ?? ''))).toBe(true);
});
