import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../../workers/config/load.js';
import { projectRoot } from '../../workers/embedded/home.js';

it('the files that come with the project are valid and speak to the simulator only', () => {
  const env = { LEASELINE_HOME: join(projectRoot(), 'no-such-home'), HOME: '', TEMPORAL_CONFIG_FILE: '' };
  const { leaseline, temporal } = loadConfig({ file: join(projectRoot(), 'leaseline.yaml'), env });
  expect(temporal).toMatchObject({ mode: 'embedded', address: '127.0.0.1:7233' });
  expect(JSON.stringify(Object.values(leaseline.accounts).map(({ endpoints }) => endpoints))).not.toContain('null');
  expect(Object.keys(leaseline.accounts)).toEqual(['demo-alibaba', 'demo-surfer']);
});
