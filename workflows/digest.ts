import type { NoticeDelivery } from '../model/notice.js';
import { notifyDigest, readDigest } from './activity-proxies.js';

/** Started once a day by a schedule: tells how all packages stand, also when nothing waits for anybody. */
export async function digest(): Promise<NoticeDelivery> {
  return notifyDigest(await readDigest());
}
