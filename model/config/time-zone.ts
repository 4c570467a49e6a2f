import { z } from 'zod';

/** The name of a time zone of the IANA database; `+08:00` and the like are none. */
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'must be the name of a time zone such as Europe/Berlin, Asia/Shanghai or UTC');

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
