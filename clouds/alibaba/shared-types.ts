import { z } from 'zod';
import { id, optionalText } from '../wire.js';

export interface VendorTag {
  readonly Key: string;
  readonly Value: string;
}

/** A tag without a value comes as an empty one or as none. */
export const vendorTag = z.object({ Key: z.string(), Value: optionalText.transform((value) => value ?? '') });

/** Operations that answer with nothing but a request id. */
export const requestIdOnly = z.object({ RequestId: id });
export type RequestIdOnly = z.output<typeof requestIdOnly>;
