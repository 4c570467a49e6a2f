/** Somebody does not want anything more to be bought for a while. */
export interface Pause {
  readonly by: string;
  /** ISO 8601 UTC. A pause without an end would let a package lapse for want of memory. */
  readonly until: string;
  readonly comment: string | null;
}
