/** What a rule can be about, and an approval is asked for. */
export const OPERATIONS = ['order', 'renew', 'resize', 'release', 'adopt'] as const;
export type Operation = (typeof OPERATIONS)[number];
