import { ask } from './http.js';

/** What a person says to a package; each is refused by the package itself where it does not fit. */
export interface Messages {
  readonly approve: { readonly request?: string; readonly comment?: string };
  readonly reject: { readonly request?: string; readonly reason: string };
  readonly paid: Record<never, never>;
  readonly resolve: { readonly resourceId: string } | { readonly none: true; readonly not?: readonly string[] };
  readonly resize: { readonly bandwidthMbps: number };
  readonly renew: Record<never, never>;
  readonly release: { readonly confirm?: boolean };
  readonly cancel: Record<never, never>;
  readonly withdraw: { readonly request?: string };
  readonly delegate: { readonly request?: string; readonly to: string };
  readonly pause: { readonly until: string; readonly comment?: string };
  readonly resume: Record<never, never>;
}

interface Told {
  readonly name: string;
  readonly status: string;
  readonly message: string;
}

/** @param operationId the same for a repetition of the same decision, which is then answered and not done again */
export function tell<Name extends keyof Messages>(
  name: string,
  message: Name,
  argument: Messages[Name],
  operationId: string,
): Promise<Told> {
  return ask<Told>(`/v1/packages/${encodeURIComponent(name)}/${message}`, {
    method: 'POST',
    body: { ...argument, operationId },
  });
}

/** A number of its own for one decision; `randomUUID` is only there where the page came over TLS or loopback. */
export function newOperationId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
