/** What somebody may do; each is written on its token, or follows from a login's groups. */
export const ROLES = ['viewer', 'requester', 'approver', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];
