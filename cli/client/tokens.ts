import { z } from 'zod';
import { TokenBook } from '../../api/session/token-book.js';
import { type TokenListed, tokenListedSchema } from '../../api/shapes/token.js';
import { tokensFile } from '../../api/tokens.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import { CliError } from '../support/errors.js';
import { apiAddress } from './http/api-address.js';
import { speaker } from './speaker.js';

/** The tokens of one installation, whoever answers for them. */
interface Tokens {
  list(): Promise<readonly TokenListed[]>;
  /** @throws CliError when no such token was made there */
  revoke(id: string, comment: string | null): Promise<TokenListed>;
  endBefore(before: string): Promise<{ readonly before: string }>;
}

/** Those of the API that LEASELINE_API_URL names, as its administrator; else those of this home. */
export async function tokensHere(): Promise<Tokens> {
  const address = apiAddress();
  if (address === null) return ofHome(new TokenBook(tokensFile(leaselineHome())));
  const { ApiClient } = await import('./http/api-client.js');
  const api = new ApiClient(address);
  return {
    list: async () => (await api.get('/v1/tokens', z.object({ tokens: z.array(tokenListedSchema) }))).tokens,
    revoke: (id, comment) => {
      const body = comment === null ? {} : { comment };
      return api.post(`/v1/tokens/${encodeURIComponent(id)}/revoke`, tokenListedSchema, { body });
    },
    endBefore: (before) => api.post('/v1/tokens/revoke-before', z.object({ before: z.string() }), { body: { before } }),
  };
}

function ofHome(book: TokenBook): Tokens {
  return {
    list: async () => book.list(),
    revoke: async (id, comment) => {
      const ended = book.revoke(id, speaker(), comment);
      if (ended !== null) return ended;
      throw new CliError({
        what: `No token with the id ${id} was made here`,
        remedy: 'leaseline token list shows those that were; --all-before ends those no list knows',
      });
    },
    endBefore: async (before) => ({ before: book.endBefore(new Date(before), speaker()) }),
  };
}
