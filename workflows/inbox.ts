import type { MessageAnswer } from '../model/messages.js';
import type { PlannedResize } from '../model/row.js';
import type { Term } from '../model/term.js';

/** `act`: what it was the answer to; absent in what earlier builds wrote. */
export interface Answered {
  readonly operationId: string;
  readonly answer: MessageAnswer;
  readonly act?: string;
}

/** What people have said and the main loop has not acted on yet. Handlers only fill it; the loop empties it. */
export interface Inbox {
  decision: { readonly yes: boolean; readonly by: string; readonly words: string | null } | null;
  paid: boolean;
  /** `not`: resources and orders somebody has looked at and says are not its result. */
  resolution: { readonly by: string; readonly resourceId: string | null; readonly not: readonly string[] } | null;
  renew: { readonly by: string; readonly term: Term | null } | null;
  /** Kept until it is done, so that nobody asks for a second one meanwhile. `at` null (or absent in older runs): now. */
  resize: { readonly by: string; readonly bandwidthMbps: number; readonly at?: string | null } | null;
  /** `at` null: now. */
  release: { readonly by: string; readonly at: string | null } | null;
  cancel: { readonly by: string } | null;
  /** It goes on under this name. Absent in older runs. */
  rename?: { readonly by: string; readonly to: string } | null;
  /** A new run is to begin at the next quiet moment. */
  wake: boolean;
  /** Answers already given, by operationId, so that a repeated message is answered and not repeated. */
  answered: Answered[];
}

/** A release for a later date is a plan; one without a date is to be acted on. */
export const wantsReleaseNow = ({ release }: Inbox): boolean => release !== null && release.at === null;

/** The same of a change of bandwidth. */
/** Mbps; null while none is under way. */
export const resizingTo = ({ resize }: Inbox): number | null =>
  resize !== null && resize.at == null ? resize.bandwidthMbps : null;

export const wantsResizeNow = (inbox: Inbox): boolean => resizingTo(inbox) !== null;

/** The change of bandwidth that somebody wants at a later time; null when there is none. */
export function plannedResize({ resize }: Inbox): PlannedResize | null {
  if (resize?.at == null) return null;
  const { bandwidthMbps, at } = resize;
  return { bandwidthMbps, at };
}

/** When somebody wants it released later, ISO 8601; null: no such plan. */
export const plannedRelease = ({ release }: Inbox): string | null => release?.at ?? null;

export const emptyInbox = (): Inbox => ({
  decision: null,
  paid: false,
  resolution: null,
  renew: null,
  resize: null,
  release: null,
  cancel: null,
  rename: null,
  wake: false,
  answered: [],
});
