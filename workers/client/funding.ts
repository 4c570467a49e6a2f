import { listPackages } from '../../activities/listing/rows.js';
import { accountNamed, type LeaselineConfig } from '../../model/config/leaseline-config.js';
import { payerOf } from '../../model/config/payer.js';
import type { Purse } from '../../model/funding/forecast.js';
import { knownRenewalPrice, renewalTerm, unpaidPrice } from '../../model/funding/known-prices.js';
import type { FundedPackage } from '../../model/funding/payments.js';
import type { PackageState } from '../../model/messages.js';
import { hasTerm } from '../../model/package-spec.js';
import type { BalanceQuestion, PriceQuestion } from '../../model/price-check.js';
import { vendorOf } from '../../model/product.js';
import { type Balance, unknownPrice } from '../../model/quote.js';
import { askPrices } from './prices.js';
import type { Reach } from './reach.js';
import { readStates } from './states.js';

/** What a forecast is made of. */
export interface Collected {
  readonly packages: readonly FundedPackage[];
  readonly purses: readonly Purse[];
  /** Names of packages that did not answer: what they will cost is not in the forecast. */
  readonly silent: readonly string[];
}

/** Reads every running package, and asks the vendors for what their renewals cost and what the accounts hold. */
export async function collectFunding(reach: Reach): Promise<Collected> {
  const running = (await listPackages(reach.client)).filter(({ closed }) => !closed);
  const { states, silent } = await readStates(
    reach.client,
    running.map(({ row }) => row),
  );
  const questions = states.map(questionsOf);
  const accounts = accountsOf(states);
  const { prices, balances } = await askPrices(reach, {
    prices: questions.flat().map(({ question }) => question),
    balances: accounts,
  });
  let next = 0;
  const packages = states.map((state, index): FundedPackage => {
    const asked = new Map((questions[index] ?? []).map(({ use }) => [use, prices[next++]]));
    const notAsked = unknownPrice('nothing is to be paid for it');
    return {
      spec: state.spec,
      row: state,
      orderPrice: unpaidPrice(state) ?? asked.get('order') ?? notAsked,
      deductsBeforeMs: state.life.deductsBeforeMs,
      renewalPrice: knownRenewalPrice(state) ?? asked.get('renewal') ?? notAsked,
    };
  });
  return { packages, purses: pursesOf(accounts, balances, reach.config), silent };
}

interface Asked {
  readonly use: 'order' | 'renewal';
  readonly question: PriceQuestion;
}

const BEFORE_THE_ORDER: readonly string[] = ['Requested', 'AwaitingApproval', 'Ordering'];

/** Only what no order in the row answers is asked for. */
function questionsOf(state: PackageState): Asked[] {
  const { spec, status, resourceId } = state;
  if (!hasTerm(spec)) return [];
  const asked: Asked[] = [];
  if (BEFORE_THE_ORDER.includes(status)) asked.push({ use: 'order', question: { kind: 'order', spec, term: null } });
  const term = renewalTerm(spec);
  if (term === null || knownRenewalPrice(state) !== null) return asked;
  const question: PriceQuestion =
    resourceId === null || status !== 'Active'
      ? { kind: 'order', spec, term }
      : { kind: 'renewal', spec, resourceId, term };
  return [...asked, { use: 'renewal', question }];
}

function accountsOf(states: readonly PackageState[]): BalanceQuestion[] {
  const vendors = new Map(states.map(({ spec }) => [spec.account, vendorOf(spec.product)]));
  return [...vendors]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([account, vendor]) => ({ account, vendor }));
}

/** Accounts of one payer at one vendor are one purse; money at one vendor pays nothing at another. */
function pursesOf(
  accounts: readonly BalanceQuestion[],
  balances: readonly Balance[],
  config: LeaselineConfig,
): Purse[] {
  const purses = new Map<string, Purse>();
  accounts.forEach(({ account, vendor }, index) => {
    const configured = accountNamed(config, account);
    const payer = configured === undefined ? account : payerOf(configured);
    const balance = balances[index] ?? unknownPrice('not asked');
    const key = JSON.stringify([payer, vendor]);
    const known = purses.get(key);
    purses.set(key, {
      payer,
      vendor,
      accounts: [...(known?.accounts ?? []), account],
      timeZone: known?.timeZone ?? configured?.payerTimeZone ?? 'UTC',
      balance: known === undefined ? balance : together(known.balance, balance),
    });
  });
  return [...purses.values()];
}

/** Several accounts of one payer may all show the same money: the least of what they show is surely there. */
function together(one: Balance, other: Balance): Balance {
  if (one.kind === 'unknown') return one;
  if (other.kind === 'unknown') return other;
  if (one.currency !== other.currency)
    return unknownPrice('accounts of this payer show balances in different currencies');
  return one.amountMinor <= other.amountMinor ? one : other;
}
