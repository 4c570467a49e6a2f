import { z } from 'zod';
import { durationMs, remindEveryMs } from './duration.js';
import { cenOrderSchema } from './order/cen.js';
import { refuse } from './order/rules.js';
import { ugnOrderSchema } from './order/ugn.js';
import { wuyingOrderSchema } from './order/wuying.js';
import { orderedTerm } from './package-spec.js';
import { parsePriority } from './priority.js';
import { whyNotRenewedFor } from './renewable-terms.js';

/** The package file (surface.md): what a person writes, checked before anything starts. */

const DAY_MS = 24 * 60 * 60 * 1000;

export const packageName = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/, 'is 1 to 63 letters, digits and hyphens');

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const renewSchema = z.strictObject({
  before: durationMs.optional(),
  period: z.number().int().positive().optional(),
  periodUnit: z.enum(['Week', 'Month', 'Year']).optional(),
  autoPay: z.boolean().optional(),
  onSilence: z.enum(['remind', 'bridge', 'lapse']).default('remind'),
  backstop: z.literal('vendorAutoRenew').optional(),
});

const paymentDefaults = { withinMs: 5 * DAY_MS, remindEveryMs: DAY_MS / 2, onTimeout: 'cancel' as const };
const readyDefaults = { withinMs: DAY_MS / 48, onTimeout: 'wait' as const };

const lifecycleSchema = z
  .strictObject({
    payment: z
      .strictObject({
        within: durationMs.default(paymentDefaults.withinMs),
        remindEvery: remindEveryMs.default(paymentDefaults.remindEveryMs),
        onTimeout: z.enum(['cancel', 'keepWaiting']).default('cancel'),
      })
      .transform(({ within, remindEvery, onTimeout }) => ({ withinMs: within, remindEveryMs: remindEvery, onTimeout }))
      .default(paymentDefaults),
    ready: z
      .strictObject({
        within: durationMs.default(readyDefaults.withinMs),
        /** `wait`: a person is asked and we keep looking; `fail`: the package ends as Failed and says what it left. */
        onTimeout: z.enum(['wait', 'fail']).default('wait'),
      })
      .transform(({ within, onTimeout }) => ({ withinMs: within, onTimeout }))
      .default(readyDefaults),
    atTermEnd: z.enum(['ask', 'renew', 'release', 'lapse', 'vendorAutoRenew']).default('ask'),
    renew: renewSchema.optional(),
    renewBy: z.enum(['leaseline', 'console']).default('leaseline'),
    releaseAt: instant.optional(),
  })
  .default({ payment: paymentDefaults, ready: readyDefaults, atTermEnd: 'ask', renewBy: 'leaseline' });

/** Numbers are taken as the text they are written as. `priority` means something to `leaseline funding`. */
const labelsSchema = z
  .record(z.string().min(1), z.union([z.string(), z.number()]).transform(String))
  .superRefine(({ priority }, context) => {
    if (priority === undefined || parsePriority(priority) !== null) return;
    refuse(context, ['priority'], 'is a whole number from 1, the most important, to 999999; without it a line has 5');
  })
  .default({});

const common = {
  apiVersion: z.literal('leaseline/v1'),
  kind: z.literal('BandwidthPackage'),
  name: packageName,
  account: z.string().min(1),
  labels: labelsSchema,
  lifecycle: lifecycleSchema,
  approval: z.string().min(1).optional(),
};

/** Periods a renewal can be asked for, by product: each product renews through another call. */
function refuseRenewal(document: ParsedDocument, context: z.RefinementCtx): void {
  const { renew, atTermEnd, renewBy } = document.lifecycle;
  if (renewBy === 'console' && atTermEnd !== 'renew') {
    refuse(context, ['lifecycle', 'renewBy'], 'is console only when atTermEnd is renew');
  }
  const at = (field: string) => ['lifecycle', 'renew', field];
  const ordered = orderedTerm(document);
  const isNamed = renew?.period !== undefined || renew?.periodUnit !== undefined;
  if (isNamed || (atTermEnd === 'renew' && renewBy === 'leaseline')) {
    const term = { period: renew?.period ?? ordered.period, unit: renew?.periodUnit ?? ordered.unit };
    const problem = whyNotRenewedFor(document, term);
    if (problem !== null) refuse(context, at(problem.field), problem.rule);
  }
  if (!renew) return;
  if (renew.backstop !== undefined && (atTermEnd !== 'renew' || renewBy === 'console')) {
    refuse(context, at('backstop'), 'is for packages that Leaseline renews (atTermEnd: renew, renewBy: leaseline)');
  }
  if (renew.backstop !== undefined && renew.periodUnit === 'Week' && ordered.unit !== 'Week') {
    refuse(
      context,
      at('backstop'),
      `needs renewals as long as the vendor's own: it would pay for a whole ${ordered.unit.toLowerCase()} on top of each week`,
    );
  }
  if (document.product !== 'wuying' && renew.autoPay === false) {
    refuse(
      context,
      at('autoPay'),
      `cannot be false for ${document.product}: the vendor charges a renewal at once; give the package an approval policy, or renewBy: console, instead`,
    );
  }
  if (atTermEnd === 'lapse' && renew.before !== undefined) {
    refuse(context, at('before'), 'has no meaning when atTermEnd is lapse');
  }
}

function refuseDoublePayment(document: ParsedDocument, context: z.RefinementCtx): void {
  const { atTermEnd } = document.lifecycle;
  if (document.product !== 'ugn' && document.order.autoRenew && atTermEnd !== 'vendorAutoRenew') {
    refuse(
      context,
      ['order', 'autoRenew'],
      `cannot be true when lifecycle.atTermEnd is ${atTermEnd}: the vendor and Leaseline would both act at the term's end (use atTermEnd: vendorAutoRenew)`,
    );
  }
}

const parsedDocument = z.discriminatedUnion('product', [
  z.strictObject({ ...common, product: z.literal('wuying'), order: wuyingOrderSchema }),
  z.strictObject({ ...common, product: z.literal('cen'), order: cenOrderSchema }),
  z.strictObject({ ...common, product: z.literal('ugn'), order: ugnOrderSchema }),
]);
type ParsedDocument = z.output<typeof parsedDocument>;

export const packageDocumentSchema = parsedDocument.superRefine((document, context) => {
  refuseRenewal(document, context);
  refuseDoublePayment(document, context);
});
