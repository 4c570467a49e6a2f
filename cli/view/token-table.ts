import type { TokenListed } from '../../api/shapes/token.js';
import { showInstant } from '../../model/format-instant.js';
import { plainTable } from './plain-table.js';
import { printable } from './text.js';

/** Tokens, oldest first. @param now ISO 8601 UTC */
export function tokenTable(tokens: readonly TokenListed[], now: string): string {
  const table = plainTable(['ID', 'FOR', 'ROLE', 'MADE', 'ENDS', 'STATE']);
  for (const token of tokens) {
    const role = token.scope === 'calendar' ? 'calendar' : token.role;
    table.push([
      token.id,
      printable(token.name),
      role,
      showInstant(token.issuedAt),
      showInstant(token.expiresAt),
      stateOf(token, now),
    ]);
  }
  return table.toString();
}

function stateOf({ revoked, expiresAt }: TokenListed, now: string): string {
  if (revoked === null) return expiresAt > now ? 'holds' : 'expired';
  const why = revoked.comment === null ? '' : `: ${revoked.comment}`;
  return printable(`revoked by ${revoked.by} on ${showInstant(revoked.at)}${why}`);
}
