import { existsSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { BILL_FIELDS, type BillField } from '../../model/bill/columns.js';

export interface NamedBill {
  readonly file: string;
  readonly account: string | null;
}

export type NamedColumns = Readonly<Partial<Record<BillField, string>>>;

/** `bill.csv`, or `demo-alibaba=bill.csv`. */
export function billOption(text: string, before: readonly NamedBill[] = []): readonly NamedBill[] {
  const [, account, file] = /^([A-Za-z0-9][A-Za-z0-9-]*)=(.+)$/.exec(text) ?? [];
  const isPlain = account === undefined || file === undefined || existsSync(text);
  return [...before, isPlain ? { file: text, account: null } : { file, account }];
}

/** `order="Order No."`: which column of the bill holds what. */
export function columnOption(text: string, before: NamedColumns = {}): NamedColumns {
  const [, word, name] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
  const field = BILL_FIELDS.find((known) => known === word);
  if (field !== undefined && name !== undefined) return { ...before, [field]: name };
  throw new InvalidArgumentError(`It is FIELD=NAME; the fields are ${BILL_FIELDS.join(', ')}.`);
}

export function currencyOption(text: string): string {
  if (/^[A-Za-z]{3}$/.test(text)) return text.toUpperCase();
  throw new InvalidArgumentError('It is a currency such as USD or CNY.');
}
