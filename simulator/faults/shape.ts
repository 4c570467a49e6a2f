import { type Answer, badGatewayAnswer, droppedAnswer } from '../http/answer.js';
import { type Strike, secondsOf, struckBy } from './strikes.js';

type Body = Record<string, unknown>;

/** Where each listing keeps its items. */
const listPaths: ReadonlyMap<string, readonly string[]> = new Map([
  ['DescribeNetworkPackages', ['NetworkPackages']],
  ['DescribeOfficeSites', ['OfficeSites']],
  ['DescribeCenBandwidthPackages', ['CenBandwidthPackages', 'CenBandwidthPackage']],
  ['DescribeCens', ['Cens', 'Cen']],
  ['QueryOrders', ['Data', 'OrderList', 'Order']],
  ['GetOrderDetail', ['Data', 'OrderList', 'Order']],
  ['QueryAvailableInstances', ['Data', 'InstanceList']],
  ['GetSimpleUGNBwPackages', ['BwPackages']],
  ['ListSimpleBwPackage', ['BwPackages']],
  ['DescribeSimpleUGN', ['BwPackages']],
  ['ListUGN', ['UGNs']],
  ['DescribeOrderDetailInfo', ['OrderInfos']],
  ['ListUBillDetail', ['Items']],
]);

/** The last item each duplicating rule showed, so that the next page can show it again. */
export type LastShown = Map<string, unknown>;

/** Faults that bend what a successful call shows. */
export function bentBody(action: string, body: Body, strikes: readonly Strike[], lastShown: LastShown): Body {
  const path = listPaths.get(action);
  if (path === undefined || strikes.length === 0) return body;
  let bent = body;
  for (const strike of strikes) {
    bent = withList(bent, path, (items) => bentList(items, strike, lastShown));
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

function bentList(items: unknown[], strike: Strike, lastShown: LastShown): unknown {
  switch (strike.fault) {
    case 'missingItem':
      return items.slice(1);
    case 'emptyList':
      return [];
    case 'duplicateItem': {
      const earlier = lastShown.get(strike.ruleId);
      lastShown.set(strike.ruleId, items.at(-1));
      if (earlier !== undefined) return [earlier, ...items];
      return items.length === 0 ? items : [...items, items[0]];
    }
    case 'bareObject':
      return items.length === 1 ? items[0] : items;
    default:
      return items;
  }
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
