import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { packageWorkflowId } from '../../model/ids.js';
import type { PackageRow } from '../../model/row.js';
import { ended, Workplace } from '../cli/support/system.js';
import { DevHarness } from '../support/dev-harness.js';
import { CREDENTIALS } from '../support/harness.js';
import { monthly } from '../workflows/documents.js';

const SECRET_WORD = 'planted-word-7f3a';
const KEYS = { KEY_ONE: randomBytes(32).toString('base64'), KEY_TWO: randomBytes(32).toString('base64') };

/** Real workers and the real command line, with keys, on a real server that is looked into from outside. */
describe('a system that encrypts', () => {
  let harness: DevHarness;
  let workplace: Workplace;
  let worker: ChildProcess;

  const configure = (keys: string) =>
    workplace.write(
      'temporal.yaml',
      `mode: external\naddress: ${harness.env.address}\nencryption: { keys: [${keys}] }\n`,
    );
  const leaseline = (args: readonly string[], env: NodeJS.ProcessEnv = KEYS) => workplace.run(args, env);
  const rows = async (): Promise<readonly PackageRow[]> => {
    const { stdout, stderr, code } = await leaseline(['list', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout).packages;
  };
  const order = async (name: string) => {
    const kind = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' };
    const document = { ...kind, ...monthly('wuying', name), labels: { team: 'net', note: SECRET_WORD } };
    const file = await workplace.write(`${name}.json`, JSON.stringify(document));
    expect(await leaseline(['order', file])).toMatchObject({ code: 0 });
    await vi.waitUntil(async () => (await rows()).find((row) => row.name === name)?.waitingFor === 'payment', {
      timeout: 40_000,
      interval: 500,
    });
  };
  /** As somebody sees it who runs the server and has no key. */
  const stored = async (name: string) => {
    const execution = { workflowId: packageWorkflowId(name), runId: '' };
    const service = harness.env.connection.workflowService;
    const [history, description] = await Promise.all([
      service.getWorkflowExecutionHistory({ namespace: 'default', execution }),
      service.describeWorkflowExecution({ namespace: 'default', execution }),
    ]);
    return { history, description, text: visibleText([history, description]) };
  };

  beforeAll(async () => {
    harness = await DevHarness.start();
    workplace = await Workplace.create();
    await workplace.write('leaseline.yaml', harness.configText());
    await configure('{ id: one, keyEnv: KEY_ONE }');
    worker = workplace.spawn(['worker'], { ...CREDENTIALS, ...KEYS });
    worker.stderr?.resume();
  });
  afterAll(async () => {
    if (worker !== undefined) {
      const end = ended(worker);
      worker.kill('SIGTERM');
      await end;
    }
    await workplace?.remove();
    await harness?.stop();
  });

  it('stores nothing a reader without the key could use: no label, price, order, person or text of a failure', async () => {
    await order('sealed');
    const [row] = await rows();
    expect(row).toMatchObject({ name: 'sealed', labels: { note: SECRET_WORD }, waitingFor: 'payment' });
    const { text, history } = await stored('sealed');
    expect(history.history?.events?.length).toBeGreaterThan(10);
    for (const secret of [SECRET_WORD, row?.orderId, 'officeSiteId', 'tester', 'autoPay', 'amountMinor']) {
      expect(text).not.toContain(secret);
    }
    // The search attributes are what a server may know.
    expect(text).toContain('AwaitingPayment');
  }, 90_000);

  it('tells why a message is refused, although texts of failures travel encrypted', async () => {
    const refused = await leaseline(['approve', 'sealed']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/AwaitingPayment/);
  });

  it('tells who has no key which one is missing', async () => {
    const blind = await leaseline(['list'], {});
    expect(blind.code).not.toBe(0);
    expect(blind.stderr).toMatch(/encryption key one.*KEY_ONE/);
    expect((await leaseline(['doctor'], { ...CREDENTIALS })).stdout).toMatch(/fail {2}encryption: .*KEY_ONE/);
  });

  it('goes on reading what was written before a new key came', async () => {
    await configure('{ id: two, keyEnv: KEY_TWO }, { id: one, keyEnv: KEY_ONE }');
    expect((await rows()).map(({ name }) => name)).toContain('sealed');
    expect((await leaseline(['doctor'], { ...KEYS, ...CREDENTIALS })).stdout).toContain(
      'key two encrypts; one only decrypt',
    );
    await configure('{ id: two, keyEnv: KEY_TWO }');
    expect((await leaseline(['list'])).stderr).toContain('encrypted with key one');
    await configure('{ id: one, keyEnv: KEY_ONE }');
  });

  it('decrypts for the web UI of Temporal alone, and for whoever names the token', async () => {
    const ui = 'http://127.0.0.1:8233';
    const token = { LEASELINE_CODEC_TOKEN: 'codec-token' };
    const server = workplace.spawn(['codec-server', '--port', '0', '--json'], { ...KEYS, ...token });
    try {
      const line = await new Promise<string>((resolve) => server.stdout?.once('data', (data) => resolve(String(data))));
      const { url } = JSON.parse(line) as { url: string };
      const { history } = await stored('sealed');
      const input = history.history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
      const inBase64 = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('base64');
      const metadata = Object.entries(input?.metadata ?? {}).map(([name, bytes]) => [name, inBase64(bytes)]);
      const body = JSON.stringify({
        payloads: [{ metadata: Object.fromEntries(metadata), data: inBase64(input?.data) }],
      });
      const ask = (headers: Record<string, string>, text = body, path = '/decode') =>
        fetch(`${url}${path}`, {
          method: 'POST',
          body: text,
          headers: { 'content-type': 'application/json', ...headers },
        });
      const authorization = 'Bearer codec-token';
      const answer = await ask({ origin: ui, authorization });
      expect(answer.headers.get('access-control-allow-origin')).toBe(ui);
      const [payload] = ((await answer.json()) as { payloads: { data: string }[] }).payloads;
      expect(Buffer.from(payload?.data ?? '', 'base64').toString('utf8')).toContain(SECRET_WORD);
      expect((await ask({ origin: 'https://elsewhere.example', authorization })).status).toBe(403);
      expect((await ask({ origin: ui })).status).toBe(401);
      expect((await ask({ authorization: 'Bearer other' })).status).toBe(401);
      expect((await ask({ authorization }, '{"payloads": 1}')).status).toBe(400);
      expect((await ask({ authorization }, 'no json')).status).toBe(400);
      expect((await ask({ authorization }, body, '/elsewhere')).status).toBe(404);
    } finally {
      const end = ended(server);
      server.kill('SIGTERM');
      await end;
    }
  });
});

/** Every text in it, whatever bytes or objects it is wrapped in. */
function visibleText(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (Array.isArray(value)) return value.map(visibleText).join('\n');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(visibleText).join('\n');
  return String(value);
}
