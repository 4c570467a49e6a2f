import { z } from 'zod';
import { ROLES } from '../../model/role.js';

/** A token that was made; the token itself is kept and shown nowhere. */
export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  scope: z.enum(['all', 'calendar']),
  issuedAt: z.string(),
  expiresAt: z.string(),
});

/** The same as the API lists it and the command line reads it. */
export const tokenListedSchema = tokenSchema.extend({
  /** By whom, when and why it was ended; null: it was not. */
  revoked: z.object({ by: z.string(), at: z.string(), comment: z.string().nullable() }).nullable(),
});
export type TokenListed = z.infer<typeof tokenListedSchema>;
