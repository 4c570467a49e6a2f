import { z } from 'zod';
import type { ListedPackage } from '../../activities/listing/rows.js';
import { accountNamed } from '../../model/config/leaseline-config.js';
import { PRODUCTS, vendorOf } from '../../model/product.js';
import { findCandidates } from '../../workers/client/adopt/find-candidates.js';
import { startAdopted } from '../../workers/client/adopt/start-adopted.js';
import { knownDesks } from '../../workers/client/desks.js';
import { findPackage, readState } from '../../workers/client/state.js';
import { readStrays, type Strays } from '../../workers/client/strays.js';
import type { Api, ApiContext } from '../context.js';
import { Kept } from '../kept.js';
import { ProblemError } from '../problem.js';
import { mayDo } from '../roles.js';

/** Every look is an event in each desk's history. */
const KEPT_MS = 60_000;

const adoptSchema = z.strictObject({
  account: z.string().max(63),
  product: z.enum(PRODUCTS),
  resourceIds: z.array(z.string().min(1).max(200)).min(1).max(100),
});
const adoptedSchema = z.object({
  packages: z.array(
    z.object({
      name: z.string(),
      resourceId: z.string(),
      result: z.enum(['started', 'already', 'failed']),
      message: z.string().nullable(),
    }),
  ),
});

/** What is in the accounts and belongs to no package: the document `leaseline strays --json` prints. */
export function strayRoutes(api: Api, context: ApiContext): void {
  const strays = new Kept<Strays>(KEPT_MS);
  api.get(
    '/v1/strays',
    {
      schema: {
        description: 'Resources and unpaid orders nobody owns; ?now=true reads the vendors afresh (operators).',
        querystring: z.strictObject({ now: z.enum(['true', 'false']).optional() }),
      },
    },
    ({ query, caller }) => {
      const afresh = query.now === 'true';
      if (afresh && (caller === null || !mayDo(caller.role, 'operate'))) {
        throw new ProblemError(403, 'role', 'Reading the vendors now is for operators.', {
          remedy: 'Leave now out: the newest listing is shown',
        });
      }
      return strays.get('all', () => readStrays(context, afresh), afresh);
    },
  );

  api.post(
    '/v1/strays/adopt',
    {
      config: { act: 'operate' },
      schema: {
        description:
          'Takes over what exists and belongs to no package; buys nothing. A resource becomes one package, however often it is asked.',
        body: adoptSchema,
        response: { 200: adoptedSchema },
      },
    },
    async ({ body, caller }) => {
      strays.forget();
      return { packages: await adopt(context, body, caller?.name ?? 'unknown') };
    },
  );
}

type Wanted = z.infer<typeof adoptSchema>;
type AdoptedShown = z.infer<typeof adoptedSchema>['packages'][number];

/** Of what is named all or nothing is taken over, as the command does. */
async function adopt(context: ApiContext, wanted: Wanted, by: string): Promise<AdoptedShown[]> {
  const account = accountNamed(context.config, wanted.account);
  if (account === undefined || account.vendor !== vendorOf(wanted.product)) {
    const rule =
      account === undefined ? 'is not in leaseline.yaml' : `is an account at ${account.vendor}, which does not sell it`;
    throw new ProblemError(400, 'unknown-account', `account: ${wanted.account} ${rule}`);
  }
  const asked = [...new Set(wanted.resourceIds)];
  const already = (await Promise.all(asked.map((resourceId) => takenOver(context, resourceId)))).filter(
    (one) => one !== null,
  );
  const left = asked.filter((resourceId) => !already.some((one) => one.resourceId === resourceId));
  if (left.length === 0) return already;
  const desks = (await knownDesks(context.client, context.config)).filter(
    (desk) => desk.account === wanted.account && desk.product === wanted.product,
  );
  const { candidates, refusals } = await findCandidates(context, desks, { ...wanted, resourceIds: left });
  const [first] = refusals;
  if (first !== undefined) {
    const errors = refusals.map(({ resourceId, reason }) => ({ field: resourceId, rule: reason }));
    const detail = `Nothing was taken over: ${first.resourceId}: ${first.reason}`;
    throw new ProblemError(409, 'refused', detail, { remedy: first.remedy, errors });
  }
  const started = await startAdopted(context, candidates, { account, by });
  const idOf = new Map(candidates.map(({ spec, resource }) => [spec.name, resource.resourceId]));
  return [
    ...already,
    ...started.map(({ name, result, message }) => ({ name, resourceId: idOf.get(name) ?? name, result, message })),
  ];
}

/** Until an approval, or a look at the vendor, has let it through, it has no resource to show; for days, perhaps. */
async function isOnItsWay({ client }: Pick<ApiContext, 'client'>, { row }: ListedPackage): Promise<boolean> {
  return row.resourceId === null && (await readState(client, row))?.adopted === true;
}

/** A repeated request is answered and not refused: the package is named after the resource, and has it or is on its way to it. */
async function takenOver({ client }: ApiContext, resourceId: string): Promise<AdoptedShown | null> {
  const found = await findPackage(client, resourceId.toLowerCase());
  if (found === null || found.closed) return null;
  const isIts = found.row.resourceId === resourceId || (await isOnItsWay({ client }, found));
  if (!isIts) return null;
  return { name: found.row.name, resourceId, result: 'already', message: null };
}
