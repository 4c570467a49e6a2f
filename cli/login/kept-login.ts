import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../workers/embedded/replace-file.js';

const keptSchema = z.object({
  issuer: z.string(),
  clientId: z.string(),
  /** What is sent to the API. */
  token: z.string(),
  /** Epoch milliseconds. */
  endsAtMs: z.number(),
  /** null: the provider gave none, so its end is the end of the login. */
  refreshToken: z.string().nullable(),
});
export type KeptLogin = z.infer<typeof keptSchema>;

const fileSchema = z.record(z.string(), keptSchema);

/**
 * Logins of this machine's user, one for each API, in a file that only they may read (mode 0600). A token is sent to the API
 * it was made for and to no other.
 */
export class KeptLogins {
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  get(api: URL): KeptLogin | null {
    const logins = this.#read();
    return Object.hasOwn(logins, api.origin) ? (logins[api.origin] ?? null) : null;
  }

  keep(api: URL, login: KeptLogin): void {
    this.#write({ ...this.#read(), [api.origin]: login });
  }

  forget(api: URL): void {
    const { [api.origin]: _gone, ...others } = this.#read();
    this.#write(others);
  }

  #read(): Readonly<Record<string, KeptLogin>> {
    try {
      return fileSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      // Not there, or not ours: then nobody is logged in, and a new login writes it anew.
      return {};
    }
  }

  #write(logins: Readonly<Record<string, KeptLogin>>): void {
    replaceFile(this.#file, `${JSON.stringify(logins, null, 2)}\n`, { isPrivate: true });
  }

  get #file(): string {
    return join(this.#home, 'login.json');
  }
}
