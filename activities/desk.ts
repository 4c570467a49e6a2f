import { getClient } from '@temporalio/activity';
import type { DeskAnswer, DeskRequest } from '../model/desk.js';
import type { DeskName } from '../model/ids.js';
import type { ResourceSeen } from '../model/observation.js';
import type { Settings } from '../model/settings.js';
import { deps } from './context.js';
import { digestOfSeen } from './sweep/told-digest.js';

export interface AskDesk {
  readonly desk: DeskName;
  readonly settings: Settings;
  readonly requests: readonly DeskRequest[];
  /** What the package has just seen by itself, so that no sweep needs to tell it. */
  readonly seen?: ResourceSeen;
}

/** Asks a desk, opening it when it does not run. All requests are answered together, in order. */
export function askDesk({ desk, settings, requests, seen }: AskDesk): Promise<DeskAnswer[]> {
  const knowing = (request: DeskRequest) =>
    request.kind === 'watch' && seen !== undefined ? { ...request, told: digestOfSeen(seen) } : request;
  return deps().desks.ask(getClient(), desk, settings, requests.map(knowing));
}
