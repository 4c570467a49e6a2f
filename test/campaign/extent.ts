import { availableParallelism } from 'node:os';

/** From so many cores on, the whole campaign is over in the time that two cores take for a part of it. */
const CORES_FOR_ALL = 4;
const { LEASELINE_CAMPAIGN: wanted } = process.env;

/**
 * Whether `npm test` plays everything: 300 lives by chance, each fault under both `resend` policies, and a system that was
 * switched off for weeks. `LEASELINE_CAMPAIGN=whole` or `part` says so whatever the machine.
 */
export const PLAYS_WHOLE = wanted === 'whole' || (wanted !== 'part' && availableParallelism() >= CORES_FOR_ALL);
