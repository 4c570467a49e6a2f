import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const NAME = 'trail-copies';
export const BUCKET_KEYS = { id: 'AUDITKEYID', secret: 'audit-key-secret-7Qx' };

/** What goes wrong with the next request: nothing is stored, or it is and the answer is lost. */
export type Trouble = 'refuse' | 'lose';

/** A bucket of an S3-compatible store on loopback. It checks signatures and checksums, and heeds `If-None-Match`. */
export class Bucket {
  readonly objects = new Map<string, string>();
  /** Headers of each object as they were sent. */
  readonly headers = new Map<string, IncomingMessage['headers']>();
  trouble: Trouble | null = null;
  /** Like some stores, it answers conditional writes with 501. */
  knowsNoConditions = false;
  pageSize = 1_000;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Bucket> {
    const server = createServer((request, response) => void bucket.#answer(request, response));
    const bucket: Bucket = new Bucket(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return bucket;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${NAME}`;
  }

  /** All its lines, in the order of the objects' names. */
  get text(): string {
    return [...this.objects.entries()]
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([, text]) => text)
      .join('');
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { trouble } = this;
    if (trouble === 'refuse') return answer(response, 503, errorXml('SlowDown'));
    const [status, text] = this.#handled(request, body);
    if (trouble === 'lose' && request.method === 'PUT') return void request.socket.destroy();
    answer(response, status, text);
  }

  #handled(request: IncomingMessage, body: Buffer): [status: number, text: string] {
    const { method = 'GET', headers } = request;
    const url = new URL(request.url ?? '/', this.url);
    if (!isSigned(request, url)) {
      return [403, errorXml('SignatureDoesNotMatch', `<AWSAccessKeyId>${BUCKET_KEYS.id}</AWSAccessKeyId>`)];
    }
    if (url.pathname === `/${NAME}` || url.pathname === `/${NAME}/`) return [200, this.#listXml(url.searchParams)];
    const key = decodeURIComponent(url.pathname.slice(NAME.length + 2));
    if (method === 'GET') {
      const text = this.objects.get(key);
      return text === undefined ? [404, errorXml('NoSuchKey')] : [200, text];
    }
    if (method !== 'PUT') return [405, errorXml('MethodNotAllowed')];
    if (headers['if-none-match'] === '*') {
      if (this.knowsNoConditions) return [501, errorXml('NotImplemented')];
      if (this.objects.has(key)) return [412, errorXml('PreconditionFailed')];
    }
    if (headers['x-amz-checksum-sha256'] !== createHash('sha256').update(body).digest('base64')) {
      return [400, errorXml('BadDigest')];
    }
    this.objects.set(key, body.toString('utf8'));
    this.headers.set(key, headers);
    return [200, ''];
  }

  #listXml(query: URLSearchParams): string {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('continuation-token') ?? '';
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, this.pageSize);
    const isCut = page.length < keys.length;
    const contents = page.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('');
    const next = isCut ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>${NAME}</Name><IsTruncated>${isCut}</IsTruncated>${next}${contents}</ListBucketResult>`;
  }
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': text.startsWith('<') ? 'application/xml' : 'application/jsonl' });
  response.end(text);
}

const errorXml = (code: string, more = ''): string =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message>${more}</Error>`;

/** AWS Signature Version 4, as the vendor's page "Create a signed AWS API request" has it. */
function isSigned({ method = 'GET', headers }: IncomingMessage, url: URL): boolean {
  const given =
    /Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})/.exec(
      headers.authorization ?? '',
    );
  if (given === null) return false;
  const [, id, date = '', region = '', signed = '', signature] = given;
  const bodyHash = 'UNSIGNED-PAYLOAD';
  // The body is bound by its checksum, which is signed.
  const isBound = method !== 'PUT' || signed.split(';').includes('x-amz-checksum-sha256');
  if (id !== BUCKET_KEYS.id || headers['x-amz-content-sha256'] !== bodyHash || !isBound) return false;
  const query = [...url.searchParams.entries()]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const lines = signed.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`);
  const canonical = [method, url.pathname, query, lines.join(''), signed, bodyHash].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hashed].join('\n');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = [date, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${BUCKET_KEYS.secret}`);
  return hmac(key, toSign).toString('hex') === signature;
}
