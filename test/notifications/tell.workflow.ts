import type { Notice, NoticeDelivery } from '../../model/notice.js';
import { notify } from '../../workflows/activity-proxies.js';

/** A package with one thing to say. */
export function tell(notice: Notice): Promise<NoticeDelivery> {
  return notify(notice);
}
