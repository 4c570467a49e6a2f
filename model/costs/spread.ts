/** Money for a stretch of time. */
export interface Span {
  /** ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  readonly amountMinor: number;
}

/**
 * What of a span's money falls between two instants, evenly over its time. Neighbouring stretches always add up to the
 * whole: each is what has passed by its end less what had passed by its beginning.
 */
export function shareMinor(span: Span, from: string, to: string): number {
  return passedMinor(span, to) - passedMinor(span, from);
}

function passedMinor({ from, to, amountMinor }: Span, until: string): number {
  const [fromMs, toMs, untilMs] = [Date.parse(from), Date.parse(to), Date.parse(until)];
  if (untilMs <= fromMs) return 0;
  if (untilMs >= toMs) return amountMinor;
  // Amount times milliseconds outgrows what a number holds exactly.
  return Number((BigInt(amountMinor) * BigInt(untilMs - fromMs)) / BigInt(toMs - fromMs));
}
