/**
 * How far the vendor's clock and ours may be apart: it refuses signatures more than 15 minutes off, and CEN's times have
 * minute precision.
 */
export const CLOCKS_APART_MS = 16 * 60 * 1000;
