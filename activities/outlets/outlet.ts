import type { MailAddress } from '../../model/config/mail-config.js';
import type { HeartbeatConfig } from '../../model/config/notifications-config.js';
import type { MessageTemplate } from '../../model/message-template.js';
import type { MessageKind } from '../../model/notice.js';
import type { MailServer } from './mail.js';

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
  /** Null: it is sent the message as it is. */
  readonly template: MessageTemplate | null;
  /** What the body of its answer holds when it has taken a message, but for spaces; null: its status says so. */
  readonly takenWhen: string | null;
}

/** The outside monitor that expects a sign of life. */
export interface Monitor extends Pick<HeartbeatConfig, 'method'> {
  readonly address: Outlet['address'];
}

/** One person who is written to. */
export interface MailOutlet extends Pick<Outlet, 'name' | 'kinds'> {
  readonly server: MailServer;
  readonly to: MailAddress;
  /** Null: our own words. */
  readonly subject: MessageTemplate | null;
  readonly text: MessageTemplate | null;
}

export interface Outlets {
  readonly webhooks: readonly Outlet[];
  readonly mail: readonly MailOutlet[];
  /** Where people find the console, without a slash at its end; null: nobody has said. */
  readonly consoleUrl: string | null;
  readonly monitor: Monitor | null;
}
