/** How all packages stand, once a day. An outlet receives it like a notice; nothing but its `kind` is the same. */
export interface Digest {
  /** The same for every delivery of the same digest: `digest/<at>`. */
  readonly key: string;
  readonly kind: 'digest';
  /** When it was put together, ISO 8601 UTC. */
  readonly at: string;
  /** One sentence: all that matters, for whoever reads no further. */
  readonly what: string;
}
