/** Exit codes of every command; scripts rely on them. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** Bad usage or invalid input. */
  usage: 2,
  /** Waiting for a person (with `--wait`); `failed` wins over it. */
  waiting: 3,
  /** Temporal or the API cannot be reached. */
  unreachable: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
