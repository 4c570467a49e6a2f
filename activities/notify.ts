import type { Notice } from '../model/notice.js';
import { deps } from './context.js';

/** Tells people. */
export async function notify(notice: Notice): Promise<void> {
  deps().logger.warn({ notice }, notice.what);
}
