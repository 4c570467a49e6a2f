import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRODUCTS } from '../../model/product.js';
import { DevHarness } from '../support/dev-harness.js';
import { LogLines } from '../support/log-lines.js';
import { autoPaid } from '../workflows/documents.js';

/** What the workers hold, and nobody else may ever see. */
const GOOD = ['demo-secret', 'demo-private'];
const WRONG = {
  LEASELINE_ALI_SECRET: 'planted-wrong-secret-7f3a',
  LEASELINE_UCLOUD_PRIVATE: 'planted-wrong-private-91bc',
};
const HOOK = 'planted-hook-secret-55d2';

/** Every byte of a history, also of what is packed into payloads. */
function textsOf(value: unknown, found: string[] = []): string[] {
  if (value instanceof Uint8Array) found.push(Buffer.from(value).toString('utf8'));
  else if (typeof value === 'string') {
    found.push(value);
    if (/^[A-Za-z0-9+/]{16,}={0,2}$/.test(value)) found.push(Buffer.from(value, 'base64').toString('utf8'));
  } else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) textsOf(one, found);
  return found;
}

async function everythingOf(harness: DevHarness, log: LogLines): Promise<string> {
  const { client } = harness.env;
  const texts = [log.text];
  for await (const { workflowId, runId } of client.workflow.list()) {
    texts.push(...textsOf(await client.workflow.getHandle(workflowId, runId).fetchHistory()));
    texts.push(...textsOf((await client.workflow.getHandle(workflowId, runId).describe()).raw));
  }
  return texts.join('\n');
}

describe('secrets', () => {
  const log = new LogLines();
  let good: DevHarness;
  let wrong: DevHarness;
  beforeAll(async () => {
    const notifications = `webhooks:\n    - { url: "http://127.0.0.1:9/hook", secretEnv: HOOK_SECRET }`;
    const workerEnv = { HOOK_SECRET: HOOK };
    good = await DevHarness.start({ logger: log.logger, notifications, workerEnv });
    wrong = await DevHarness.start({ logger: log.logger, notifications, workerEnv: { ...workerEnv, ...WRONG } });
    await Promise.all([good.startWorkers(), wrong.startWorkers()]);
  });
  afterAll(() => Promise.all([good.stop(), wrong.stop()]));

  it('of accounts and receivers are in no log, no history, no memo and no error, whatever goes well or wrong', async () => {
    for (const product of PRODUCTS) {
      const workflowId = await good.order({ ...autoPaid(product, `${product}-good`), approval: 'production' });
      await good.until(workflowId, ({ waitingFor }) => waitingFor === 'approval');
      await good.say(workflowId, 'approve');
      await good.until(workflowId, ({ status }) => status === 'Active');
      // The vendor says what it has signed itself, and says no.
      const refused = await wrong.order(autoPaid(product, `${product}-wrong`));
      await wrong.until(refused, ({ status, reason }) => status === 'Failed' || reason !== null);
    }
    const all = (await everythingOf(good, log)) + (await everythingOf(wrong, log));
    expect(all).toContain('ugn-good');
    expect(all).toContain('ugn-wrong');
    for (const secret of [...GOOD, ...Object.values(WRONG), HOOK]) {
      const at = all.indexOf(secret);
      expect(at === -1 ? null : all.slice(Math.max(0, at - 200), at)).toBeNull();
      expect(all).not.toContain(Buffer.from(secret).toString('base64'));
    }
  });

  it('that are planted are found by this very look: it can fail', async () => {
    const workflowId = await good.order(autoPaid('cen', 'leaks'));
    await good.until(workflowId, ({ status }) => status === 'Active');
    await good.say(workflowId, 'release', { comment: 'demo-secret', confirm: true });
    expect(await everythingOf(good, log)).toContain('demo-secret');
  });
});
