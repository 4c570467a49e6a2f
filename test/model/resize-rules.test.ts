import { describe, expect, it } from 'vitest';
import { type ResizeFacts, whyNotResize } from '../../model/resize-rules.js';
import { specOf } from '../support/harness.js';
import { autoPaid } from '../workflows/documents.js';

const shown = (bandwidthMbps: number, more: Partial<ResizeFacts> = {}): ResizeFacts => ({
  bandwidthMbps,
  reservation: null,
  ...more,
});
const between = (geographicRegionAId: string, geographicRegionBId: string) =>
  specOf(autoPaid('cen', 'plan', { order: { geographicRegionAId, geographicRegionBId } }));

describe('a change of bandwidth the vendor would refuse', () => {
  it('makes a plan across the border of mainland China smaller, in either direction', () => {
    for (const spec of [between('China', 'Europe'), between('Europe', 'China')]) {
      expect(whyNotResize(spec, shown(10), 5)).toContain('crosses the border');
      expect(whyNotResize(spec, shown(10), 20)).toBeNull();
    }
    for (const spec of [between('China', 'China'), between('Europe', 'Asia-Pacific')]) {
      expect(whyNotResize(spec, shown(10), 5)).toBeNull();
    }
  });

  it('leaves less than the limits between regions add up to', () => {
    const spec = between('Europe', 'Europe');
    expect(whyNotResize(spec, shown(10, { usedMbps: 6 }), 5)).toContain('add up to 6 Mbps');
    expect(whyNotResize(spec, shown(10, { usedMbps: 6 }), 6)).toBeNull();
  });

  it('changes nothing, or comes while another one is booked', () => {
    const spec = specOf(autoPaid('wuying', 'line'));
    expect(whyNotResize(spec, shown(10), 10)).toContain('it has 10 Mbps already');
    const reservation = { bandwidthMbps: 5, internetChargeType: null, activeAt: '2027-01-05T00:00:00.000Z' };
    expect(whyNotResize(spec, shown(10, { reservation }), 20)).toContain('5 Mbps from 2027-01-05');
  });

  it('is otherwise left to the vendor: smaller lines of the other products are sold', () => {
    for (const product of ['wuying', 'ugn'] as const) {
      expect(whyNotResize(specOf(autoPaid(product, `${product}-smaller`)), shown(10), 5)).toBeNull();
    }
  });
});
