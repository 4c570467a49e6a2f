/** The tag that carries our mark on WUYING packages and CEN plans. */
export const MARK_TAG_KEY = 'leaseline';
