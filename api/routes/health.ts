import { z } from 'zod';
import { listPackages } from '../../activities/listing/rows.js';
import { LEASE_STATUSES, WAITING_FOR } from '../../model/status.js';
import { answers } from '../../workers/client/answers.js';
import type { Api, ApiContext } from '../context.js';

/** `healthz`: the process answers. `readyz`: Temporal answers it. `metrics`: how packages stand, in Prometheus' text format. */
export function healthRoutes(api: Api, { client }: ApiContext): void {
  const schema = { response: { 200: z.object({ ready: z.boolean() }) }, security: [] };
  api.get('/healthz', { config: { act: 'open' }, schema }, () => ({ ready: true }));
  api.get(
    '/readyz',
    {
      config: { act: 'open' },
      schema: { ...schema, response: { ...schema.response, 503: z.object({ ready: z.boolean() }) } },
    },
    async (_request, reply) => {
      const ready = await answers(client);
      return reply.code(ready ? 200 : 503).send({ ready });
    },
  );
  api.get(
    '/metrics',
    { schema: { description: 'How packages stand, in Prometheus text format.', produces: ['text/plain'] } },
    async (_request, reply) => {
      const rows = (await listPackages(client)).map(({ row }) => row);
      const lines = [
        '# HELP leaseline_packages Packages by status.',
        '# TYPE leaseline_packages gauge',
        ...LEASE_STATUSES.map(
          (status) => `leaseline_packages{status="${status}"} ${count(rows, (row) => row.status === status)}`,
        ),
        '# HELP leaseline_waiting Packages by what they wait for.',
        '# TYPE leaseline_waiting gauge',
        ...WAITING_FOR.map(
          (what) => `leaseline_waiting{for="${what}"} ${count(rows, (row) => row.waitingFor === what)}`,
        ),
        '# HELP leaseline_blind Packages whose vendor list cannot be read.',
        '# TYPE leaseline_blind gauge',
        `leaseline_blind ${count(rows, (row) => row.blindSince !== null)}`,
      ];
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(`${lines.join('\n')}\n`);
    },
  );
}

function count<Row>(rows: readonly Row[], fits: (row: Row) => boolean): number {
  return rows.filter(fits).length;
}
