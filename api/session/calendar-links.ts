import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { replaceFile } from '../../workers/embedded/replace-file.js';

const linksSchema = z.record(z.string(), z.string());

/**
 * Which calendar address of each person is the one that holds. Its token names a link; making a new one, or ending it, takes
 * the former out of force at once.
 */
export class CalendarLinks {
  readonly #file: string | null;
  #kept: Readonly<Record<string, string>> = {};

  /** @param file where they are kept over restarts; null: in this process alone */
  constructor(file: string | null) {
    this.#file = file;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#read(), name);
  }

  isInForce(name: string, link: string): boolean {
    const links = this.#read();
    return Object.hasOwn(links, name) && links[name] === link;
  }

  /** A new link for this person; the one before holds no more. */
  renew(name: string): string {
    const link = randomBytes(12).toString('base64url');
    this.#write({ ...this.#read(), [name]: link });
    return link;
  }

  end(name: string): void {
    const { [name]: _ended, ...others } = this.#read();
    this.#write(others);
  }

  /** Another process of the same home may have written meanwhile. */
  #read(): Readonly<Record<string, string>> {
    if (this.#file === null) return this.#kept;
    try {
      return linksSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      // Not there yet, or torn: then no link holds, and a person makes a new one.
      return {};
    }
  }

  #write(links: Readonly<Record<string, string>>): void {
    this.#kept = links;
    if (this.#file === null) return;
    replaceFile(this.#file, `${JSON.stringify(links, null, 2)}\n`, { isPrivate: true });
  }
}
