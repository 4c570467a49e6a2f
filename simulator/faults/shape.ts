import { type Answer, badGatewayAnswer, droppedAnswer } from '../http/answer.js';
import { drawFraction } from '../random.js';
import { type Listing, listings, undocumentedStatus, type Walk } from './listings.js';
import type { Strike } from './menu.js';
import { secondsOf, struckBy } from './strikes.js';

type Body = Record<string, unknown>;

/** The last item of the page before, by rule and walk, so that the next page can show it again. */
export type LastShown = Map<string, unknown>;

const mostRemembered = 1_000;

/** Faults that bend what a successful call shows on its page. */
export function bentBody(
  action: string,
  body: Body,
  strikes: readonly Strike[],
  walkOf: () => Walk,
  lastShown: LastShown,
): Body {
  const listing = listings.get(action);
  if (listing === undefined || strikes.length === 0) return body;
  const walk = walkOf();
  let bent = body;
  for (const strike of strikes) {
    bent = withList(bent, listing.path, (items) => bentList(items, strike, listing, walk, lastShown));
    if (strike.fault === 'emptyList') bent = withoutTotal(bent);
  }
  return bent;
}

/** Order ids as JSON numbers, digit by digit: numbers this long do not survive a number type. */
export function numericOrderIds(text: string): string {
  return text.replace(/"(OrderId|CenBandwidthPackageOrderId|OrderNo)":"([1-9]\d*)"/g, '"$1":$2');
}

/** Faults that bend how a value is written. */
export function bentText(text: string, strikes: readonly Strike[]): string {
  let bent = struckBy(strikes, 'orderIdAsNumber') ? numericOrderIds(text) : text;
  if (struckBy(strikes, 'retCodeAsString')) bent = bent.replace(/"RetCode":(-?\d+)/, '"RetCode":"$1"');
  return bent;
}

/** Faults that lose or delay an answer to a call that was processed. */
export function lostAnswer(answer: Answer, internalError: Answer, strikes: readonly Strike[]): Answer {
  if (struckBy(strikes, 'dropAfter')) return droppedAnswer;
  if (struckBy(strikes, 'badGatewayAfter')) return badGatewayAnswer;
  const kept = struckBy(strikes, 'internalErrorAfter') ? internalError : answer;
  return { ...kept, delayMs: Math.max(0, (secondsOf(strikes, 'delayAfter', 90) ?? 0) * 1000) };
}

function withList(body: Body, path: readonly string[], bend: (items: unknown[]) => unknown): Body {
  const [step, ...rest] = path;
  if (step === undefined) return body;
  const inner = body[step];
  if (rest.length === 0) return Array.isArray(inner) ? { ...body, [step]: bend(inner) } : body;
  return isBody(inner) ? { ...body, [step]: withList(inner, rest, bend) } : body;
}

/** A wrong site does not know that it is wrong: its totals agree with its empty page. */
function withoutTotal(body: Body): Body {
  const { NextToken: _none, ...rest } = body;
  const total = 'TotalCount' in rest ? { TotalCount: 0 } : {};
  return { ...rest, ...total, ...(isBody(rest.Data) ? { Data: withoutTotal(rest.Data) } : {}) };
}

function bentList(items: unknown[], strike: Strike, listing: Listing, walk: Walk, lastShown: LastShown): unknown {
  switch (strike.fault) {
    case 'missingItem':
      return items.slice(1);
    case 'emptyList':
      return [];
    case 'duplicateItem':
      return withDuplicate(items, `${strike.ruleId}\n${walk.key}`, walk.isFirstPage, lastShown);
    case 'unknownStatus':
      return withUnknownStatus(items, strike, listing);
    case 'bareObject':
      return items.length === 1 ? items[0] : items;
    default:
      return items;
  }
}

function withDuplicate(items: unknown[], key: string, isFirstPage: boolean, lastShown: LastShown): unknown[] {
  const earlier = isFirstPage ? undefined : lastShown.get(key);
  if (lastShown.size >= mostRemembered) lastShown.clear();
  lastShown.set(key, items.at(-1));
  if (earlier !== undefined) return [earlier, ...items];
  return items.length === 0 ? items : [...items, items[0]];
}

function withUnknownStatus(items: unknown[], strike: Strike, { statusField }: Listing): unknown[] {
  if (statusField === null) return items;
  const struck = Math.floor(drawFraction(strike.seed, strike.lot, 'status', strike.turn) * items.length);
  return items.map((item, index) =>
    index === struck && isBody(item) ? { ...item, [statusField]: undocumentedStatus(statusField) } : item,
  );
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
