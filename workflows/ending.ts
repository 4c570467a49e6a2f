import type { EndedStatus } from '../model/status.js';

/** How a package's life ends. Chapters return it instead of throwing; null means the story goes on. */
export interface Ending {
  readonly status: EndedStatus;
  readonly reason: string | null;
}

export const ending = (status: EndedStatus, reason: string | null): Ending => ({ status, reason });
