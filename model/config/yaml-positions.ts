import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
} from 'yaml';
import type { z } from 'zod';
import type { InputProblem, ParseResult } from './input-problem.js';

/** Path of a field inside a document, as zod reports it. */
export type FieldPath = ReadonlyArray<PropertyKey>;

const MAX_SHOWN_CHARACTERS = 80;
/** Of a document that is no YAML: one slip makes everything after it look wrong. */
const MAX_FAULTS = 3;

/** One document of a YAML or JSON file, which still knows at which line and column each of its fields stands. */
export class YamlSource {
  readonly file: string;
  /** The document as plain data; `null` for an empty document. */
  readonly value: unknown;
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;

  constructor(file: string, document: Document.Parsed, lines: LineCounter) {
    this.file = file;
    this.value = document.toJS();
    this.#document = document;
    this.#lines = lines;
  }

  /** Line and column of a field, or of its nearest ancestor that exists (a missing field has no place of its own). */
  position(path: FieldPath, part: 'key' | 'value' = 'value'): { readonly line: number; readonly column: number } {
    return toPosition(this.#lines, this.#offsetOf(path, part));
  }

  /** A problem at a field. `value` is what to show; leave it out to show what stands there, pass null to hide it. */
  problem(path: FieldPath, rule: string, value: unknown = this.valueAt(path)): InputProblem {
    return { file: this.file, ...this.position(path), field: formatPath(path), rule, value: showValue(value) };
  }

  /** The plain value at a path; undefined where there is none. */
  valueAt(path: FieldPath): unknown {
    let current: unknown = this.value;
    for (const key of path) {
      if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
      current = Reflect.get(current, key);
    }
    return current;
  }

  /** How a number is written there, for example `0042`; null where there is no number. */
  writtenAt(path: FieldPath): string | null {
    const node = this.#document.getIn(path, true);
    return isScalar(node) && typeof node.value === 'number' ? (node.source ?? null) : null;
  }

  #offsetOf(path: FieldPath, part: 'key' | 'value'): number {
    let node: unknown = this.#document.contents;
    let offset = startOf(node) ?? 0;
    for (const [index, key] of path.entries()) {
      const isLast = index === path.length - 1;
      if (isMap(node)) {
        const pair = node.items.find((item) => keyText(item.key) === String(key));
        if (pair === undefined) return offset;
        const keyOffset = startOf(pair.key);
        node = pair.value;
        const useKey = (isLast && part === 'key') || !isScalar(node);
        offset = (useKey ? keyOffset : startOf(node)) ?? keyOffset ?? offset;
        continue;
      }
      const child: unknown = isNode(node) && 'get' in node ? node.get(key, true) : undefined;
      if (child === undefined) return offset;
      node = child;
      offset = startOf(node) ?? offset;
    }
    return offset;
  }
}

/**
 * Reads a file that may hold several YAML documents (JSON is YAML). Empty documents are left out.
 * Syntax errors, duplicate keys and unknown tags are problems with a line; nothing is thrown.
 */
export function parseYamlDocuments(text: string, file: string): ParseResult<readonly YamlSource[]> {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  // With nothing but comments the library returns an empty list that only carries directives.
  const documents: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
  const problems: InputProblem[] = [];
  const sources: YamlSource[] = [];
  for (const document of documents) {
    const faults = [...document.errors, ...document.warnings];
    for (const fault of faults.slice(0, MAX_FAULTS)) {
      problems.push({
        file,
        ...toPosition(lines, fault.pos[0]),
        field: '',
        rule: withoutSource(fault.message),
        value: null,
      });
    }
    const oddKey = faults.length > 0 ? null : oddKeyAt(document);
    if (oddKey !== null) {
      problems.push({
        file,
        ...toPosition(lines, oddKey),
        field: '',
        rule: 'a key is a word, not a list or a map',
        value: null,
      });
    }
    if (faults.length > 0 || oddKey !== null) continue;
    try {
      const source = new YamlSource(file, document, lines);
      if (isCyclic(source.value)) throw new Error('holds itself by an alias, which nothing can');
      if (source.value !== null) sources.push(source);
    } catch (error) {
      // Aliases are resolved only here: an unknown one, or so many that they would fill the memory.
      const rule = error instanceof Error ? error.message : String(error);
      problems.push({ file, ...toPosition(lines, document.range[0]), field: '', rule, value: null });
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: sources };
}

/** An alias may stand within what it stands for; everything that walks through such a value would never come back. */
function isCyclic(value: unknown, open = new Set<unknown>(), done = new Set<unknown>()): boolean {
  if (typeof value !== 'object' || value === null || done.has(value)) return false;
  if (open.has(value)) return true;
  open.add(value);
  const found = Object.values(value).some((inner) => isCyclic(inner, open, done));
  open.delete(value);
  done.add(value);
  return found;
}

/** Where a list or a map stands as a key; null: nowhere. As plain data its whole text would become the name of a field. */
function oddKeyAt(document: Document.Parsed): number | null {
  let at: number | null = null;
  visit(document, {
    Pair: (_key, { key }) => {
      if (!isMap(key) && !isSeq(key) && !isAlias(key)) return undefined;
      at = key.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return at;
}

/** What stands there may be a secret: the library quotes whatever it stumbled over. */
function withoutSource(message: string): string {
  return message.replace(/ token in YAML stream: .*/s, ' here: look at the indentation and the quotes before it');
}

/**
 * Turns what zod found into problems with a place. `hide` says for which fields the value must not be shown because it
 * may be a secret somebody pasted into the wrong place.
 */
function problemsFromZod(
  source: YamlSource,
  issues: readonly z.core.$ZodIssue[],
  hide: (path: FieldPath) => boolean = () => false,
): readonly InputProblem[] {
  return issues.flatMap(unfold).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const path = [...issue.path, key];
        const place = source.position(path, 'key');
        const rule = 'is not a field known here (check the spelling)';
        return { file: source.file, ...place, field: formatPath(path), rule, value: null };
      });
    }
    if (issue.code === 'invalid_key') {
      const rule = issue.issues.map((inner) => lowerFirst(inner.message)).join('; ');
      return [{ ...source.problem(issue.path, rule, issue.path.at(-1)), ...source.position(issue.path, 'key') }];
    }
    const value = source.valueAt(issue.path);
    const rule = value === undefined && issue.code === 'invalid_type' ? 'is missing' : lowerFirst(issue.message);
    return [source.problem(issue.path, rule, hide(issue.path) ? null : value)];
  });
}

/** Checks one document against a schema: the value, or every problem with its place. */
export function parseWithSchema<Output>(
  source: YamlSource,
  schema: z.ZodType<Output>,
  hide?: (path: FieldPath) => boolean,
): ParseResult<Output> {
  const result = schema.safeParse(source.value);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: problemsFromZod(source, result.error.issues, hide) };
}

/** `['order', 'tags', 0, 'key']` → `order.tags[0].key` */
function formatPath(path: FieldPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

/** A union only says that nothing fitted; the branch that fits in kind says what is really wrong. */
function unfold(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const branch = issue.errors.find((inner) => inner.length > 0 && inner.every(({ path }) => path.length > 0));
  if (branch === undefined) return [issue];
  return branch.flatMap(unfold).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function toPosition(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function startOf(node: unknown): number | undefined {
  if (isPair(node)) return startOf(node.key);
  return isNode(node) ? node.range?.[0] : undefined;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

/** Behind a stray `|`, `>` or quote the fields that follow become one text, a secret among them perhaps. */
const SWALLOWS_FIELDS = /[\r\n]|:(\s|$)/;

function showValue(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && SWALLOWS_FIELDS.test(value)) return `a text of ${value.length} characters`;
  const hide = (_key: string, inner: unknown) =>
    typeof inner === 'string' && SWALLOWS_FIELDS.test(inner) ? '…' : inner;
  const text = JSON.stringify(value, hide) ?? String(value);
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS)}…`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
