import { expect, it } from 'vitest';
import { standInFor } from '../../cli/rehearse/stand-in.js';
import { outletsOf } from '../../workers/outlets-of.js';
import { packageText, spec } from '../cli/samples.js';
import { parsedConfig } from '../support/harness.js';

it('a rehearsal tells nobody, whomever leaseline.yaml names', () => {
  const config = parsedConfig(`accounts:
  demo-alibaba: { vendor: alibaba, credentials: { accessKeyIdEnv: A, accessKeySecretEnv: B } }
notifications:
  webhooks: [{ url: "https://ops.example.test/hook" }]
  email: [{ host: mail.example.test, from: a@example.test, to: [b@example.test] }]
  heartbeat: { url: "https://monitor.example.test/ping" }`);
  expect(outletsOf(config.notifications).webhooks).toHaveLength(1);
  const standIn = standInFor([spec(packageText({ name: 'office' }))], config, { rehearsedMs: 1, payAfterMs: null });
  const { notifications } = standIn.config('http://127.0.0.1:1');
  expect(outletsOf(notifications)).toEqual({ webhooks: [], mail: [], consoleUrl: null, monitor: null });
});
