import type { Lease } from '../lease.js';
import { cen } from './cen.js';
import type { ProductModule } from './product.js';
import { ugn } from './ugn.js';
import { wuying } from './wuying.js';

export function productOf({ spec, settings }: Lease): ProductModule {
  switch (spec.product) {
    case 'wuying':
      return wuying(spec, settings);
    case 'cen':
      return cen(spec, settings);
    case 'ugn':
      return ugn(spec, settings);
  }
}
