import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Payload, type PayloadCodec, ValueError } from '@temporalio/common';
import { z } from 'zod';

/** Temporal's UI asks for the payloads of one page of a history at a time (bytes of JSON). */
const BODY_MAX_BYTES = 16 * 1024 * 1024;
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

export interface CodecServerOptions {
  readonly port: number;
  /** In the order in which they encode. */
  readonly codecs: readonly PayloadCodec[];
  /** The web page that may ask, as `http://127.0.0.1:8233`; null: no page may. */
  readonly uiOrigin: string | null;
  /** Whoever asks must name it as a bearer token; null: this machine is trusted. */
  readonly token: string | null;
}

const base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const bodySchema = z.object({
  payloads: z.array(
    z.object({ metadata: z.record(z.string(), base64).default({}), data: base64.default(new Uint8Array()) }),
  ),
});

/**
 * Decodes for Temporal's web UI and command line (Temporal's codec server protocol: POST /decode and /encode), on loopback only.
 * @throws the error of `listen` when the port is taken
 */
export function startCodecServer(options: CodecServerOptions): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      const isTheirs = error instanceof ValueError || error instanceof z.ZodError || error instanceof SyntaxError;
      reply(response, isTheirs ? 400 : 500, { message: isTheirs ? theirFault(error) : 'The codec server failed' });
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => resolve(server));
  });
}

const theirFault = (error: Error): string =>
  error instanceof ValueError
    ? error.message
    : 'The body is not { "payloads": [...] } with metadata and data in base64';

async function answer(request: IncomingMessage, response: ServerResponse, options: CodecServerOptions): Promise<void> {
  const { origin, host } = request.headers;
  // A page of elsewhere must neither read nor, by a name that points here, reach us.
  if (!LOOPBACK.test(host ?? '') || (origin !== undefined && origin !== options.uiOrigin)) {
    return reply(response, 403, { message: 'This origin may not ask; name the UI with --ui-origin' });
  }
  if (origin !== undefined) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-headers', 'content-type,x-namespace,authorization');
    response.setHeader('access-control-allow-methods', 'POST');
    response.setHeader('vary', 'origin');
  }
  if (request.method === 'OPTIONS') return reply(response, 204, null);
  const path = request.url?.split('?')[0];
  if (path !== '/encode' && path !== '/decode') return reply(response, 404, { message: 'POST /decode or /encode' });
  if (request.method !== 'POST') return reply(response, 405, { message: 'POST /decode or /encode' });
  if (!isAllowed(request.headers.authorization, options.token)) {
    return reply(response, 401, { message: 'The bearer token is missing or wrong' });
  }
  const body = await readBody(request);
  if (body === null) return reply(response, 413, { message: `At most ${BODY_MAX_BYTES} bytes` });
  let payloads: Payload[] = bodySchema.parse(JSON.parse(body)).payloads;
  const codecs = path === '/encode' ? options.codecs : [...options.codecs].reverse();
  for (const codec of codecs) payloads = await (path === '/encode' ? codec.encode(payloads) : codec.decode(payloads));
  reply(response, 200, { payloads: payloads.map(inBase64) });
}

function isAllowed(authorization: string | undefined, token: string | null): boolean {
  if (token === null) return true;
  const given = Buffer.from(authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** @returns null when it is too long */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function inBase64({ metadata, data }: Payload) {
  const texts = Object.entries(metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  return { metadata: Object.fromEntries(texts), data: Buffer.from(data ?? []).toString('base64') };
}

function reply(response: ServerResponse, status: number, body: object | null): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(body === null ? undefined : JSON.stringify(body));
}
