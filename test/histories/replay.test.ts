import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCHEDULED_TYPES, WORKFLOW_TYPES } from '../../model/ids.js';
import { type ReplayProblem, replayProblem } from '../support/replay.js';
import { packageVersion } from '../../workers/build-id.js';
import { projectRoot } from '../../workers/embedded/home.js';
import { type StoredHistory, storedHistories, versionsWithoutHistories } from './stored.js';

const BUNDLE = join(projectRoot(), 'dist', 'workflow-bundle.js');
const CHANGELOG = readFileSync(join(projectRoot(), 'CHANGELOG.md'), 'utf8');
const STORED = storedHistories();

const otherwise = expect.objectContaining({ name: 'DeterminismViolationError' });

function replay(codePath: string, { history, workflowId }: StoredHistory): Promise<ReplayProblem | null> {
  return replayProblem(codePath, workflowId, history);
}

describe('packages that began under an earlier build go on under this one', () => {
  it('has the histories of every released version', () => {
    expect(versionsWithoutHistories(CHANGELOG, packageVersion())).toEqual([]);
  });

  it.each([...new Set(STORED.map(({ version }) => version))])('%s: of every kind of workflow that lives longer than a question', (version) => {
    const started = STORED.filter((stored) => stored.version === version).map(
      ({ history }) => history.events?.[0]?.workflowExecutionStartedEventAttributes,
    );
    const { prices: _lessThanAMinute, ...longLived } = WORKFLOW_TYPES;
    expect(new Set(started.map((one) => one?.workflowType?.name))).toEqual(new Set(Object.values(longLived)));
  });

  it.each(STORED)('$version $name', async (stored) => {
    expect(await replay(BUNDLE, stored)).toBeNull();
  });
});

describe('the check itself', () => {
  it('names a released version whose histories nobody recorded', () => {
    const changelog = `## [Unreleased]\n\n## [7.0.0-rc.1] - 2031-01-01\n\n## [6.5.4] - 2030-01-01\n\n## [0.1.0] - 2026-12-01\n`;
    expect(versionsWithoutHistories(changelog, '7.0.1')).toEqual(['7.0.1', '7.0.0-rc.1', '6.5.4']);
  });

  const folder = mkdtempSync(join(tmpdir(), 'leaseline-replay-'));
  const planted = join(folder, 'planted.js');
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(async () => {
    const workflowsPath = fileURLToPath(new URL('./planted-nondeterminism.workflow.ts', import.meta.url));
    const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
    writeFileSync(planted, code);
  });

  it.each(['package.', 'run.', 'desk.'])('catches a %s workflow that decides otherwise', async (kind) => {
    const stored = STORED.filter(({ name }) => name.startsWith(kind));
    expect(stored.length).toBeGreaterThan(0);
    for (const one of stored) expect(await replay(planted, one)).toEqual(otherwise);
  });

  it('catches an order of activities that was changed in the real bundle', async () => {
    const code = readFileSync(BUNDLE, 'utf8');
    const changed = code.replaceAll('createCenBandwidthPackage', 'describeCenBandwidthPackages');
    expect(changed).not.toBe(code);
    const changedBundle = join(folder, 'changed.js');
    writeFileSync(changedBundle, changed);
    const stored = STORED.find(({ name }) => name.includes('cen-lost-renewed.run-1'));
    expect(stored).toBeDefined();
    if (stored) expect(await replay(changedBundle, stored)).toEqual(otherwise);
  });
});

describe('the bundle', () => {
  it('exports exactly the workflow types that other programs start', () => {
    const sandbox = createContext({ __webpack_module_cache__: {}, AsyncLocalStorage, TextEncoder, TextDecoder, URL });
    runInContext(readFileSync(BUNDLE, 'utf8'), sandbox);
    const types: unknown = runInContext('Object.keys(__TEMPORAL__.importWorkflows()).join()', sandbox);
    const promised = [...Object.values(WORKFLOW_TYPES), ...Object.values(SCHEDULED_TYPES)];
    expect(String(types).split(',').sort()).toEqual(promised.sort());
  });
});
