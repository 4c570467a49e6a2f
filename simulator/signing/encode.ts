import { timingSafeEqual } from 'node:crypto';

/**
 * Percent-encoding as Alibaba Cloud signs it: only letters, digits and `-_.~` stay. `encodeURIComponent` leaves five
 * more characters alone.
 */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** By UTF-16 code unit, as the vendors' SDKs sort; never by locale. */
export function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Compares signatures without telling by its duration where they differ. */
export function sameSignature(left: string, right: string): boolean {
  const a = Buffer.from(left, 'utf8');
  const b = Buffer.from(right, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}
