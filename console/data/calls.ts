import { ask } from './http.js';

/** One call that spent or destroyed, or may have (`GET /v1/packages/:name/calls`). */
export interface VendorCallShown {
  readonly action: string;
  readonly at: string;
  readonly endedAt: string | null;
  readonly outcome: 'accepted' | 'refused' | 'throttled' | 'suspended' | 'unknown' | 'running' | 'lost';
  readonly code: string | null;
  readonly message: string | null;
  readonly requestId: string | null;
}

export async function readCalls(name: string, signal: AbortSignal): Promise<readonly VendorCallShown[]> {
  const path = `/v1/packages/${encodeURIComponent(name)}/calls`;
  return (await ask<{ readonly calls: readonly VendorCallShown[] }>(path, { signal })).calls;
}
