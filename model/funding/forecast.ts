import type { Balance } from '../quote.js';
import type { Payment } from './payments.js';

/** One purse: who pays, for which accounts of one vendor, and what is in it. */
export interface Purse {
  readonly payer: string;
  readonly vendor: string;
  readonly accounts: readonly string[];
  /** IANA name; the days of the forecast are this zone's. */
  readonly timeZone: string;
  readonly balance: Balance;
}

/** What one purse needs in one currency. Two currencies are never added, and no balance covers another one. */
export interface Funding extends Omit<Purse, 'balance'> {
  /** Null: only prices that are not known, so their currency is not known either. */
  readonly currency: string | null;
  readonly balanceMinor: number | null;
  /** Why the balance is not known; null when it is. */
  readonly balanceUnknown: string | null;
  readonly days: readonly FundingDay[];
  /** What is needed altogether; at least, where a price is not known. */
  readonly totalMinor: number;
  readonly isAtLeast: boolean;
  /** True: what is known is covered. False: it is not. Null: the balance is not known. */
  readonly isCovered: boolean | null;
  /** The first day on which money is missing, and how much must be added before the last day; null when it is enough. */
  readonly short: { readonly date: string; readonly missingMinor: number } | null;
  /** What goes dark if nothing is added, in this order: the least important line first. */
  readonly dark: readonly DarkLine[];
}

export interface FundingDay {
  /** `2026-12-11`, in the payer's time zone. */
  readonly date: string;
  readonly payments: readonly Payment[];
  readonly neededMinor: number;
  /** What is left after it; negative: missing; null: the balance is not known. */
  readonly leftMinor: number | null;
}

export interface DarkLine {
  readonly name: string;
  readonly priority: number;
  /** When it goes dark; null: it never comes up. */
  readonly at: string | null;
}

/** Lays payments against balances, day by day. Pure. */
export function forecast(payments: readonly Payment[], purses: readonly Purse[]): readonly Funding[] {
  return purses.flatMap((purse) => {
    const own = payments.filter(({ account }) => purse.accounts.includes(account));
    return currenciesOf(own, purse.balance).map((currency) => fundingOf(own, purse, currency));
  });
}

/** The currency of what has no known price is that of the balance, or of everything else, or not known. */
function homeCurrency(payments: readonly Payment[], balance: Balance): string | null {
  if (balance.kind === 'known') return balance.currency;
  const [only, other] = new Set(payments.flatMap(({ price }) => (price.kind === 'known' ? price.currency : [])));
  return only === undefined || other !== undefined ? null : only;
}

function currencyOf(payment: Payment, home: string | null): string | null {
  return payment.price.kind === 'known' ? payment.price.currency : home;
}

function currenciesOf(payments: readonly Payment[], balance: Balance): (string | null)[] {
  const home = homeCurrency(payments, balance);
  return [...new Set(payments.map((payment) => currencyOf(payment, home)))].sort((one, other) =>
    (one ?? '').localeCompare(other ?? ''),
  );
}

function fundingOf(all: readonly Payment[], purse: Purse, currency: string | null): Funding {
  const home = homeCurrency(all, purse.balance);
  const payments = all.filter((payment) => currencyOf(payment, home) === currency);
  const { balance, ...payer } = purse;
  const balanceMinor = balance.kind === 'known' && balance.currency === currency ? balance.amountMinor : null;
  const days = daysOf(payments, purse.timeZone, balanceMinor);
  const lowestMinor = Math.min(0, ...days.map(({ leftMinor }) => leftMinor ?? 0));
  const firstShort = days.find(({ leftMinor }) => leftMinor !== null && leftMinor < 0);
  return {
    ...payer,
    currency,
    balanceMinor,
    balanceUnknown: balanceMinor === null ? whyUnknown(balance) : null,
    days,
    totalMinor: sum(payments),
    isAtLeast: payments.some(({ price }) => price.kind === 'unknown'),
    isCovered: balanceMinor === null ? null : firstShort === undefined,
    short: firstShort === undefined ? null : { date: firstShort.date, missingMinor: -lowestMinor },
    dark: balanceMinor === null ? [] : darkLines(days, balanceMinor),
  };
}

function whyUnknown(balance: Balance): string {
  return balance.kind === 'unknown' ? balance.reason : `the account shows a balance in ${balance.currency} only`;
}

function daysOf(payments: readonly Payment[], timeZone: string, balanceMinor: number | null): FundingDay[] {
  const byDate = new Map<string, Payment[]>();
  const inOrder = [...payments].sort((one, other) => one.at.localeCompare(other.at) || one.priority - other.priority);
  for (const payment of inOrder) {
    const date = dateIn(timeZone, payment.at);
    byDate.set(date, [...(byDate.get(date) ?? []), payment]);
  }
  let leftMinor = balanceMinor;
  return [...byDate].map(([date, due]) => {
    const neededMinor = sum(due);
    leftMinor = leftMinor === null ? null : leftMinor - neededMinor;
    return { date, payments: due, neededMinor, leftMinor };
  });
}

/**
 * Which lines are given up so that the money lasts for the others: whenever it does not last to the end of a day, the
 * least important of those whose turn has come by then, with all they would have cost; the dearest first among equals.
 */
function darkLines(days: readonly FundingDay[], balanceMinor: number): DarkLine[] {
  const givenUp: DarkLine[] = [];
  let due: Payment[] = [];
  for (const day of days) {
    due = [...due, ...day.payments.filter(({ name }) => givenUp.every((line) => line.name !== name))];
    while (sum(due) > balanceMinor) {
      const [least] = due
        .filter(({ price }) => price.kind === 'known' && price.amountMinor > 0)
        .sort((one, other) => other.priority - one.priority || amountOf(other) - amountOf(one));
      if (least === undefined) break;
      const unpaid = due.find(({ name }) => name === least.name) ?? least;
      givenUp.push({ name: least.name, priority: least.priority, at: unpaid.darkAt });
      due = due.filter(({ name }) => name !== least.name);
    }
  }
  // Given up on different days: said in the order in which somebody would choose.
  return givenUp.sort((one, other) => other.priority - one.priority);
}

function sum(payments: readonly Payment[]): number {
  return payments.reduce((total, payment) => total + amountOf(payment), 0);
}

const amountOf = ({ price }: Payment): number => (price.kind === 'known' ? price.amountMinor : 0);

/** The calendar date of an instant in a time zone, `2026-12-11`. */
export function dateIn(timeZone: string, iso: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(iso),
  );
}
