import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  type SortFn,
  tableFeatures,
} from '@tanstack/react-table';
import type { PackageRow } from '../../../model/row.js';
import { monthly } from '../../words/money.js';
import { STATUS_NAMES } from '../../words/status.js';

export const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  columnMeta: {} as { readonly className: string },
});

type Compare = (one: PackageRow, other: PackageRow) => number;

const sorted = (compare: Compare): SortFn<typeof features, PackageRow> => {
  return (one, other) => compare(one.original, other.original);
};
const byText = (of: (row: PackageRow) => string): Compare => {
  return (one, other) => {
    const a = of(one);
    const b = of(other);
    return a < b ? -1 : a > b ? 1 : 0;
  };
};
/** What has none comes last when it goes upwards. */
const byNumber = (of: (row: PackageRow) => number | null): Compare => {
  return (one, other) => (of(one) ?? Number.MAX_SAFE_INTEGER) - (of(other) ?? Number.MAX_SAFE_INTEGER);
};
const msOf = (iso: string | null | undefined): number | null => (iso == null ? null : Date.parse(iso));

const column = createColumnHelper<typeof features, PackageRow>();

/** In the order in which they stand. How a row looks stands in package-line.tsx. */
export const columns = column.columns([
  column.accessor('name', {
    header: 'Package',
    sortFn: sorted(byText(({ name }) => name)),
    meta: { className: 'col-name' },
  }),
  column.accessor('status', {
    header: 'Status',
    sortFn: sorted(byNumber(({ status }) => STATUS_NAMES.indexOf(status))),
    meta: { className: 'col-status' },
  }),
  column.accessor('product', {
    header: 'Product',
    sortFn: sorted(byText(({ product, region }) => `${product} ${region}`)),
    meta: { className: 'col-product' },
  }),
  column.accessor('bandwidthMbps', {
    header: 'Mbps',
    sortFn: sorted(byNumber(({ bandwidthMbps }) => bandwidthMbps)),
    meta: { className: 'col-mbps is-number' },
  }),
  column.accessor((row) => row.price?.amountMinor ?? null, {
    id: 'cost',
    header: 'Cost',
    sortFn: sorted(byNumber((row) => (monthly(row) ?? row.price)?.amountMinor ?? null)),
    meta: { className: 'col-cost is-number' },
  }),
  column.accessor('expiresAt', {
    header: 'Lapses in',
    sortFn: sorted(byNumber(({ expiresAt }) => msOf(expiresAt))),
    meta: { className: 'col-lapse is-number' },
  }),
  column.accessor((row) => row.nextStep?.at ?? null, {
    id: 'next',
    header: 'Next step',
    sortFn: sorted(byNumber(({ nextStep }) => (nextStep === null ? null : (msOf(nextStep.at) ?? 0)))),
    meta: { className: 'col-next' },
  }),
]);
