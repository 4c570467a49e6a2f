/** One system that is measured: how much it has to do, and with what. */
export interface SweepConfiguration {
  /** Packages ordered at once in each round. */
  readonly packages: number;
  /** Worker processes. */
  readonly workers: number;
  readonly busyMs: number;
  readonly deliveryMs: number;
  /** Regions of the WUYING packages, each with a desk of its own. */
  readonly regions: number;
  /** Rounds in the same system: in the second one the desks have seen how long delivery takes. */
  readonly rounds: number;
  /** Accounts send as many orders a second as one does whose file names no quotas; otherwise as many as they can. */
  readonly hasShippedQuotas: boolean;
}

export interface SweepFlags {
  readonly packages: readonly number[];
  readonly workers: readonly number[];
  readonly busy: readonly number[];
  readonly delivery: number;
  readonly regions: number;
  readonly rounds: number;
  readonly shippedQuotas?: boolean;
}

/** Every combination, the quick ones first. */
export function configurationsOf(flags: SweepFlags): readonly SweepConfiguration[] {
  const { delivery: deliveryMs, regions, rounds, shippedQuotas: hasShippedQuotas = false } = flags;
  return flags.packages.flatMap((packages) =>
    flags.workers.flatMap((workers) =>
      flags.busy.map((busyMs) => ({ packages, workers, busyMs, deliveryMs, regions, rounds, hasShippedQuotas })),
    ),
  );
}
