import type { Role } from '../model/role.js';

/** What is done: looking, asking for something new, deciding about money, changing what runs, ending others' tokens. */
export const ACTS = ['view', 'request', 'decide', 'operate', 'administer'] as const;
export type Act = (typeof ACTS)[number];

const MAY: Readonly<Record<Role, readonly Act[]>> = {
  viewer: ['view'],
  requester: ['view', 'request'],
  // Who decides about money asks for none, and who operates does not approve: two people, not one.
  approver: ['view', 'decide'],
  operator: ['view', 'request', 'operate'],
  admin: [...ACTS],
};

export const mayDo = (role: Role, act: Act): boolean => MAY[role].includes(act);
