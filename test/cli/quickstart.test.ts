import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../workers/embedded/home.js';
import { type Ended, Workplace } from './support/system.js';

const ANY_PORTS = ['--temporal-port', '0', '--ui-port', '0', '--simulator-port', '0', '--api-port', '0'];
const DEMO = ['--config', join(projectRoot(), 'leaseline.yaml')];

it('npm start --once brings seven packages up, leaves the suspended one to an operator, and orders nothing twice', async () => {
  const workplace = await Workplace.create();
  const start = () => workplace.run(['up', '--quickstart', '--once', '--json', ...DEMO, ...ANY_PORTS]);
  try {
    const first = await start();
    expect(first).toMatchObject({ code: 0 });
    const rows = rowsOf(first);
    expect(rows.filter(({ status, waitingFor }) => status === 'Active' && waitingFor === null)).toHaveLength(7);
    expect(rows.filter(({ status }) => status !== 'Active')).toMatchObject([
      {
        name: 'tokyo-desktops-suspended',
        status: 'OutcomeUnknown',
        waitingFor: 'operator',
        reason: expect.stringContaining('order was suspended'),
        resourceId: null,
      },
    ]);
    const second = await start();
    expect(second).toMatchObject({ code: 0 });
    expect(second.stderr).not.toContain('Ordering');
    const ids = (list: typeof rows) => list.map(({ name, resourceId, runId }) => ({ name, resourceId, runId }));
    expect(ids(rowsOf(second))).toEqual(ids(rows));
  } finally {
    await workplace.remove();
  }
}, 180_000);

it('orders nothing when an account would spend real money', async () => {
  const workplace = await Workplace.create();
  try {
    const config = await workplace.write(
      'leaseline.yaml',
      `accounts:
  demo-alibaba: { vendor: alibaba, credentials: default }
  demo-surfer: { vendor: ucloud, credentials: { publicKeyEnv: A, privateKeyEnv: B } }
`,
    );
    const env = { A: 'a', B: 'b' };
    const args = ['up', '--quickstart', '--once', '--config', config, ...ANY_PORTS];
    const { code, stderr } = await workplace.run(args, env);
    expect(code).toBe(1);
    expect(stderr).toContain('speaks to a real cloud, so the quick start ordered nothing');
  } finally {
    await workplace.remove();
  }
});

interface Row {
  readonly name: string;
  readonly status: string;
  readonly waitingFor: string | null;
  readonly resourceId: string | null;
  readonly runId: string;
}

function rowsOf({ stdout }: Ended): readonly Row[] {
  const { packages }: { packages: readonly Row[] } = JSON.parse(stdout);
  return packages;
}
