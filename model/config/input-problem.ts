/** One thing wrong in a file somebody wrote, told so that it can be found and mended without a second look. */
export interface InputProblem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** Where in the document: `accounts.demo-alibaba.site`, `order.tags[0].key`; empty for the document itself. */
  readonly field: string;
  /** The rule that was broken, as a sentence. */
  readonly rule: string;
  /** What stood there, shortened; null when nothing did or when it may be a secret. */
  readonly value: string | null;
}

/** A parsed value, or everything that is wrong with its text; never both. */
export type ParseResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

/** `leaseline.yaml:7:11 accounts.demo.site: must be ... (got "mars")` */
export function formatProblem(problem: InputProblem): string {
  const where = `${problem.file}:${problem.line}:${problem.column}`;
  const field = problem.field === '' ? '' : ` ${problem.field}`;
  const got = problem.value === null ? '' : ` (got ${problem.value})`;
  return `${where}${field}: ${problem.rule}${got}`;
}
