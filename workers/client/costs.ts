import { listPackages } from '../../activities/listing/rows.js';
import { accountNamed, type LeaselineConfig } from '../../model/config/leaseline-config.js';
import { payerOf } from '../../model/config/payer.js';
import { type CostedPackage, costedPackage, isBought, wantsQuote } from '../../model/costs/costed-package.js';
import type { PackageState } from '../../model/messages.js';
import { hasTerm } from '../../model/package-spec.js';
import type { PriceQuestion } from '../../model/price-check.js';
import type { Quote } from '../../model/quote.js';
import type { PackageRow } from '../../model/row.js';
import { askPrices } from './prices.js';
import type { Reach } from './reach.js';
import { readStates } from './states.js';

/**
 * Every running package as far as its costs are concerned: from the list alone where its row tells, else from the package itself
 * and from its vendor.
 * @param asks false: the list must do
 */
export async function collectCosts(reach: Reach, { asks }: { readonly asks: boolean }): Promise<CostedPackage[]> {
  const rows = (await listPackages(reach.client)).filter(({ closed }) => !closed).map(({ row }) => row);
  const { states } = asks ? await readStates(reach.client, rows.filter(wantsQuote)) : { states: [] };
  const quotes = await askQuotes(reach, states);
  const payer = (row: PackageRow) => payerIn(reach.config, row.account);
  const known = new Map(states.map((state) => [state.name, state]));
  return rows.map((row) => costedPackage(known.get(row.name) ?? row, payer(row), quotes.get(row.name)));
}

/** Only what a vendor can be asked: a pay-as-you-go package has no price beforehand. */
async function askQuotes(reach: Reach, states: readonly PackageState[]): Promise<ReadonlyMap<string, Quote>> {
  const asked = states.filter((state) => hasTerm(state.spec) && wantsQuote(state));
  const { prices } = await askPrices(reach, { prices: asked.map(questionOf), balances: [] });
  return new Map(asked.flatMap(({ name }, index) => (prices[index] === undefined ? [] : [[name, prices[index]]])));
}

function questionOf(state: PackageState): PriceQuestion {
  const { spec, resourceId, contract } = state;
  if (!isBought(state)) return { kind: 'order', spec, term: null };
  const term = contract?.renewTerm ?? null;
  return resourceId === null || term === null
    ? { kind: 'order', spec, term }
    : { kind: 'renewal', spec, resourceId, term };
}

function payerIn(config: LeaselineConfig, account: string): string {
  const configured = accountNamed(config, account);
  return configured === undefined ? account : payerOf(configured);
}
