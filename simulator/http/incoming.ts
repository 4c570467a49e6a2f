import type { IncomingMessage } from 'node:http';

const maxBodyBytes = 1024 * 1024;

/** One request, read whole. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly remoteAddress: string;
}

export class BodyTooLarge extends Error {}

export async function readIncoming(request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > maxBodyBytes) throw new BodyTooLarge();
    chunks.push(bytes);
  }
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? new Map() : decodeForm(target.slice(mark + 1)),
    headers,
    body: Buffer.concat(chunks),
    remoteAddress: request.socket.remoteAddress ?? '',
  };
}

/** `application/x-www-form-urlencoded`; of a repeated name the last value counts. */
export function decodeForm(text: string): Map<string, string> {
  return new Map(new URLSearchParams(text));
}

export function isForm(incoming: Incoming): boolean {
  return (incoming.headers.get('content-type') ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded');
}
