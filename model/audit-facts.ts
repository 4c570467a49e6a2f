import { z } from 'zod';

const money = z.object({ amountMinor: z.int(), currency: z.string() });

/** What a line of the trail says for programs (`TimelineFacts`). Written by any build: what came later is optional. */
export const auditFactsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('asked'),
    request: z.string(),
    policy: z.string(),
    price: money.nullable(),
    requestedBy: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('said'),
    message: z.string(),
    request: z.string().nullable(),
    requesterAllowedBy: z.string().optional(),
  }),
  z.object({
    kind: z.literal('call'),
    operation: z.int(),
    attempt: z.int(),
    outcome: z.string(),
    requestId: z.string().nullable(),
    approved: z.string().nullable(),
    alsoApproved: z.array(z.string()).optional(),
    approvedUpTo: money.optional(),
    orderId: z.string().optional(),
    resourceId: z.string().optional(),
    money: z.enum(['paid', 'returned', 'either']).optional(),
  }),
  /** Written by the trail itself. */
  z.object({ kind: z.literal('reset') }),
  z.object({ kind: z.literal('holds'), resourceId: z.string() }),
  z.object({ kind: z.literal('charged'), orderId: z.string(), amountMinor: z.int(), currency: z.string() }),
]);
export type AuditFacts = z.infer<typeof auditFactsSchema>;
