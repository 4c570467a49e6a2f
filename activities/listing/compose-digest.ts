import type { Client } from '@temporalio/client';
import { type Digest, digestOf } from '../../model/digest.js';
import { sightedDesks } from './desks.js';
import { listPackages } from './rows.js';

/** @throws what the server says when visibility cannot be read: an empty digest would say that all is well */
export async function composeDigest(client: Client, now: Date): Promise<Digest> {
  const [packages, desks] = await Promise.all([listPackages(client), sightedDesks(client)]);
  return digestOf(packages, desks, now);
}
