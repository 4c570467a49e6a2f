import type { DeskAnswer, LaneClaim } from '../model/desk.js';

/** @returns why the operation may not begin yet; null when it may */
export function inTheWay(answer: DeskAnswer | undefined, lane: LaneClaim | null): string | null {
  switch (answer?.kind) {
    case 'busy':
      return `waits for the lane ${lane?.name}, in which package ${answer.holder.packageName} is`;
    case 'full':
      return `this account and region hold ${answer.packages} packages, living and ended, and no more can be watched safely; order it in another region, project or account`;
    default:
      return null;
  }
}
