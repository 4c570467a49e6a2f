import { createHash } from 'node:crypto';

/**
 * UCloud's signature: name and value of every parameter, sorted by name, joined without separators or encoding, then the
 * private key, SHA-1 in lower hex (source: UCloud's signature page; its published vector is a test).
 * Nothing in it is a nonce or a time, so a request heard on the way can be sent again by whoever heard it.
 */
export function ucloudSignature(parameters: ReadonlyMap<string, string>, privateKey: string): string {
  const names = [...parameters.keys()].filter((name) => name !== 'Signature').toSorted();
  const text = names.map((name) => `${name}${parameters.get(name) ?? ''}`).join('');
  return createHash('sha1').update(`${text}${privateKey}`).digest('hex');
}
