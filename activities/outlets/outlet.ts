import type { HeartbeatConfig } from '../../model/config/notifications-config.js';
import type { MessageKind } from '../../model/notice.js';

/**
 * Somebody outside who is told. Address and secret are looked up for each message, so that a mounted file may be
 * changed while we run.
 */
export interface Outlet {
  readonly name: string;
  readonly kinds: readonly MessageKind[];
  /** @throws ExplainedError when it is not where the configuration says; never with the address in it */
  readonly address: () => URL;
  /** @throws ExplainedError when it is configured and not there */
  readonly secret: () => string | null;
}

/** The outside monitor that expects a sign of life. */
export interface Monitor extends Pick<HeartbeatConfig, 'method'> {
  readonly address: Outlet['address'];
}

export interface Outlets {
  readonly webhooks: readonly Outlet[];
  readonly monitor: Monitor | null;
}
