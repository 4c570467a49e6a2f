import { z } from 'zod';
import { accountNamed, type LeaselineConfig } from '../config/leaseline-config.js';
import { payerOf } from '../config/payer.js';
import { consoleLinks } from '../console-links.js';
import { priorityOf } from '../priority.js';
import type { PackageRow } from '../row.js';
import { isEnded } from '../status.js';
import { byHand } from './by-hand.js';

const text = z.string().max(4_000);
const words = z.array(text).max(100).readonly();
const instant = z.iso.datetime({ offset: true });

const lineSchema = z.strictObject({
  name: text,
  product: text,
  vendor: text,
  account: text,
  payer: text,
  region: text,
  status: text,
  /** One sentence, where a person is waited for. */
  reason: text.nullable(),
  resourceId: text.nullable(),
  orderId: text.nullable(),
  bandwidthMbps: z.number(),
  attachedTo: words,
  eipAddresses: words,
  /** 1 is the most important. */
  priority: z.number(),
  expiresAt: instant.nullable(),
  /** One sentence. */
  vendorRenewal: text,
  /** What Leaseline would have done at the end of the term, one sentence. */
  otherwise: text,
  links: z
    .array(z.strictObject({ what: text, url: z.url({ protocol: /^https?$/ }).max(2_000) }))
    .max(20)
    .readonly(),
  renew: words,
  stop: words,
});

/** What `breakglass --json` prints, and reads with `--from`. */
export const sheetSchema = z.strictObject({
  /** When it was made: what happened since is not in it. */
  madeAt: instant,
  lines: z.array(lineSchema).readonly(),
});

/** Everything somebody needs to keep the lines up when Leaseline is gone. */
export type BreakGlassSheet = Readonly<z.infer<typeof sheetSchema>>;
export type BreakGlassLine = Readonly<z.infer<typeof lineSchema>>;

/** What is there, or may be: the line that ends first on top, the more important one first on the same day. */
export function breakGlassSheet(rows: readonly PackageRow[], config: LeaselineConfig, now: string): BreakGlassSheet {
  const lines = rows.filter(({ status }) => !isEnded(status)).map((row) => lineOf(row, config));
  return { madeAt: now, lines: lines.sort(byUrgency) };
}

function byUrgency(one: BreakGlassLine, other: BreakGlassLine): number {
  const [end, otherEnd] = [one.expiresAt ?? '9', other.expiresAt ?? '9'];
  return end.localeCompare(otherEnd) || one.priority - other.priority || one.name.localeCompare(other.name);
}

function lineOf(row: PackageRow, config: LeaselineConfig): BreakGlassLine {
  const { name, product, account, region, status, reason, resourceId, orderId, bandwidthMbps } = row;
  const configured = accountNamed(config, account);
  const isForTerm = row.contract?.isForTerm ?? true;
  return {
    ...{ name, product, account, region, status, reason, resourceId, orderId, bandwidthMbps },
    vendor: configured?.vendor ?? 'not in leaseline.yaml',
    payer: configured === undefined ? account : payerOf(configured),
    attachedTo: [...row.attachedTo],
    eipAddresses: [...row.eipAddresses],
    priority: priorityOf(row.labels),
    expiresAt: row.expiresAt,
    vendorRenewal: vendorRenewal(row),
    otherwise: otherwise(row),
    links: configured === undefined ? [] : [...consoleLinks(configured, product)],
    ...byHand(product, { isForTerm, region }),
  };
}

function vendorRenewal({ contract, product }: PackageRow): string {
  if (contract === null) return 'Not known: look at it in the console.';
  if (!contract.isForTerm) return 'None: it is charged by use.';
  const seen = product === 'ugn' ? ' UGN does not show it, so look.' : '';
  switch (contract.vendorRenews) {
    case true:
      return `The vendor's own renewal was set on: it renews by itself while there is money.${seen}`;
    case false:
      return `The vendor's own renewal was set off: without a person it ends.${seen}`;
    case null:
      return "The vendor's own renewal is as it was ordered: look at it in the console.";
  }
}

function otherwise({ contract, nextStep }: PackageRow): string {
  if (contract === null) return 'Not known.';
  if (!contract.isForTerm) return 'It goes on until somebody deletes it.';
  const { period, unit } = contract.renewTerm;
  const term = `${period} ${unit.toLowerCase()}${period === 1 ? '' : 's'}`;
  const next = nextStep?.at == null ? '' : ` Next: ${nextStep.what} at ${nextStep.at}.`;
  const release = contract.releaseAt === null ? '' : ` It is to be given back at ${contract.releaseAt}.`;
  return `${ENDS[contract.atTermEnd].replace('{term}', term)}${next}${release}`;
}

const ENDS = {
  ask: 'A person decides; another {term} keeps it.',
  renew: 'Leaseline renews it for {term}.',
  release: 'Leaseline gives it back.',
  lapse: 'It is left to end.',
  vendorAutoRenew: 'The vendor renews it by itself for {term}.',
} as const;
