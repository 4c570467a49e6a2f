import { type Money, parseMinor } from '../money.js';
import type { BillColumns, BillField } from './columns.js';

/** One line of a vendor's bill. */
export interface BillLine extends Money {
  readonly file: string;
  /** In the file, from 1. */
  readonly line: number;
  /** The alias in leaseline.yaml, where a person named it; null: any account's. */
  readonly account: string | null;
  readonly orderId: string | null;
  readonly resourceId: string | null;
  /** When it was paid or used, ISO 8601 UTC; of a day alone its beginning. */
  readonly at: string;
  /** In the vendor's words. */
  readonly product: string | null;
  /** Charged by use, not by an order. */
  readonly isUsage: boolean;
}

export interface BillSource {
  readonly file: string;
  readonly account: string | null;
  /** Of amounts that name none. */
  readonly currency: string | null;
}

/** Vendor days begin in UTC+8. */
const VENDOR_DAY_MS = 8 * 60 * 60_000;
const USAGE = /payasyougo|postpa(?:y|id)|后付费|按量/i;
/** In lists of orders: no money has moved. */
const UNPAID = /^(?:unpaid|cancell?ed|os_undo|0|未支付|待支付|未付款|已取消|已作废|作废)$/i;
/** A spreadsheet that opened the file has cut long numbers: nothing can be matched with what is left. */
const CUT_NUMBER = /^\d(?:[.,]\d+)?E\+?\d+$/i;

/** @returns the line; a sentence when it cannot be read; null when it is none, as a sum at the end, or nothing was paid */
export function billLine(
  cells: readonly string[],
  line: number,
  columns: BillColumns,
  { file, account, currency: usual }: BillSource,
): BillLine | string | null {
  const cell = (field: BillField): string | null => {
    const index = columns[field];
    // Exports keep spreadsheets from cutting numbers by a mark before them, or as ="123".
    const text = index === undefined ? '' : (cells[index] ?? '').trim();
    return (
      text
        .replace(/^=?"(.*)"$/, '$1')
        .replace(/^['`\t]+/, '')
        .trim() || null
    );
  };
  const orderId = cell('order');
  const resourceId = cell('resource');
  const dated = cell('at');
  if (orderId === null && resourceId === null && (dated === null || cell('amount') === null)) return null;
  if (UNPAID.test(cell('status') ?? '')) return null;
  if (orderId !== null && CUT_NUMBER.test(orderId)) {
    return `has order number ${orderId}, which a spreadsheet has cut: export the bill again and do not save it there`;
  }
  const at = dated === null ? null : instantOf(dated);
  if (at === null) return `has no date that can be read (${dated ?? 'none'})`;
  const amountMinor = parseMinor(cell('amount') ?? '');
  if (amountMinor === null) return `has no amount that can be read (${cell('amount') ?? 'none'})`;
  const currency = cell('currency')?.toUpperCase() ?? usual;
  if (currency === null) return 'names no currency: say it with --bill-currency';
  const product = cell('product');
  const isUsage = USAGE.test(cell('kind') ?? '');
  return { file, line, account, orderId, resourceId, at, amountMinor, currency, product, isUsage };
}

/** Seconds since 1970, an instant with its zone, or a time or day on the vendor's clocks. */
function instantOf(text: string): string | null {
  if (/^\d{10}$/.test(text)) return new Date(Number(text) * 1000).toISOString();
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] =
    /^(\d{4})[-/]?(\d{1,2})[-/]?(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
      text,
    ) ?? [];
  if (year === undefined) return null;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const shown = new Date(ms);
  const isReal = shown.getUTCMonth() === Number(month) - 1 && shown.getUTCDate() === Number(day);
  return isReal ? new Date(ms - offsetMs(zone)).toISOString() : null;
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined) return VENDOR_DAY_MS;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  const ms = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === '-' ? -ms : ms;
}

/** The vendor's month an instant lies in, as `2026-12`. */
export const vendorMonth = (at: string): string => new Date(Date.parse(at) + VENDOR_DAY_MS).toISOString().slice(0, 7);
