import type { z } from 'zod';
import { exactDuration, formatDuration } from './format-duration.js';
import { packageDocumentSchema } from './package-document.js';
import { hasTerm, orderedTerm, type PackageSpec, wantsVendorRenewal } from './package-spec.js';
import { nominalTermMs } from './term.js';
import { settableMonths } from './vendor-renewal.js';

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
  const renew = {
    beforeMs: lifecycle.renew?.before ?? (personActs(document) ? 21 : 14) * DAY_MS,
    term: {
      period: lifecycle.renew?.period ?? term.period,
      unit: lifecycle.renew?.periodUnit ?? term.unit,
    },
    autoPay: document.product === 'wuying' ? (lifecycle.renew?.autoPay ?? document.order.autoPay) : true,
    onSilence: lifecycle.renew?.onSilence ?? ('remind' as const),
    backstop: lifecycle.renew?.backstop !== undefined,
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
/** Who has less than this to act may be away for all of it: a weekend is as long. */
const SHORT_FOR_PEOPLE_MS = 3 * DAY_MS;

/** Whether each renewal waits for somebody. */
function personActs(document: Document): boolean {
  if (document.approval !== undefined || document.lifecycle.renewBy === 'console') return true;
  return document.product === 'wuying' && !document.order.autoPay;
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
  if (spec.product !== 'ugn' && wantsVendorRenewal(spec) && settableMonths(spec) === null) {
    warnings.push(
      `${name}: the vendor's own renewal can only be ordered with this package; once it runs, no call switches it on for that term (SetRenewal counts in 1, 2, 3, 6 or 12 months or in years), so the vendor's console must`,
    );
  }
  const before = lifecycle.renew?.before;
  if (before !== undefined && hasTerm(spec)) {
    const third = Math.floor(nominalTermMs(orderedTerm(document)) / 3);
    const isAsked = lifecycle.atTermEnd === 'ask' || (lifecycle.atTermEnd === 'renew' && personActs(document));
    if (before > third) {
      warnings.push(
        `${name}: renew.before ${exactDuration(before)} is cut to a third of the term, ${formatDuration(third)}`,
      );
    } else if (isAsked && before < SHORT_FOR_PEOPLE_MS) {
      warnings.push(
        `${name}: renew.before ${exactDuration(before)} is all the time people have to act, and what would remind them earlier is left out`,
      );
    }
  }
  return warnings;
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
