/** What a workflow must know of the configuration, fixed when it starts: workflows read no files. */
export interface Settings {
  readonly sweepBusyMs: number;
  readonly sweepIdleMs: number;
  /** After an unknown outcome, how long the vendor may still commit it. */
  readonly orderProofWindowMs: number;
  /** Real time from a task's start to its answer; longer than one request may take. */
  readonly activityTimeoutMs: number;
  /** A waiting package looks for itself this often, should its desk be stuck. */
  readonly fallbackLookMs: number;
  /** After a proved absence: ask a person, or send again. Only for products without a token. */
  readonly resend: 'ask' | 'afterProof';
}
