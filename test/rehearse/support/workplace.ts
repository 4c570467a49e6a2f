import type { Rehearsal } from '../../../cli/rehearse/report.js';
import { Workplace } from '../../cli/support/system.js';

/** Rehearsals begin here: a month's last day, and February 2092 has 29. */
export const FROM = '2090-01-31T01:00:00Z';

/** Two accounts of two currencies, whose keys exist nowhere, and whose endpoints answer nothing but errors. */
export async function rehearsalPlace(endpoint: string): Promise<Workplace> {
  const workplace = await Workplace.create();
  await workplace.write(
    'leaseline.yaml',
    `accounts:
  ali:
    vendor: alibaba
    site: domestic
    payer: HQ treasury
    credentials: { accessKeyIdEnv: NOBODY_SET_ID, accessKeySecretEnv: NOBODY_SET_SECRET }
    endpoints: { ecd: "${endpoint}", cbn: "${endpoint}", bss: "${endpoint}" }
  surfer:
    vendor: ucloud
    currency: USD
    credentials: { publicKeyEnv: NOBODY_SET_PUBLIC, privateKeyEnv: NOBODY_SET_PRIVATE }
    endpoints: { api: "${endpoint}" }
policies:
  production: {}
  two-people: { approvers: [ada, bob, cleo], quorum: 2, expireAfter: 3d, escalate: { after: 2d, to: [eve] } }
`,
  );
  return workplace;
}

const ORDERS = {
  wuying: { regionId: 'cn-hangzhou', bandwidth: 10, payType: 'PrePaid', period: 1, periodUnit: 'Month' },
  cen: { bandwidth: 2, geographicRegionAId: 'China', geographicRegionBId: 'Europe', period: 1, pricingCycle: 'Month' },
  ugn: {
    projectId: 'org-own',
    ugnId: 'ugn-own1',
    regionA: 'cn-bj2',
    regionB: 'hk',
    bandWidth: 5,
    payMode: 'FixedBw',
    chargeType: 'Month',
  },
};

/** The smallest package file of a product, renewed for ever. */
export function renewing(product: keyof typeof ORDERS, name: string, order: object = {}, more: object = {}): object {
  return {
    apiVersion: 'leaseline/v1',
    kind: 'BandwidthPackage',
    name,
    product,
    account: product === 'ugn' ? 'surfer' : 'ali',
    order: { ...ORDERS[product], ...order },
    lifecycle: { atTermEnd: 'renew' },
    ...more,
  };
}

/** Bought by use: it has no term. */
export function byUse(product: keyof typeof ORDERS, name: string, order: object): object {
  const { lifecycle, ...document } = renewing(product, name, order) as { lifecycle: object };
  return document;
}

export interface Rehearsed {
  readonly code: number | null;
  readonly stderr: string;
  readonly rehearsal: Rehearsal;
}

/** Runs the real command on these packages. */
export async function rehearsed(
  workplace: Workplace,
  documents: readonly object[],
  ...flags: readonly string[]
): Promise<Rehearsed> {
  const file = await workplace.write('packages.yaml', documents.map((one) => JSON.stringify(one)).join('\n---\n'));
  const { code, stdout, stderr } = await workplace.run(['rehearse', file, '--from', FROM, '--json', ...flags]);
  try {
    return { code, stderr, rehearsal: JSON.parse(stdout) };
  } catch {
    throw new Error(`no JSON document on stdout: ${stdout}\n${stderr}`);
  }
}

export function packageNamed({ packages }: Rehearsal, name: string) {
  const found = packages.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no package ${name}`);
  return found;
}

/** `2090-02-19 → 2090-04-01`: the day money moved for it, and until when it was paid for then. */
export function payments({ events }: Rehearsal, name: string): string[] {
  return events
    .filter((event) => event.package === name && event.kind === 'paid')
    .map(({ at, expiresAt }) => `${day(at)} → ${expiresAt === null ? 'never' : day(expiresAt)}`);
}

export function day(iso: string): string {
  return iso.slice(0, 10);
}
