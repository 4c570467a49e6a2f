import { getClient } from '@temporalio/activity';
import type { Digest } from '../model/digest.js';
import { composeDigest } from './listing/compose-digest.js';

/** How all packages stand now. Reads visibility, as `list` does, and asks the desks; no vendor is called. */
export function readDigest(): Promise<Digest> {
  return composeDigest(getClient(), new Date());
}
