import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expiryOrNever, nominalTermMs, renewalLeadMs } from '../../model/term.js';
import { ugnPairKey } from '../../model/ugn-pair.js';

const DAY_MS = 24 * 60 * 60_000;

describe('when a renewal starts', () => {
  it('never in the first two thirds of a term, never earlier than asked', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 12), fc.nat(10 ** 12), (askedMs, termMs) => {
        const leadMs = renewalLeadMs(askedMs, termMs);
        expect(leadMs).toBeLessThanOrEqual(askedMs);
        expect(leadMs * 3).toBeLessThanOrEqual(termMs);
        if (askedMs * 3 <= termMs) expect(leadMs).toBe(askedMs);
      }),
    );
  });

  it('a week with the usual 21 days is renewed in its last third', () => {
    const weekMs = nominalTermMs({ period: 1, unit: 'Week' });
    expect(renewalLeadMs(21 * DAY_MS, weekMs)).toBe(Math.floor(weekMs / 3));
  });
});

describe('"never" in the vendors’ words', () => {
  it.each(['2099-12-31T15:59:59Z', '2999-09-08T16:00:00Z', '2099-01-01T00:00:00Z'])('%s', (text) => {
    expect(expiryOrNever(Date.parse(text))).toBeNull();
  });

  it.each(['2098-12-31T23:59:59Z', '2026-12-21T02:00:00Z'])('%s is a date', (text) => {
    expect(expiryOrNever(Date.parse(text))).toBe(Date.parse(text));
  });

  it('no date is no expiry', () => {
    expect(expiryOrNever(null)).toBeNull();
  });
});

describe('a UGN region pair', () => {
  it('is the same whichever end is named first, and never that of another UGN or pair', () => {
    const region = fc.stringMatching(/^[a-z]{2}(-[a-z0-9]{1,6}){0,2}$/);
    fc.assert(
      fc.property(region, region, region, (one, two, three) => {
        expect(ugnPairKey('ugn-1', one, two)).toBe(ugnPairKey('ugn-1', two, one));
        expect(ugnPairKey('ugn-1', one, two)).not.toBe(ugnPairKey('ugn-2', one, two));
        if (two !== three) expect(ugnPairKey('ugn-1', one, two)).not.toBe(ugnPairKey('ugn-1', one, three));
      }),
    );
  });
});
