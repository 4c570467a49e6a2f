import { z } from 'zod';
import { ROLES } from '../../model/role.js';

/** A token that was made, as the API lists it and the command line reads it; the token itself is shown nowhere. */
export const tokenListedSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  scope: z.enum(['all', 'calendar']),
  issuedAt: z.string(),
  expiresAt: z.string(),
  revoked: z.object({ by: z.string(), at: z.string(), comment: z.string().nullable() }).nullable(),
});
