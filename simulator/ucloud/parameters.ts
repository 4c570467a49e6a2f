import { badParameter, missingParameter, retCodes, UcloudError } from './errors.js';

/** A call's parameters, however they came: query, form, or JSON flattened to the same dotted names. */
export class UcloudParameters {
  readonly #values: ReadonlyMap<string, string>;

  constructor(raw: Readonly<Record<string, unknown>>) {
    const values = new Map<string, string>();
    for (const [name, value] of Object.entries(raw)) flatten(name, value, values);
    this.#values = values;
  }

  optional(name: string): string | null {
    const value = this.#values.get(name);
    return value === undefined || value === '' ? null : value;
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value === null) throw missingParameter(name);
    return value;
  }

  number(name: string): number {
    const text = this.required(name);
    if (!/^-?\d{1,12}(\.\d{1,9})?$/.test(text)) throw badParameter(name);
    return Number(text);
  }

  integer(name: string, least: number, most: number): number {
    const value = this.number(name);
    if (!Number.isInteger(value) || value < least || value > most) throw badParameter(name);
    return value;
  }

  integerOr(name: string, fallback: number, least: number, most: number): number {
    return this.optional(name) === null ? fallback : this.integer(name, least, most);
  }

  oneOf<const Word extends string>(name: string, words: readonly Word[]): Word | null {
    const text = this.optional(name);
    if (text === null) return null;
    // The vendor's own command line writes `Postpay` where its pages write `PostPay`.
    const word = words.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
    if (word === undefined) throw badParameter(name);
    return word;
  }

  requiredOneOf<const Word extends string>(name: string, words: readonly Word[]): Word {
    const word = this.oneOf(name, words);
    if (word === null) throw missingParameter(name);
    return word;
  }

  /** `Name.0`, `Name.1`, …, counted from zero or one. */
  list(name: string): string[] {
    const entries: [number, string][] = [];
    for (const [key, value] of this.#values) {
      if (!key.startsWith(`${name}.`) || value === '') continue;
      const index = key.slice(name.length + 1);
      if (/^\d{1,4}$/.test(index)) entries.push([Number(index), value]);
    }
    return entries.sort(([left], [right]) => left - right).map(([, value]) => value);
  }

  /** The project; blank is the account's default one. */
  projectId(): string {
    const given = this.optional('ProjectId') ?? 'org-demo';
    if (!/^org-[A-Za-z0-9_-]{1,64}$/.test(given)) throw new UcloudError(retCodes.projectUnknown, 'Project not found');
    return given;
  }

  /** The business parameters, for the order's record. */
  recorded(): Record<string, string> {
    const kept: Record<string, string> = {};
    for (const [name, value] of this.#values) if (!envelope.has(name)) kept[name] = value;
    return kept;
  }
}

const envelope = new Set(['Action', 'PublicKey', 'SecurityToken', 'Signature']);

function flatten(name: string, value: unknown, into: Map<string, string>): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      flatten(`${name}.${index}`, item, into);
    });
  } else if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) flatten(`${name}.${key}`, inner, into);
  } else {
    into.set(name, String(value));
  }
}
