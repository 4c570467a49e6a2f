import type { z } from 'zod';
import { formatDuration } from './duration.js';
import type { CenOrder } from './order/cen.js';
import type { UgnOrder } from './order/ugn.js';
import type { WuyingOrder } from './order/wuying.js';
import { packageDocumentSchema } from './package-document.js';
import type { Term, TermUnit } from './term.js';

/** A checked package: every default filled in, every duration in milliseconds. This is what a workflow is given. */
export type PackageSpec = PackageSpecCommon &
  (
    | { readonly product: 'wuying'; readonly order: WuyingOrder }
    | { readonly product: 'cen'; readonly order: CenOrder }
    | { readonly product: 'ugn'; readonly order: UgnOrder }
  );

interface PackageSpecCommon {
  readonly name: string;
  readonly account: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly lifecycle: Lifecycle;
  /** Policy from leaseline.yaml that must say yes before money is spent; null when none is asked for. */
  readonly approval: string | null;
}

export interface Lifecycle {
  readonly payment: {
    readonly withinMs: number;
    readonly remindEveryMs: number;
    readonly onTimeout: 'cancel' | 'keepWaiting';
  };
  readonly ready: { readonly withinMs: number; readonly onTimeout: 'wait' | 'fail' };
  readonly atTermEnd: 'ask' | 'renew' | 'release' | 'lapse' | 'vendorAutoRenew';
  readonly renew: {
    /** How long before expiry a renewal starts; the last third of the term bounds it (`renewalLeadMs`). */
    readonly beforeMs: number;
    readonly term: Term;
    /** Only WUYING can renew by an order that waits for payment. */
    readonly autoPay: boolean;
    readonly onSilence: 'remind' | 'bridge' | 'lapse';
  };
  readonly releaseAt: string | null;
}

export type ParsedPackage =
  | { readonly ok: true; readonly spec: PackageSpec; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly PackageProblem[] };

export interface PackageProblem {
  readonly path: readonly (string | number)[];
  /** The rule that was broken, to be read after the field's name: "bandwidth is 2 to 200 Mbps for …". */
  readonly rule: string;
}

/** Checks one package document from outside and fills in its defaults. Nothing is started or sent. */
export function parsePackage(document: unknown): ParsedPackage {
  const parsed = packageDocumentSchema.safeParse(document);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.flatMap(problemsOf) };
  return { ok: true, spec: toSpec(parsed.data), warnings: warningsOf(parsed.data) };
}

type Document = z.output<typeof packageDocumentSchema>;

function toSpec(document: Document): PackageSpec {
  const { name, account, labels, lifecycle, approval } = document;
  const term = orderedTerm(document);
  const personActs = approval !== undefined || (document.product === 'wuying' && !document.order.autoPay);
  const renew = {
    beforeMs: lifecycle.renew?.before ?? (personActs ? 21 : 14) * DAY_MS,
    term: {
      period: lifecycle.renew?.period ?? term.period,
      unit: lifecycle.renew?.periodUnit ?? term.unit,
    },
    autoPay: document.product === 'wuying' ? (lifecycle.renew?.autoPay ?? document.order.autoPay) : true,
    onSilence: lifecycle.renew?.onSilence ?? ('remind' as const),
  };
  const shared = {
    name,
    account,
    labels,
    lifecycle: { ...lifecycle, renew, releaseAt: lifecycle.releaseAt ?? null },
    approval: approval ?? null,
  };
  switch (document.product) {
    case 'wuying':
      return { ...shared, product: 'wuying', order: document.order };
    case 'cen':
      return { ...shared, product: 'cen', order: document.order };
    case 'ugn':
      return { ...shared, product: 'ugn', order: document.order };
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The term the order buys; for pay-as-you-go, the term a later renewal would take if it ever had one. */
function orderedTerm(document: Document): Term {
  switch (document.product) {
    case 'wuying':
      return { period: document.order.period, unit: document.order.periodUnit };
    case 'cen':
      return { period: document.order.period, unit: document.order.pricingCycle };
    case 'ugn': {
      const unit: TermUnit = document.order.chargeType === 'Year' ? 'Year' : 'Month';
      return { period: Math.max(1, Math.trunc(document.order.quantity)), unit };
    }
  }
}

/** True when the package is bought for a term and ends with it; pay-as-you-go packages never expire. */
export function hasTerm(spec: PackageSpec): boolean {
  switch (spec.product) {
    case 'wuying':
      return spec.order.payType === 'PrePaid';
    case 'cen':
      return spec.order.bandwidthPackageChargeType === 'PREPAY';
    case 'ugn':
      return spec.order.chargeType === 'Month' || spec.order.chargeType === 'Year';
  }
}

function warningsOf(document: Document): string[] {
  const warnings: string[] = [];
  const { lifecycle, name } = document;
  if (document.product === 'wuying' && document.order.payType === 'PostPaid' && document.order.periodGiven) {
    warnings.push(`${name}: order.period means nothing for PostPaid and is not sent`);
  }
  if (document.product === 'cen' && document.order.bandwidthPackageChargeType === 'POSTPAY') {
    warnings.push(
      `${name}: the international site sells prepaid plans only; POSTPAY may be refused (UnSupported.ChargeType)`,
    );
  }
  if (document.product === 'ugn' && document.order.payMode === 'Traffic' && document.order.chargeType === 'PostPay') {
    warnings.push(`${name}: Traffic is sold with chargeType Count; PostPay may be refused`);
  }
  const spec = toSpec(document);
  if (!hasTerm(spec) && lifecycle.atTermEnd !== 'ask') {
    warnings.push(`${name}: a pay-as-you-go package has no term, so atTermEnd: ${lifecycle.atTermEnd} never happens`);
  }
  if (lifecycle.renew?.before !== undefined && hasTerm(spec)) {
    const third = Math.floor(nominalTermMs(orderedTerm(document)) / 3);
    if (lifecycle.renew.before > third) {
      warnings.push(
        `${name}: renew.before ${formatDuration(lifecycle.renew.before)} is cut to a third of the term, ${formatDuration(third)}`,
      );
    }
  }
  return warnings;
}

/** About how long a term is, for advice only; real dates come from the vendor. */
export function nominalTermMs(term: Term): number {
  const days = term.unit === 'Week' ? 7 : term.unit === 'Month' ? 30 : 365;
  return term.period * days * DAY_MS;
}

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue): PackageProblem[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], rule: 'is not a field here' }));
    case 'invalid_type':
      return [
        {
          path,
          rule: issue.message.endsWith('received undefined')
            ? `is required (${issue.expected})`
            : `is of type ${issue.expected}`,
        },
      ];
    case 'invalid_value':
      return [{ path, rule: `is ${issue.values.map(String).join(' or ')}` }];
    case 'invalid_union':
      return [{ path, rule: path.at(-1) === 'product' ? 'is wuying, cen or ugn' : 'has a form that is not allowed' }];
    case 'too_small':
      return [{ path, rule: `is at least ${issue.minimum}${issue.origin === 'string' ? ' characters' : ''}` }];
    case 'too_big':
      return [
        {
          path,
          rule:
            issue.origin === 'array'
              ? issue.message
              : `is at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`,
        },
      ];
    default:
      return [{ path, rule: issue.message }];
  }
}
