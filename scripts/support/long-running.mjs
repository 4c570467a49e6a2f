/** Commands that run Temporal's native parts, of which there must be one copy, and stay up: a second to start is nothing to them. */
export const LONG_RUNNING = ['up', 'worker', 'api', 'simulator', 'codec-server', 'rehearse'];
