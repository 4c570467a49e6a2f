import { describe, expect, it } from 'vitest';
import { readRowMemo } from '../../activities/listing/row-memo.js';
import { UNKNOWN_MEMO } from '../../model/row.js';

describe('the part of a row that another version wrote into the memo', () => {
  it('keeps all that fits, whatever else is missing or strange', () => {
    const written = {
      reason: 'It waits.',
      bandwidthMbps: '10',
      nextStep: { what: 'renew', at: 20_270_101 },
      labels: { team: 7 },
      price: { amountMinor: 2_000, currency: 'USD', per: 'month' },
      contract: { isForTerm: 'yes' },
      notYetKnown: true,
    };
    expect(readRowMemo(written)).toEqual({
      ...UNKNOWN_MEMO,
      reason: 'It waits.',
      nextStep: { what: 'renew', at: null },
      price: written.price,
    });
  });

  it.each([null, undefined, 'nonsense', 7, []])('is unknown where there is none of it: %o', (found) => {
    expect(readRowMemo(found)).toEqual(UNKNOWN_MEMO);
  });
});
