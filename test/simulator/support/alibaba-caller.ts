import { createHash, createHmac, randomUUID } from 'node:crypto';

export type Body = Record<string, unknown>;

export interface Reply {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

export interface CallerOptions {
  readonly id?: string;
  readonly secret?: string;
  /** `v3` signs headers, `v1` signs parameters; default v3. */
  readonly scheme?: 'v3' | 'v1';
  /** Where v1 puts its parameters. */
  readonly place?: 'query' | 'form';
  readonly nonce?: string;
  readonly signedAt?: Date;
  readonly securityToken?: string;
}

export type AlibabaCall = (
  service: keyof typeof versions,
  action: string,
  parameters?: Readonly<Record<string, string | number | boolean>>,
) => Promise<Reply>;

export const versions = { ecd: '2020-09-30', cen: '2017-09-12', bss: '2017-12-14' } as const;

/** Signs and sends like the vendor's SDKs, written apart from the simulator so the two can disagree. */
export function alibabaCaller(url: string, options: CallerOptions = {}): AlibabaCall {
  return async (service, action, given = {}) => {
    const parameters = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
    const response = await (options.scheme === 'v1'
      ? sendV1(url, versions[service], action, parameters, options)
      : sendV3(url, versions[service], action, parameters, options));
    return { status: response.status, body: asBody(await response.json()), headers: response.headers };
  };
}

export function asBody(value: unknown): Body {
  if (typeof value !== 'object' || value === null) throw new Error('the answer is not a JSON object');
  return Object.fromEntries(Object.entries(value));
}

function sendV3(
  url: string,
  version: string,
  action: string,
  parameters: Record<string, string>,
  options: CallerOptions,
): Promise<Response> {
  const query = canonicalQuery(parameters);
  const content = createHash('sha256').update('').digest('hex');
  const headers: Record<string, string> = {
    'x-acs-action': action,
    'x-acs-content-sha256': content,
    'x-acs-date': stamp(options.signedAt),
    'x-acs-signature-nonce': options.nonce ?? randomUUID(),
    'x-acs-version': version,
    ...(options.securityToken === undefined ? {} : { 'x-acs-security-token': options.securityToken }),
  };
  const signed: Record<string, string> = { host: new URL(url).host, ...headers };
  const names = Object.keys(signed).sort();
  const canonical = [
    'POST',
    '/',
    query,
    names.map((name) => `${name}:${signed[name]}\n`).join(''),
    names.join(';'),
    content,
  ].join('\n');
  const toSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`;
  const signature = createHmac('sha256', options.secret ?? 'demo-secret')
    .update(toSign)
    .digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${options.id ?? 'demo-key'},SignedHeaders=${names.join(';')},Signature=${signature}`;
  // The vendor's SDK leaves an asterisk bare in the URL while it signs %2A.
  const bare = query.replaceAll('%2A', '*');
  return fetch(`${url}/?${bare}`, { method: 'POST', headers: { ...headers, authorization } });
}

function sendV1(
  url: string,
  version: string,
  action: string,
  parameters: Record<string, string>,
  options: CallerOptions,
): Promise<Response> {
  const common: Record<string, string> = {
    AccessKeyId: options.id ?? 'demo-key',
    Action: action,
    Format: 'JSON',
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: options.nonce ?? randomUUID(),
    SignatureVersion: '1.0',
    Timestamp: stamp(options.signedAt),
    Version: version,
  };
  const toSign = `POST&${encode('/')}&${encode(canonicalQuery({ ...common, ...parameters }))}`;
  const signature = createHmac('sha1', `${options.secret ?? 'demo-secret'}&`)
    .update(toSign)
    .digest('base64');
  if (options.place !== 'form') {
    const query = canonicalQuery({ ...common, ...parameters, Signature: signature });
    return fetch(`${url}/?${query}`, { method: 'POST' });
  }
  return fetch(`${url}/?${canonicalQuery({ ...common, Signature: signature })}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: canonicalQuery(parameters),
  });
}

function canonicalQuery(parameters: Record<string, string>): string {
  return Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name] ?? '')}`)
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function stamp(at: Date = new Date()): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
