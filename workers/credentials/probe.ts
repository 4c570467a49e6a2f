import type { AccountClouds } from '../../activities/context.js';
import { CloudReadError } from '../../clouds/cloud-read-error.js';
import { credentialRefusal } from '../../clouds/refused-credential.js';
import type { CredentialTrouble } from '../../model/credential.js';

/** What the vendor says of a key; `unknown`: it did not answer, or spoke of something else. */
export type Probed =
  | { readonly kind: 'works' }
  | ({ readonly kind: 'refused' } & Pick<CredentialTrouble, 'about' | 'code' | 'message' | 'remedy'>)
  | { readonly kind: 'unknown' };

/** One read that every account may make: what can be spent. It changes nothing. */
export async function probe(clouds: AccountClouds, signal: AbortSignal): Promise<Probed> {
  try {
    if (clouds.vendor === 'alibaba') await clouds.bss.queryAccountBalance({ signal });
    else await clouds.ubill.getBalance({ signal });
    return { kind: 'works' };
  } catch (error) {
    if (!(error instanceof CloudReadError)) return { kind: 'unknown' };
    const { code, message, remedy } = error;
    const about = credentialRefusal(code);
    return about === null ? { kind: 'unknown' } : { kind: 'refused', about, code, message, remedy };
  }
}
