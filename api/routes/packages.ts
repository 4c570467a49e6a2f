import { z } from 'zod';
import { listPackages, type RowFilter } from '../../activities/listing/rows.js';
import { parseDurationMs } from '../../model/duration.js';
import { packageName } from '../../model/package-document.js';
import { PRODUCTS } from '../../model/product.js';
import { LEASE_STATUSES, WAITING_FOR } from '../../model/status.js';
import { requirePackage } from '../../workers/client/names.js';
import { readState, shownOf } from '../../workers/client/state.js';
import { vendorCalls } from '../../workers/client/vendor-calls.js';
import type { Api, ApiContext } from '../context.js';
import { noWorker } from '../problem.js';

export const nameParams = z.object({ name: packageName });

const listQuery = z.strictObject({
  status: z.enum(LEASE_STATUSES).optional(),
  waiting: z.enum(WAITING_FOR).optional(),
  product: z.enum(PRODUCTS).optional(),
  account: z.string().max(63).optional(),
  expiresWithin: z
    .string()
    .refine((text) => parseDurationMs(text) !== null, 'is a duration such as 30d')
    .optional(),
});

/** Reading: the same documents as `leaseline list --json` and `leaseline show --json`. */
export function packageRoutes(api: Api, { client }: ApiContext): void {
  api.get(
    '/v1/packages',
    { schema: { description: 'All packages, a row each.', querystring: listQuery } },
    async ({ query }) => {
      const { expiresWithin, ...exact } = query;
      const withinMs = expiresWithin === undefined ? null : parseDurationMs(expiresWithin);
      const filter = { ...exact, ...(withinMs !== null && { expiresBefore: new Date(Date.now() + withinMs) }) };
      const given = Object.entries(filter).filter(([, value]) => value !== undefined);
      const listed = await listPackages(client, Object.fromEntries(given) as RowFilter);
      return { packages: listed.map(({ row }) => row) };
    },
  );

  api.get(
    '/v1/packages/:name',
    { schema: { description: 'Everything about one package.', params: nameParams } },
    async ({ params }) => {
      const { row } = await requirePackage(client, params.name);
      return shownOf(row, await readState(client, row));
    },
  );

  api.get(
    '/v1/packages/:name/timeline',
    { schema: { description: 'The story of one package, oldest first.', params: nameParams } },
    async ({ params }) => {
      const { row } = await requirePackage(client, params.name);
      const state = await readState(client, row);
      if (state !== null) return { name: row.name, timeline: state.timeline };
      throw noWorker('package');
    },
  );

  api.get(
    '/v1/packages/:name/calls',
    {
      schema: {
        description: "Its calls that spent or destroyed, with the vendor's request ids, oldest first.",
        params: nameParams,
      },
    },
    async ({ params }) => {
      const { row } = await requirePackage(client, params.name);
      return { name: row.name, calls: await vendorCalls(client, row) };
    },
  );
}
