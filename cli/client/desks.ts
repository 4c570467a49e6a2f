import type { Client } from '@temporalio/client';
import { accountNamed, type LeaselineConfig } from '../../model/config/leaseline-config.js';
import { CEN_REGION } from '../../model/desk-region.js';
import type { DeskName } from '../../model/ids.js';
import { type Product, vendorOf } from '../../model/product.js';
import { knownDesks } from '../../workers/client/desks.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';

/** What a person asked about; undefined is everything. */
export interface DeskFilter {
  readonly account?: string | undefined;
  readonly product?: Product | undefined;
  readonly region?: string | undefined;
}

/**
 * Every desk that may know of strays: those that run (there a package was ordered once), those of the accounts'
 * inventories, and the one the filter names in full. Those beside the filter are left out.
 * @throws CliError for an account that is not there, or one that does not sell the product
 */
export async function findDesks(
  client: Client,
  config: LeaselineConfig,
  filter: DeskFilter,
): Promise<readonly DeskName[]> {
  checkFilter(config, filter);
  const named = namedDesk(config, filter);
  const known = await knownDesks(client, config, named === null ? [] : [named]);
  return known.filter((desk) => matches(desk, filter));
}

/**
 * The desk that is named by flags alone, whether it runs or not. What the account's vendor leaves no choice about need
 * not be said: UGN is all that UCloud sells here, and CEN has one region.
 */
export function namedDesk(config: LeaselineConfig, { account, product, region }: DeskFilter): DeskName | null {
  const found = account === undefined ? undefined : accountNamed(config, account);
  if (found === undefined) return null;
  if (product === 'cen') return { account: found.name, product, region: CEN_REGION };
  if (region === undefined) return null;
  if (product !== undefined) return { account: found.name, product, region };
  if (found.vendor === 'ucloud') return { account: found.name, product: 'ugn', region };
  return { account: found.name, product: region === CEN_REGION ? 'cen' : 'wuying', region };
}

function matches(desk: DeskName, { account, product, region }: DeskFilter): boolean {
  return (
    (account === undefined || account === desk.account) &&
    (product === undefined || product === desk.product) &&
    (region === undefined || region === desk.region)
  );
}

function checkFilter(config: LeaselineConfig, { account, product, region }: DeskFilter): void {
  if (product === 'cen' && region !== undefined && region !== CEN_REGION) {
    throw new CliError({
      what: `CEN plans belong to no region, so there are none in ${region}`,
      remedy: `Leave --region out, or say --region ${CEN_REGION}`,
      exitCode: EXIT.usage,
    });
  }
  if (account === undefined) return;
  const found = accountNamed(config, account);
  if (found === undefined) {
    throw new CliError({
      what: `There is no account ${account} in leaseline.yaml`,
      remedy: `Name one of: ${Object.keys(config.accounts).sort().join(', ') || 'none is configured yet'}`,
      exitCode: EXIT.usage,
    });
  }
  if (product !== undefined && vendorOf(product) !== found.vendor) {
    throw new CliError({
      what: `${account} is an account at ${found.vendor}; ${product} is sold by ${vendorOf(product)}`,
      remedy: 'Name an account of that vendor, or another product',
      exitCode: EXIT.usage,
    });
  }
}
