import type { Client } from '@temporalio/client';
import { type ListedPackage, listPackages } from '../../activities/listing/rows.js';
import { ExplainedError } from '../../model/config/explained-error.js';
import { findPackage } from './state.js';

const SUGGESTIONS = 3;

export class UnknownPackageError extends ExplainedError {
  override readonly name = 'UnknownPackageError';
}

/** The newest life of a package, or an error that names it and the names that come near. */
export async function requirePackage(client: Client, name: string): Promise<ListedPackage> {
  const found = await findPackage(client, name);
  if (found !== null) return found;
  throw unknownPackage(
    name,
    (await listPackages(client)).map(({ row }) => row.name),
  );
}

/** @param known every name there is */
export function unknownPackage(name: string, known: readonly string[]): UnknownPackageError {
  const near = known.filter((other) => isNear(other, name)).slice(0, SUGGESTIONS);
  return new UnknownPackageError(
    `There is no package named ${name}`,
    near.length > 0
      ? `Did you mean ${near.join(', ')}?`
      : 'Run leaseline list to see the names, or leaseline apply FILE to order it',
  );
}

function isNear(known: string, asked: string): boolean {
  const one = known.toLowerCase();
  const other = asked.toLowerCase();
  return one.includes(other) || other.includes(one) || (other.length >= 3 && one.startsWith(other.slice(0, 3)));
}
