import {
  type CredentialsProvider,
  DefaultCredentialsProvider,
  StaticAKCredentialsProvider,
  StaticSTSCredentialsProvider,
} from '@alicloud/credentials';

/** Keys given outright, or the vendor's default chain: environment, OIDC, CLI profile, instance role, STS included. */
export type AlibabaCredentials =
  | { readonly accessKeyId: string; readonly accessKeySecret: string; readonly securityToken?: string | undefined }
  | 'defaultChain';

/** Keys for one call. Temporary ones change, so they are fetched anew for every call. */
export interface AlibabaKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string | undefined;
  /** Which link of the chain they came from; the vendor's own SDK sends and signs it. */
  readonly providerName: string | undefined;
}

export type KeysOrReason =
  | { readonly kind: 'keys'; readonly keys: AlibabaKeys }
  | { readonly kind: 'missing' | 'late'; readonly why: string };

const headerSafe = /^[\x21-\x7e]+$/;

export class AlibabaKeySource {
  readonly #credentials: AlibabaCredentials;
  #provider: CredentialsProvider | undefined;

  constructor(credentials: AlibabaCredentials) {
    this.#credentials = credentials;
  }

  /** Asks the chain. `late` when it did not answer within `limitMs`: an instance role is fetched over the network. */
  async keys(limitMs: number): Promise<KeysOrReason> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<KeysOrReason>((resolve) => {
      timer = setTimeout(() => resolve({ kind: 'late', why: `no credentials within ${limitMs} ms` }), limitMs);
    });
    try {
      return await Promise.race([this.#ask(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #ask(): Promise<KeysOrReason> {
    try {
      this.#provider ??= newProvider(this.#credentials);
      const { accessKeyId, accessKeySecret, securityToken, providerName } = await this.#provider.getCredentials();
      if (!accessKeyId || !accessKeySecret) return { kind: 'missing', why: 'the access key is empty' };
      // Both become headers; a line break read from a file would fail each request in a way that looks like the network.
      if (!headerSafe.test(accessKeyId + (securityToken ?? ''))) {
        return { kind: 'missing', why: 'the access key id or the security token has a blank or a line break in it' };
      }
      return {
        kind: 'keys',
        keys: { accessKeyId, accessKeySecret, securityToken: securityToken || undefined, providerName },
      };
    } catch (error) {
      // The library's default chain keeps the last link it tried, even a failed one, so it must start afresh.
      this.#provider = undefined;
      return { kind: 'missing', why: error instanceof Error ? error.message : String(error) };
    }
  }
}

function newProvider(credentials: AlibabaCredentials): CredentialsProvider {
  if (credentials === 'defaultChain') return DefaultCredentialsProvider.builder().build();
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  if (!securityToken) {
    return StaticAKCredentialsProvider.builder()
      .withAccessKeyId(accessKeyId)
      .withAccessKeySecret(accessKeySecret)
      .build();
  }
  return StaticSTSCredentialsProvider.builder()
    .withAccessKeyId(accessKeyId)
    .withAccessKeySecret(accessKeySecret)
    .withSecurityToken(securityToken)
    .build();
}
