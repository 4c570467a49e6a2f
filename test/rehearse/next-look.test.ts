import { describe, expect, it } from 'vitest';
import { nextLookMs } from '../../cli/rehearse/next-look.js';
import type { PackageState } from '../../model/messages.js';
import { specOf } from '../support/harness.js';
import { autoPaid } from '../workflows/documents.js';

const NOW_MS = Date.parse('2090-01-31T01:00:00Z');
const HOUR_MS = 60 * 60_000;
const spec = specOf(autoPaid('wuying', 'any', { lifecycle: { atTermEnd: 'renew' } }));
const people = { approveAfterMs: 2 * HOUR_MS };
const active = { status: 'Active', waitingFor: null, nextStep: null, expiresAt: null } as const;
const lookAfterMs = (state: Partial<PackageState>) =>
  nextLookMs({ spec, state: { ...active, ...state } }, people, NOW_MS) - NOW_MS;

describe('whoever answers in a rehearsal looks at a package again', () => {
  it('not by itself where it has no term and waits for nothing: three years of hours would take minutes', () => {
    expect(lookAfterMs({})).toBe(Infinity);
    expect(lookAfterMs({ status: 'Released' })).toBe(Infinity);
  });

  it('when its next step is due', () => {
    const at = '2090-02-20T01:00:00Z';
    expect(lookAfterMs({ nextStep: { what: 'renew', at } })).toBe(Date.parse(at) + 60_000 - NOW_MS);
  });

  it('soon while something is under way', () => {
    expect(lookAfterMs({ waitingFor: 'cloud' })).toBe(HOUR_MS);
    expect(lookAfterMs({ nextStep: { what: 'renew', at: null } })).toBe(HOUR_MS);
    expect(lookAfterMs({ status: 'Provisioning', waitingFor: 'cloud' })).toBe(HOUR_MS);
  });
});
