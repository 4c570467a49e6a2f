import { z } from 'zod';
import { isTimeZone } from '../is-time-zone.js';

/** The name of a time zone of the IANA database; `+08:00` and the like are none. */
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'must be the name of a time zone such as Europe/Berlin, Asia/Shanghai or UTC');
