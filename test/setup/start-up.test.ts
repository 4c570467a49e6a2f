import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimPort, freePort, PORTS } from '../../cli/support/ports.js';
import { keepClosedWorkflows } from '../../workers/embedded/dev-server.js';
import { DevHarness } from '../support/dev-harness.js';
import { SeverableLine } from '../support/severable-line.js';

const GIVEN = '/proc/sys/net/ipv4/ip_local_port_range';
const DAY_MS = 24 * 60 * 60_000;

describe('a start beside many others', () => {
  it('takes no port that the system may give to somebody else before it listens there, and none twice', async () => {
    const lowest = existsSync(GIVEN) ? Number(readFileSync(GIVEN, 'utf8').split(/\s+/)[0]) : 32_768;
    const ports = await Promise.all(
      Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? freePort() : claimPort(PORTS.api, 0))),
    );
    expect(ports.filter((port) => port >= lowest || port < 1024)).toEqual([]);
    expect(new Set(ports).size).toBe(200);
  });
});

describe('a server that has just begun to answer', () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start();
  });
  afterAll(() => harness.stop());

  it('may be gone again for a moment: it is told all the same how long to keep what has ended', async () => {
    const line = await SeverableLine.to(harness.env.address);
    line.cut();
    const told = keepClosedWorkflows(line.address, 'default', 400 * DAY_MS);
    setTimeout(() => line.mend(), 500);
    await told;
    await line.close();
    const { config } = await harness.env.connection.workflowService.describeNamespace({ namespace: 'default' });
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds) * 1000).toBe(400 * DAY_MS);
  });
});
