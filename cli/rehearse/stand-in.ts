import type { ApprovalRules } from '../../model/approval.js';
import { assertNever } from '../../model/assert-never.js';
import type { AccountConfig } from '../../model/config/account-config.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import type { PackageSpec } from '../../model/package-spec.js';
import type { SimulatorAccounts } from '../../simulator/accounts.js';
import type { SimulatorBehaviourInput } from '../../simulator/behaviour.js';

/** What stands in for the vendors and for the accounts' own keys. */
export interface StandIn {
  readonly simulatorAccounts: SimulatorAccounts;
  readonly behaviour: SimulatorBehaviourInput;
  /** The only environment credentials are read from: nothing of the real one is in it. */
  readonly env: Readonly<Record<string, string>>;
  /** The configuration with the simulator at every endpoint. */
  config(simulatorUrl: string): LeaselineConfig;
}

const SECRET = 'rehearsal';
/** Loopback answers at once; nobody has to be spared. */
const QUOTAS = { describePerSecond: 1_000, orderPerSecond: 1_000 } as const;
const HOUR_MS = 60 * 60_000;
const YEAR_MS = 366 * 24 * HOUR_MS;

/**
 * Looks cost real time, so they are rarer than in production: a package that waits looks for itself, and the desks sweep
 * only when an order begins. When anything is due does not depend on them; what is delivered or paid is noticed later.
 */
const LOOK_MS = HOUR_MS;

/**
 * The simulator in place of the vendors of these packages' accounts.
 * @param rehearsedMs how long it lasts: no periodic sweep comes in that time
 * @param payAfterMs how long a person takes to pay; null: nobody pays
 */
export function standInFor(
  specs: readonly PackageSpec[],
  config: LeaselineConfig,
  { rehearsedMs, payAfterMs }: { readonly rehearsedMs: number; readonly payAfterMs: number | null },
): StandIn {
  const names = new Set(specs.map(({ account }) => account));
  const accounts = Object.values(config.accounts).filter(({ name }) => names.has(name));
  const ofVendor = (vendor: AccountConfig['vendor']) => accounts.filter((account) => account.vendor === vendor);
  return {
    simulatorAccounts: {
      alibaba: ofVendor('alibaba').map(({ name }) => ({
        accessKeyId: name,
        accessKeySecret: SECRET,
        accountId: name,
      })),
      ucloud: ofVendor('ucloud').map(({ name }) => ({ publicKey: name, privateKey: SECRET, accountId: name })),
    },
    behaviour: {
      throttling: { enabled: false },
      personPaysAfterSeconds: payAfterMs === null ? null : payAfterMs / 1_000,
      currencyOfAccount: Object.fromEntries(accounts.map((one) => [simulatorAccountId(one), currencyOf(one)])),
      // Plans by use are sold on the domestic site only.
      cenPostPay: accounts.some((account) => account.vendor === 'alibaba' && account.site === 'domestic'),
      officeSitesPerRegion: 1,
      more: placesOf(specs),
    },
    env: Object.fromEntries([
      ...accounts.map(({ name }): [string, string] => [keyVariable(name), name]),
      [SECRET_VARIABLE, SECRET],
    ]),
    config: (simulatorUrl) => ({
      ...config,
      accounts: Object.fromEntries(accounts.map((account) => [account.name, withStandIn(account, simulatorUrl)])),
      policies: Object.fromEntries(
        Object.entries(config.policies).map(([name, policy]) => [
          name,
          { ...policy, rules: answeredByOne(policy.rules) },
        ]),
      ),
      // What is only rehearsed is told to nobody.
      notifications: { webhooks: [], email: [], consoleUrl: null, digest: null, heartbeat: null },
      timing: {
        ...config.timing,
        sweepBusyMs: rehearsedMs + YEAR_MS,
        sweepIdleMs: rehearsedMs + YEAR_MS,
        fallbackLookMs: LOOK_MS,
      },
    }),
  };
}

/** One yes stands for all that a policy wants: when it comes is rehearsed, not whose it is. */
function answeredByOne({ escalation: _, ...rules }: ApprovalRules): ApprovalRules {
  return { ...rules, approvers: [], quorum: 1, requesterMayApprove: true };
}

/** How the simulator's books name the account. */
function simulatorAccountId({ vendor, name }: Pick<AccountConfig, 'vendor' | 'name'>): string {
  return `${vendor}/${name}`;
}

function withStandIn(account: AccountConfig, simulatorUrl: string): AccountConfig {
  const shared = { quotas: QUOTAS, observeOnly: false };
  const key = { from: 'env', name: keyVariable(account.name) } as const;
  const secret = { from: 'env', name: SECRET_VARIABLE } as const;
  switch (account.vendor) {
    case 'alibaba':
      return {
        ...account,
        ...shared,
        credentials: { kind: 'keys', accessKeyId: key, accessKeySecret: secret, securityToken: null },
        endpoints: { ecd: simulatorUrl, cbn: simulatorUrl, bss: simulatorUrl },
        // The simulator's billing knows the products by these codes, whatever a real account's are.
        products: {
          cen: { productCode: 'cbn', productType: 'cbn_bwp_pre', priceModules: [] },
          wuying: { productCode: 'gwsecd', productType: '' },
        },
        inventory: { wuyingRegions: [], cen: false },
      };
    case 'ucloud':
      return {
        ...account,
        ...shared,
        credentials: { publicKey: key, privateKey: secret, securityToken: null },
        endpoints: { api: `${simulatorUrl}/ucloud` },
        inventory: { projects: [] },
      };
    default:
      return assertNever(account);
  }
}

const SECRET_VARIABLE = 'REHEARSAL_SECRET';

function keyVariable(account: string): string {
  return `REHEARSAL_KEY_OF_${account.replaceAll('-', '_')}`;
}

function currencyOf(account: AccountConfig): string {
  if (account.currency !== null) return account.currency;
  return account.vendor === 'alibaba' && account.site === 'domestic' ? 'CNY' : 'USD';
}

/** Office sites, CENs and UGNs that the files name are taken to exist. */
function placesOf(specs: readonly PackageSpec[]): NonNullable<SimulatorBehaviourInput['more']> {
  const sites: string[] = [];
  const cens: string[] = [];
  const ugns: string[] = [];
  const ugnRegions: string[] = [];
  for (const spec of specs) {
    switch (spec.product) {
      case 'wuying':
        if (spec.order.officeSiteId !== undefined) sites.push(spec.order.officeSiteId);
        break;
      case 'cen':
        if (spec.order.attach !== undefined) cens.push(spec.order.attach.cenId);
        break;
      case 'ugn':
        ugns.push(spec.order.ugnId);
        ugnRegions.push(spec.order.regionA, spec.order.regionB);
        break;
      default:
        assertNever(spec);
    }
  }
  const each = (ids: string[]) => [...new Set(ids)];
  return { officeSites: each(sites), cens: each(cens), ugns: each(ugns), ugnRegions: each(ugnRegions) };
}
