import type { Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RehearsedLife } from '../../cli/rehearse/rehearsed-package.js';
import { SignsOfLife } from '../../cli/rehearse/signs-of-life.js';
import { Stage, StandsStill } from '../../cli/rehearse/stage.js';
import { standInFor } from '../../cli/rehearse/stand-in.js';
import { packageText, spec } from '../cli/samples.js';
import { parsedConfig } from '../support/harness.js';
import { quietRuntime } from '../support/quiet-runtime.js';

const DAY_MS = 24 * 60 * 60_000;
const config = parsedConfig(`accounts:
  demo-alibaba: { vendor: alibaba, credentials: { accessKeyIdEnv: A, accessKeySecretEnv: B } }`);
const specs = [spec(packageText({ name: 'office' }))];

let stage: Stage;
beforeAll(async () => {
  quietRuntime();
  const standIn = standInFor(specs, config, { rehearsedMs: 90 * DAY_MS, payAfterMs: DAY_MS });
  stage = await Stage.open(standIn, {}, process.env.LEASELINE_TEST_SERVER_BIN ?? '');
});
afterAll(() => stage.close());

it('a rehearsal whose test server does not go on says so, instead of waiting for ever', async () => {
  const { signal } = new AbortController();
  for (const one of specs) await RehearsedLife.start(stage.client, one, stage.config);
  await stage.pass(DAY_MS, signal, () => {});
  // As when it cannot end a task: time is held, oftener than it is let go, and nothing comes of it.
  const { testService } = stage.client.connection as Connection;
  for (let times = 0; times < 20; times += 1) await testService?.lockTimeSkipping({});
  await expect(stage.pass(60 * DAY_MS, signal, () => {}, new SignsOfLife(3_000))).rejects.toThrow(StandsStill);
});
