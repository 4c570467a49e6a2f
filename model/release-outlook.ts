import { knownRenewalPrice, paidForTerm, renewalTerm } from './funding/known-prices.js';
import type { PackageState } from './messages.js';
import { formatMoney, type Money } from './money.js';
import { hasTerm, orderedTerm } from './package-spec.js';
import { type Quote, unknownPrice } from './quote.js';
import { orderedBandwidthMbps } from './row.js';
import type { Term } from './term.js';

/** What giving a package back means, as far as it can be told before anything is sent. */
export interface ReleaseOutlook {
  /**
   * - `delete`: gone at once; of a UGN package the unused part comes back with it
   * - `refund`: the vendor is asked to take it back; where it refuses, as `lapse`
   * - `lapse`: the vendor has said that it takes nothing back, so it ends with its term
   */
  readonly way: 'delete' | 'refund' | 'lapse';
  /** When its term ends, ISO 8601; null where it has none. */
  readonly endsAt: string | null;
  /** What comes back; null: billed by use, so nothing was paid beforehand. */
  readonly refund: Quote | null;
  /** Who says so: the vendor's own inquiry, or a calculation by the rule it publishes; null where it is not known. */
  readonly refundKnownBy: 'vendor' | 'rule' | null;
  /** What was paid for the term that runs; null where neither an order nor a price of today says it. */
  readonly paid: Money | null;
  /** `order`: charged so; `price`: what such an order costs today; null where it is not known. */
  readonly paidKnownBy: 'order' | 'price' | null;
  /** What of that does not come back; null where one of the two is not known. */
  readonly lost: Money | null;
  /** What the next renewal would have cost; null where none was to come. */
  readonly saved: Quote | null;
  readonly detachedFrom: readonly string[];
  readonly lostAddresses: readonly string[];
}

export type Leaving = Pick<
  PackageState,
  'spec' | 'price' | 'operations' | 'expiresAt' | 'bandwidthMbps' | 'attachedTo' | 'eipAddresses'
>;

/** What the vendor says today; null: not asked, because it is known or means nothing here. */
export interface LeavingQuotes {
  readonly refund: Quote | null;
  readonly renewal: Quote | null;
  /** What an order like the package's own costs. */
  readonly order: Quote | null;
}

export function releaseOutlook(leaving: Leaving, quotes: LeavingQuotes): ReleaseOutlook {
  const { spec, expiresAt, attachedTo, eipAddresses } = leaving;
  const isForTerm = hasTerm(spec);
  const refund = isForTerm ? (quotes.refund ?? unknownPrice('not asked')) : null;
  const way = !isForTerm || spec.product === 'ugn' ? 'delete' : isRefusal(refund) ? 'lapse' : 'refund';
  const charged = isForTerm ? paidForTerm(leaving) : null;
  const paid = charged ?? (isForTerm && quotes.order?.kind === 'known' ? moneyOf(quotes.order) : null);
  const term = isForTerm ? renewalTerm(spec) : null;
  const isSameTerm = term !== null && isSame(term, orderedTerm(spec));
  const renewal = knownRenewalPrice(leaving) ?? quotes.renewal ?? (isSameTerm ? quotes.order : null);
  return {
    way,
    endsAt: isForTerm ? expiresAt : null,
    refund,
    refundKnownBy: refund?.kind !== 'known' ? null : spec.product === 'ugn' ? 'rule' : 'vendor',
    paid,
    paidKnownBy: paid === null ? null : charged === null ? 'price' : 'order',
    lost: way === 'lapse' ? paid : lostOf(paid, refund),
    saved: term === null ? null : (renewal ?? unknownPrice('not asked')),
    detachedFrom: spec.product === 'cen' ? attachedTo : [],
    lostAddresses: eipAddresses,
  };
}

/** The same once the vendor has refused the refund itself: nothing comes back, whatever its inquiry said. */
export function refused(outlook: ReleaseOutlook): ReleaseOutlook {
  return { ...outlook, way: 'lapse', refund: unknownPrice('refused'), refundKnownBy: null, lost: outlook.paid };
}

/** Whether the price of such an order must be asked for, because no order of the package's own says what was paid. */
export function wantsOrderPrice(leaving: Leaving): boolean {
  return hasTerm(leaving.spec) && paidForTerm(leaving) === null && !isResized(leaving);
}

const isResized = ({ spec, bandwidthMbps }: Leaving): boolean => bandwidthMbps !== orderedBandwidthMbps(spec);
const isSame = (one: Term, other: Term): boolean => one.period === other.period && one.unit === other.unit;
const moneyOf = ({ amountMinor, currency }: Money): Money => ({ amountMinor, currency });

/** BSS words for "this product is not taken back" and "not this one, as it is"; others say nothing of the refund itself. */
function isRefusal(refund: Quote | null): boolean {
  return refund?.kind === 'unknown' && /NotApplicable|ResourceStatusError|NotSupport/.test(refund.code ?? '');
}

function lostOf(paid: Money | null, refund: Quote | null): Money | null {
  if (paid === null || refund?.kind !== 'known' || refund.currency !== paid.currency) return null;
  return { amountMinor: Math.max(0, paid.amountMinor - refund.amountMinor), currency: paid.currency };
}

/** The outlook in sentences, the way first and the money next: the same before, in the question, and while it is going. */
export function outlookSentences(outlook: ReleaseOutlook): string[] {
  return [waySentence(outlook), ...consequences(outlook)];
}

/** Money, attachments and addresses. */
export function consequences(outlook: ReleaseOutlook): string[] {
  const { lostAddresses, detachedFrom } = outlook;
  return [
    ...moneySentences(outlook),
    ...(detachedFrom.length > 0 ? [`It is detached first from ${detachedFrom.join(', ')}.`] : []),
    ...(lostAddresses.length > 0 ? [`These addresses are lost with it: ${lostAddresses.join(', ')}.`] : []),
  ];
}

function waySentence({ way, endsAt, refund }: ReleaseOutlook): string {
  const end = endsAt ?? 'its term ends';
  switch (way) {
    case 'delete':
      return 'It is deleted at once.';
    case 'refund':
      return `The vendor is asked to take it back now; if it refuses, it cannot be released before ${end}: automatic renewal is switched off and it lapses then.`;
    case 'lapse': {
      const why = refund?.kind === 'unknown' ? ` (${refund.reason})` : '';
      return `It cannot be released before ${end}, because the vendor refunds nothing${why}: automatic renewal is switched off and it lapses then.`;
    }
  }
}

export function moneySentences(outlook: ReleaseOutlook): string[] {
  const { refund, refundKnownBy, paid, paidKnownBy, lost, saved, endsAt, way } = outlook;
  if (refund === null) return ['Nothing comes back, and nothing is owed from then on: it is billed by use.'];
  const sentences: string[] = [];
  if (refund.kind === 'known') {
    const source = refundKnownBy === 'rule' ? 'by the rule the vendor publishes' : "by the vendor's own inquiry";
    const caveat = refund.caveat === null ? '' : `; ${refund.caveat}`;
    sentences.push(`What comes back: ${formatMoney(refund)} (${source}${caveat}).`);
  } else if (way !== 'lapse') {
    sentences.push(`What comes back is not known: ${refund.reason}.`);
  }
  const about = paidKnownBy === 'price' ? " (by today's price)" : '';
  if (lost !== null) sentences.push(`Paid already and lost: ${formatMoney(lost)}${about}.`);
  else if (paid !== null) sentences.push(`Paid already: ${formatMoney(paid)}${about}.`);
  if (saved?.kind === 'known') sentences.push(`Not renewing it at ${endsAt} saves ${formatMoney(saved)}.`);
  return sentences;
}
