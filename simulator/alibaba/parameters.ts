import type { Tag, Term } from '../records.js';
import { invalidParameter, missingParameter } from './errors.js';

/** A call's parameters, read as strictly as the vendor's pages describe them. */
export class Parameters {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /** Empty counts as absent. */
  optional(name: string): string | null {
    const value = this.#values.get(name);
    return value === undefined || value === '' ? null : value;
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value === null) throw missingParameter(name);
    return value;
  }

  optionalInteger(name: string): number | null {
    const text = this.optional(name);
    if (text === null) return null;
    if (!/^-?\d{1,15}$/.test(text)) throw invalidParameter(name, 'it must be an integer.');
    return Number(text);
  }

  integer(name: string, least: number, most: number): number {
    const value = this.optionalInteger(name);
    if (value === null) throw missingParameter(name);
    if (value < least || value > most) throw invalidParameter(name, `valid values are ${least} to ${most}.`);
    return value;
  }

  integerOr(name: string, fallback: number, least: number, most: number): number {
    return this.optionalInteger(name) === null ? fallback : this.integer(name, least, most);
  }

  flag(name: string, fallback: boolean): boolean {
    const text = this.optional(name);
    if (text === null) return fallback;
    switch (text.toLowerCase()) {
      case 'true':
        return true;
      case 'false':
        return false;
      default:
        throw invalidParameter(name, 'valid values are true and false.');
    }
  }

  oneOf<const Word extends string>(name: string, words: readonly Word[]): Word | null {
    const text = this.optional(name);
    if (text === null) return null;
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw invalidParameter(name, `valid values are ${words.join(', ')}.`);
    return word;
  }

  /** `Name.1`, `Name.2`, …; a bare `Name` is a list of one. */
  list(name: string, most: number): string[] {
    const values = this.#indexed(name).map(([, value]) => value);
    const bare = this.optional(name);
    const all = values.length === 0 && bare !== null ? [bare] : values;
    if (all.length > most) throw invalidParameter(name, `at most ${most} entries are allowed.`);
    return all;
  }

  requiredList(name: string, most: number): string[] {
    const values = this.list(name, most);
    if (values.length === 0) throw missingParameter(name);
    return values;
  }

  /** `Filter.1.Key` with `Filter.1.Value.1`, `Filter.1.Value.2`, … */
  filters(name: string): { key: string; values: string[] }[] {
    const filters: { key: string; values: string[] }[] = [];
    for (let index = 1; this.optional(`${name}.${index}.Key`) !== null; index++) {
      const key = this.required(`${name}.${index}.Key`);
      filters.push({ key, values: this.list(`${name}.${index}.Value`, 5) });
    }
    return filters;
  }

  /** `Tag.1.Key` with `Tag.1.Value`. */
  tags(limits: { keyLength: number; valueLength: number }): Tag[] {
    const tags: Tag[] = [];
    for (let index = 1; this.#hasTag(index); index++) {
      const key = this.#values.get(`Tag.${index}.Key`) ?? '';
      const value = this.#values.get(`Tag.${index}.Value`) ?? '';
      checkTagText(`Tag.${index}.Key`, key, limits.keyLength);
      if (key === '') throw invalidParameter(`Tag.${index}.Key`, 'it must not be empty.');
      checkTagText(`Tag.${index}.Value`, value, limits.valueLength);
      if (tags.some((tag) => tag.key === key)) throw invalidParameter(`Tag.${index}.Key`, 'it is given twice.');
      tags.push({ key, value });
    }
    if (tags.length > 20) throw invalidParameter('Tag', 'at most 20 tags are allowed.');
    return tags;
  }

  /** `yyyy-MM-ddTHH:mm:ssZ`, seconds optional, as epoch ms. */
  time(name: string): number | null {
    const text = this.optional(name);
    if (text === null) return null;
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/.test(text)) {
      throw invalidParameter(name, 'it must be a UTC time like 2026-01-02T03:04:05Z.');
    }
    const at = Date.parse(text);
    if (Number.isNaN(at)) throw invalidParameter(name, 'there is no such time.');
    return at;
  }

  /** The business parameters, for the order's record; signatures and keys stay out. */
  recorded(): Record<string, string> {
    const kept: Record<string, string> = {};
    for (const [name, value] of this.#values) if (!envelope.has(name)) kept[name] = value;
    return kept;
  }

  #hasTag(index: number): boolean {
    return this.#values.has(`Tag.${index}.Key`) || this.#values.has(`Tag.${index}.Value`);
  }

  #indexed(name: string): [number, string][] {
    const entries: [number, string][] = [];
    for (const [key, value] of this.#values) {
      if (!key.startsWith(`${name}.`)) continue;
      const index = key.slice(name.length + 1);
      if (/^\d{1,4}$/.test(index) && value !== '') entries.push([Number(index), value]);
    }
    return entries.sort(([left], [right]) => left - right);
  }
}

const envelope = new Set([
  'AccessKeyId',
  'Action',
  'Format',
  'SecurityToken',
  'Signature',
  'SignatureMethod',
  'SignatureNonce',
  'SignatureType',
  'SignatureVersion',
  'Timestamp',
  'Version',
]);

function checkTagText(name: string, text: string, longest: number): void {
  if (text.length > longest) throw invalidParameter(name, `at most ${longest} characters are allowed.`);
  if (/^(aliyun|acs:)/i.test(text)) throw invalidParameter(name, 'it must not start with aliyun or acs:.');
  if (/https?:\/\//i.test(text)) throw invalidParameter(name, 'it must not contain http:// or https://.');
}

/** A term whose count is one the unit allows. */
export function termOf(
  parameters: Parameters,
  names: { count: string; unit: string },
  allowed: Readonly<Record<string, readonly number[]>>,
  fallbackUnit: Term['unit'],
): Term {
  const unit = parameters.oneOf(names.unit, ['Week', 'Month', 'Year']) ?? fallbackUnit;
  const counts = allowed[unit];
  if (counts === undefined) throw invalidParameter(names.unit, `valid values are ${Object.keys(allowed).join(', ')}.`);
  const count = parameters.optionalInteger(names.count) ?? 1;
  if (!counts.includes(count)) {
    throw invalidParameter(names.count, `when ${names.unit} is ${unit}, valid values are ${counts.join(', ')}.`);
  }
  return { count, unit };
}
