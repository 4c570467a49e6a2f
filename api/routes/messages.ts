import { z } from 'zod';
import { accountNamed } from '../../model/config/leaseline-config.js';
import { lifeSettingsOf } from '../../model/config/settings-of.js';
import type { MessageArguments, MessageName } from '../../model/messages.js';
import { packageName } from '../../model/package-document.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { parsePackage } from '../../model/parse-package.js';
import { tell } from '../../workers/client/messages.js';
import type { Api, ApiContext } from '../context.js';
import { ProblemError } from '../problem.js';
import type { Act } from '../roles.js';
import { nameParams } from './packages.js';

const said = {
  comment: z.string().max(2000).optional(),
  operationId: z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,200}$/, 'is 1 to 200 letters, digits, dots, colons, hyphens or underscores')
    .optional(),
};
const instant = z.iso.datetime({ offset: true });
const requestId = z.string().regex(/^[0-9a-f]{16}$/, 'is 16 hexadecimal digits, as the package shows them');
const idText = z.string().min(1).max(200);

/** Who speaks is whom the token names: a body cannot say it. */
const BODIES = {
  approve: z.strictObject({ ...said, request: requestId.optional() }),
  reject: z.strictObject({ ...said, request: requestId.optional(), reason: z.string().min(1).max(2000) }),
  withdraw: z.strictObject({ ...said, request: requestId.optional() }),
  delegate: z.strictObject({ ...said, request: requestId.optional(), to: idText }),
  paid: z.strictObject(said),
  resolve: z.union(
    [
      z.strictObject({ ...said, resourceId: idText }),
      z.strictObject({ ...said, none: z.literal(true), not: z.array(idText).max(100).optional() }),
    ],
    {
      error:
        'is { resourceId } to name what was bought, or { none: true } and perhaps { not: [id] } when there is none',
    },
  ),
  resize: z.strictObject({ ...said, bandwidthMbps: z.int().positive(), at: instant.optional() }),
  renew: z.strictObject({
    ...said,
    period: z.int().positive().max(100).optional(),
    periodUnit: z.enum(['Week', 'Month', 'Year']).optional(),
  }),
  release: z.strictObject({ ...said, at: instant.optional(), confirm: z.boolean().optional() }),
  cancel: z.strictObject(said),
  pause: z.strictObject({ ...said, until: instant }),
  resume: z.strictObject(said),
  rename: z.strictObject({ ...said, to: packageName }),
  configure: z.strictObject({ ...said, package: z.record(z.string(), z.unknown()) }),
} as const satisfies Readonly<Record<MessageName, z.ZodType>>;

const ACTS: Readonly<Record<MessageName, Act>> = {
  approve: 'decide',
  reject: 'decide',
  withdraw: 'decide',
  delegate: 'decide',
  paid: 'request',
  resolve: 'operate',
  resize: 'operate',
  renew: 'operate',
  release: 'operate',
  cancel: 'operate',
  pause: 'operate',
  resume: 'operate',
  rename: 'operate',
  configure: 'operate',
};

const answerSchema = z.object({
  name: z.string(),
  status: z.string(),
  waitingFor: z.string().nullable(),
  message: z.string(),
  missing: z.int().optional(),
});

/** Telling: each message is checked by the package itself, which answers at once. */
export function messageRoutes(api: Api, context: ApiContext, onTold: (name: string) => void): void {
  for (const message of Object.keys(BODIES) as MessageName[]) {
    api.post(
      `/v1/packages/:name/${message}`,
      {
        config: { act: ACTS[message] },
        schema: {
          description: `Tells a package: ${message}. A repeated operationId is answered, not repeated.`,
          params: nameParams,
          body: z.preprocess((body) => body ?? {}, BODIES[message]),
          response: { 200: answerSchema },
        },
      },
      async ({ params, body, caller }) => {
        const argument = argumentOf(message, body as Readonly<Record<string, unknown>>, context);
        const { name: by = 'unknown', groups = [] } = caller ?? {};
        const answer = await tell(context.client, { name: params.name, by, groups }, message, argument);
        onTold(params.name);
        return { name: params.name, ...answer };
      },
    );
  }
}

function argumentOf(
  message: MessageName,
  body: Readonly<Record<string, unknown>>,
  context: ApiContext,
): MessageArguments[MessageName] {
  if (message !== 'configure') return body as unknown as MessageArguments[MessageName];
  const { package: document, ...rest } = body;
  const spec = specOf(document);
  const account = accountNamed(context.config, spec.account);
  if (account === undefined) {
    throw new ProblemError(400, 'unknown-account', `package.account: ${spec.account} is not in leaseline.yaml`);
  }
  return { ...rest, spec, life: lifeSettingsOf(context.config, account, spec) };
}

function specOf(document: unknown): PackageSpec {
  const parsed = parsePackage(document);
  if (parsed.ok) return parsed.spec;
  const errors = parsed.problems.map(({ path, rule }) => ({ field: ['package', ...path].join('.'), rule }));
  const first = errors[0];
  throw new ProblemError(400, 'invalid', `${first?.field ?? 'package'} ${first?.rule ?? 'is not valid'}`, { errors });
}
