import { getClient } from '@temporalio/activity';
import type { DeskAnswer, DeskRequest } from '../model/desk.js';
import type { DeskName } from '../model/ids.js';
import type { Settings } from '../model/settings.js';
import { deps } from './context.js';

export interface AskDesk {
  readonly desk: DeskName;
  readonly settings: Settings;
  readonly requests: readonly DeskRequest[];
}

/** Asks a desk, opening it when it does not run. All requests are answered together, in order. */
export function askDesk({ desk, settings, requests }: AskDesk): Promise<DeskAnswer[]> {
  return deps().desks.ask(getClient(), desk, settings, requests);
}
