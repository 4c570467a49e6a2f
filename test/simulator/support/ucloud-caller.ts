import { createHash } from 'node:crypto';
import { asBody, type Reply } from './alibaba-caller.js';

type Value = string | number | boolean;

export type UcloudCall = (action: string, parameters?: Readonly<Record<string, Value>>) => Promise<Reply>;

/** Signs and sends like UCloud's SDKs: GET, form or JSON. */
export function ucloudCaller(
  url: string,
  options: { way?: 'get' | 'form' | 'json'; publicKey?: string; privateKey?: string } = {},
): UcloudCall {
  return async (action, parameters = {}) => {
    const signed: Record<string, Value> = {
      Action: action,
      PublicKey: options.publicKey ?? 'demo-public',
      ...parameters,
    };
    const text = Object.keys(signed)
      .sort()
      .map((name) => `${name}${signed[name]}`)
      .join('');
    const Signature = createHash('sha1')
      .update(text + (options.privateKey ?? 'demo-private'))
      .digest('hex');
    const all = { ...signed, Signature };
    const form = new URLSearchParams(
      Object.entries(all).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const response = await send(`${url}/ucloud`, options.way ?? 'form', all, form, action);
    return { status: response.status, body: asBody(await response.json()), headers: response.headers };
  };
}

function send(
  url: string,
  way: 'get' | 'form' | 'json',
  all: Record<string, Value>,
  form: URLSearchParams,
  action: string,
): Promise<Response> {
  switch (way) {
    case 'get':
      return fetch(`${url}?${form}`);
    case 'form':
      // The Go SDK repeats the action in the URL, unsigned.
      return fetch(`${url}?Action=${action}`, { method: 'POST', body: form });
    case 'json':
      return fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(all),
      });
  }
}
