import { expect, it } from 'vitest';
import { Harness } from '../support/harness.js';
import { recordHistories, withRecordedRules } from './record.js';

const VERSION = process.env.LEASELINE_RECORD_HISTORIES;

/** `LEASELINE_RECORD_HISTORIES=0.1.0 npx vitest run test/histories/record.test.ts`, before that version is released. */
it.runIf(VERSION !== undefined)(
  'records the histories of this version',
  async () => {
    const harness = await Harness.start({ timing: 'sweep: { busy: 5m, idle: 30d }', edit: withRecordedRules });
    try {
      const files = await recordHistories(harness, VERSION ?? '');
      expect(files.length).toBeGreaterThan(10);
    } finally {
      await harness.stop();
    }
  },
  300_000,
);
