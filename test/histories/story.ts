import type { PackageState } from '../../model/messages.js';
import type { Harness } from '../support/harness.js';

/** What a story leaves behind: every run of these workflows, oldest first, is worth keeping. */
export type Story = (harness: Harness) => Promise<readonly string[]>;

export const HOUR_MS = 60 * 60_000;
export const DAY_MS = 24 * HOUR_MS;
export const isActive = (state: PackageState) => state.status === 'Active';
export const waitsForPayment = (state: PackageState) => state.waitingFor === 'payment';
