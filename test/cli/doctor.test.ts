import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workplace } from './support/system.js';

let workplace: Workplace;
let env: TestWorkflowEnvironment;

beforeAll(async () => {
  workplace = await Workplace.create();
  const path = process.env.LEASELINE_TEMPORAL_BIN;
  if (path === undefined) throw new Error('the test set-up gives no Temporal binary');
  env = await TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'existing-path', path } } });
});
afterAll(async () => {
  await env.teardown();
  await workplace.remove();
});

it('names the exact command for missing search attributes, and --fix does what it says', async () => {
  const leaseline = (...args: string[]) => workplace.run(args, { TEMPORAL_ADDRESS: env.address });
  const before = await leaseline('doctor');
  expect(before.code).toBe(1);
  expect(before.stdout).toContain(
    `temporal operator search-attribute create --address ${env.address} --namespace default --name LeaseStatus --type Keyword`,
  );
  expect((await leaseline('list', '--status', 'Active')).stderr).toContain('leaseline doctor --fix');
  expect((await leaseline('doctor', '--fix')).stdout).toContain('created: LeaseStatus');
  await expect
    .poll(() => leaseline('list', '--status', 'Active').then(({ code }) => code), { timeout: 120_000 })
    .toBe(0);
  expect((await leaseline('doctor')).stdout).toContain('search attributes: all 8 are there');
});
