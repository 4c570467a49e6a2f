import { z } from 'zod';
import { type CostGrouping, costReport, parseCostGrouping } from '../../model/costs/cost-report.js';
import type { CostedPackage } from '../../model/costs/costed-package.js';
import { collectCosts } from '../../workers/client/costs.js';
import { costsCsv } from '../../workers/client/costs-csv.js';
import { type Collected, collectFunding } from '../../workers/client/funding.js';
import { fundingReport } from '../../workers/client/funding-report.js';
import type { Api, ApiContext } from '../context.js';
import { Kept } from '../kept.js';

const MOST_MONTHS = 120;
const MOST_DAYS = 3_660;
/** Prices are asked of the vendors, within their quotas. */
const KEPT_MS = 60_000;

const costsQuery = z.strictObject({
  months: z.coerce.number().int().positive().max(MOST_MONTHS).default(12),
  by: z
    .string()
    .max(100)
    .default('product')
    .transform((text, context): CostGrouping => {
      const by = parseCostGrouping(text);
      if (by !== null) return by;
      context.addIssue({ code: 'custom', message: 'is product, payer, account or label:NAME' });
      return z.NEVER;
    }),
});

/** What packages cost by month, and how much money must be where by when; the documents the command line prints. */
export function moneyRoutes(api: Api, context: ApiContext): void {
  const costs = new Kept<readonly CostedPackage[]>(KEPT_MS);
  const funds = new Kept<Collected>(KEPT_MS);
  const packages = () => costs.get('all', () => collectCosts(context, { asks: true }));

  api.get(
    '/v1/costs',
    {
      schema: {
        description: 'Committed and forecast costs by month; by=product, payer, account or label:NAME.',
        querystring: costsQuery,
      },
    },
    async ({ query }) => costReport(await packages(), { now: new Date().toISOString(), ...query }),
  );

  api.get(
    '/v1/costs.csv',
    { schema: { description: 'The same, a line for each package and month.', querystring: costsQuery } },
    async ({ query }, reply) => {
      const found = await packages();
      const report = costReport(found, { now: new Date().toISOString(), ...query });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="leaseline-costs.csv"')
        .send(costsCsv(report, found));
    },
  );

  api.get(
    '/v1/funding',
    {
      schema: {
        description: 'How much money must be with which payer by when, and what goes dark if it is not.',
        querystring: z.strictObject({ days: z.coerce.number().int().positive().max(MOST_DAYS).default(60) }),
      },
    },
    async ({ query }) => {
      const collected = await funds.get('all', () => collectFunding(context));
      return fundingReport(collected, new Date(), query.days);
    },
  );
}
