/** What the API answers when it does not do what was asked (RFC 9457), or why nothing answered at all. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** 0: nobody answered. */
  readonly status: number;
  readonly type: string;
  /** What to do about it, one sentence; null when there is nothing. */
  readonly remedy: string | null;

  constructor(problem: {
    readonly status: number;
    readonly type?: string;
    readonly detail: string;
    readonly remedy?: string | null;
  }) {
    super(problem.detail);
    this.status = problem.status;
    this.type = problem.type ?? 'unknown';
    this.remedy = problem.remedy ?? null;
  }

  get isLoggedOut(): boolean {
    return this.status === 401;
  }
}

/** Any error as something to show: what is wrong, and what to do. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({
    status: 0,
    detail: error instanceof Error ? error.message : String(error),
    remedy: 'Reload the page; if it stays so, look at the browser’s console',
  });
}
