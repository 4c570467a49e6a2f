import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planPackages } from '../../cli/plan/plan.js';
import { quotePlan } from '../../cli/plan/quotes.js';
import { planText } from '../../cli/view/plan-view.js';
import { MAIN_QUEUE } from '../../model/ids.js';
import { countPollers } from '../../workers/client/pollers.js';
import { DevHarness } from '../support/dev-harness.js';
import { specOf, testTemporalConfig } from '../support/harness.js';
import { monthly } from '../workflows/documents.js';

const NOT_ASKED = 'prices not asked: no worker answers';

describe('a plan when there is nobody to ask for prices', () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start();
  });
  afterAll(() => harness.stop());

  const entries = planPackages([specOf(monthly('wuying', 'one'))], new Map(), [], {
    again: false,
    revertDrift: false,
    observeOnly: new Set(),
    lifeOf: () => null,
    now: new Date().toISOString(),
  });

  async function planned(): Promise<string> {
    const { client, connection } = harness.env;
    const session = { client, connection, config: harness.config, temporal: testTemporalConfig() };
    return planText(entries, [], await quotePlan(session, entries, new Date()));
  }

  it('is shown with prices while a worker runs', async () => {
    await harness.startWorkers();
    const { client } = harness.env;
    const serving = { client };
    await expect.poll(() => countPollers(serving, MAIN_QUEUE, 'workflow'), { timeout: 120_000 }).toBeGreaterThan(0);
    expect(await planned()).toContain('first charge: 200.00 USD for 1 month, once a person has paid it');
  });

  it('is shown without, after seconds, and leaves no question behind', async () => {
    // The server takes a worker that has gone for one that is there for minutes.
    await harness.stopWorkers();
    const text = await planned();
    expect(text).toContain(NOT_ASKED);
    expect(text).toContain('one');
    expect(text).toContain('Plan: 1 to order');
    expect(text).not.toContain('first charge');
    const open = "WorkflowType = 'priceCheck' AND ExecutionStatus = 'Running'";
    await expect.poll(async () => (await harness.env.client.workflow.count(open)).count, { timeout: 120_000 }).toBe(0);
  });
});
