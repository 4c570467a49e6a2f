import type { Incoming } from '../http/incoming.js';

/**
 * Why the control plane will not listen to this request; null: it will. Only this machine may pay and break things: not
 * another host, not a web page that made a browser here believe its name is ours (DNS rebinding), not a form on one.
 */
export function refusalOf(incoming: Incoming): string | null {
  if (!isLoopbackAddress(incoming.remoteAddress)) return 'the control plane answers this machine only';
  if (!isLoopbackHost(incoming.headers.get('host') ?? '')) return 'the Host header must be a loopback name';
  const origin = incoming.headers.get('origin');
  if (origin !== undefined && !isOwnOrigin(origin, incoming.headers.get('host') ?? '')) {
    return 'requests from other origins are refused';
  }
  const site = incoming.headers.get('sec-fetch-site');
  if (incoming.method !== 'GET' && site !== undefined && site !== 'same-origin' && site !== 'none') {
    return 'requests from other sites are refused';
  }
  return null;
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

function isLoopbackHost(host: string): boolean {
  return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i.test(host);
}

function isOwnOrigin(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}
