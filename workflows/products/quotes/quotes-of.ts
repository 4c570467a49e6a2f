import type { PackageSpec } from '../../../model/package-spec.js';
import { cenQuotes } from './cen.js';
import type { ProductQuotes, Reads } from './product-quotes.js';
import { ugnQuotes } from './ugn.js';
import { wuyingQuotes } from './wuying.js';

/** The prices of a package that need not run: what it would be ordered with is enough. */
export function quotesOf(spec: PackageSpec, read: Reads): ProductQuotes {
  switch (spec.product) {
    case 'wuying':
      return wuyingQuotes(spec, read);
    case 'cen':
      return cenQuotes(spec, read);
    case 'ugn':
      return ugnQuotes(spec, read);
  }
}
