/** What is added to a date must be a date still: workflows would stand still for good. */
export const LONGEST_MS = 100 * 365.25 * 24 * 60 * 60 * 1000;

/** How often somebody is reminded at most. More often would fill the history of a workflow within the hour. */
export const SHORTEST_REMINDER_MS = 60 * 1000;
