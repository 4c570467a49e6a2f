import { pino } from 'pino';
import { startApi } from '../../api/server.js';
import { parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import { longListClient } from '../console/long-list.js';
import { fieldsOf, kindOf, type Shape } from './fields.js';
import { code, GENERATED, tableText } from './markdown.js';

interface Body {
  readonly content?: Readonly<Record<string, { readonly schema?: Shape }>>;
}

interface Operation {
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Shape;
  }[];
  readonly requestBody?: Body;
  readonly responses?: Readonly<Record<string, Body>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const TOKEN = 'reference';

/** Every route, as the API describes itself at `/openapi.json`. */
export async function routesPage(): Promise<string> {
  const { paths } = await described();
  const parts = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => operationText(method.toUpperCase(), path, operation)),
  );
  return [
    '# Reference: HTTP API',
    GENERATED,
    'Tokens, roles and errors: [api.md](../api.md). The same for programs is at `/openapi.json`.',
    ...parts,
    '',
  ].join('\n\n');
}

/** Nothing is asked of Temporal for that. */
async function described(): Promise<OpenApi> {
  const config = parseLeaselineConfig('accounts: {}\n', 'reference');
  if (!config.ok) throw new Error('the empty configuration is valid');
  const api = await startApi({
    ...{ client: longListClient(0), config: config.value, key: new Uint8Array(32), localToken: TOKEN },
    ...{ logger: pino({ enabled: false }), port: 0, host: '127.0.0.1' },
  });
  try {
    const answer = await fetch(`${api.url}/openapi.json`, { headers: { authorization: `Bearer ${TOKEN}` } });
    return (await answer.json()) as OpenApi;
  } finally {
    await api.close();
  }
}

function operationText(method: string, path: string, { description, ...operation }: Operation): string {
  const { parameters = [], requestBody, responses = {} } = operation;
  const body = shapeIn(requestBody);
  const answers = Object.entries(responses).flatMap(([status, response]) => {
    const shape = shapeIn(response);
    return shape === undefined ? [] : [`Answers ${code(status)}:`, fieldTable(shape)];
  });
  return [
    `## ${method} ${path}`,
    ...(description === undefined ? [] : [description]),
    ...(parameters.length === 0
      ? []
      : [
          tableText({
            head: ['parameter', 'in', 'is', ''],
            lines: parameters.map((one) => [
              code(one.name),
              one.in,
              kindOf(one.schema ?? {}),
              one.required === true ? 'required' : '',
            ]),
          }),
        ]),
    ...(body === undefined ? [] : ['Body:', fieldTable(body)]),
    ...answers,
  ].join('\n\n');
}

const shapeIn = (body: Body | undefined): Shape | undefined => body?.content?.['application/json']?.schema;

/** Of a body with several forms each has a table of its own. */
function fieldTable(shape: Shape): string {
  const forms = shape.anyOf ?? shape.oneOf ?? [shape];
  const tables = forms.map((form) => {
    const lines = fieldsOf(form, '');
    return lines.length === 0
      ? `${kindOf(form) || 'a document'}`
      : tableText({ head: ['field', 'is', 'default'], lines });
  });
  return tables.join('\n\nor\n\n');
}
