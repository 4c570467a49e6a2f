import { type Funding, forecast } from '../../model/funding/forecast.js';
import { expectedPayments } from '../../model/funding/payments.js';
import type { Collected } from './funding.js';

/** What `funding --json` prints and `GET /v1/funding` answers. */
export interface FundingReport {
  readonly from: string;
  readonly until: string;
  /** True when everything that is known is covered, and everything could be read. */
  readonly isCovered: boolean;
  readonly payers: readonly Funding[];
  /** Packages whose need for money cannot be told, or is for a person to decide. */
  readonly notForecast: readonly { readonly name: string; readonly why: string }[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** How much money must be where by when. Pure. */
export function fundingReport({ packages, purses, silent }: Collected, now: Date, days: number): FundingReport {
  const from = now.toISOString();
  const until = new Date(now.getTime() + days * DAY_MS).toISOString();
  const outlooks = packages.map((pack) => ({ name: pack.spec.name, ...expectedPayments(pack, from, until) }));
  const payers: readonly Funding[] = forecast(
    outlooks.flatMap(({ payments }) => payments),
    purses,
  );
  return {
    from,
    until,
    isCovered: silent.length === 0 && payers.every(({ isCovered }) => isCovered === true),
    payers,
    notForecast: [
      ...outlooks.flatMap(({ name, beside }) => (beside === null ? [] : [{ name, why: beside }])),
      ...silent.map((name) => ({ name, why: 'it did not answer: is a worker running?' })),
    ],
  };
}
