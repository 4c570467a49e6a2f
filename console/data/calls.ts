import type { VendorCall } from '../../model/vendor-call.js';
import { ask } from './http.js';

export async function readCalls(name: string, signal: AbortSignal): Promise<readonly VendorCall[]> {
  const path = `/v1/packages/${encodeURIComponent(name)}/calls`;
  return (await ask<{ readonly calls: readonly VendorCall[] }>(path, { signal })).calls;
}
