import { describe, expect, it } from 'vitest';
import { straysText } from '../../cli/view/strays-view.js';
import type { Survey } from '../../model/survey.js';
import { straysOf } from '../../workers/client/strays.js';
import type { SurveyedDesk } from '../../workers/client/survey.js';
import { stray, strayOrder } from './stray-samples.js';

const now = new Date('2026-11-23T00:00:00Z');
const hangzhou = { account: 'demo-alibaba', product: 'wuying', region: 'cn-hangzhou' } as const;
const beijing = { ...hangzhou, region: 'cn-beijing' };

function answered(survey: Partial<Survey> = {}, desk: SurveyedDesk['desk'] = hangzhou): SurveyedDesk {
  const listed = { listedAt: '2026-11-22T23:59:00.000Z', blindSince: null, resources: [], orders: [] };
  return { desk, survey: { ...listed, ...survey }, failure: null };
}

const textOf = (...surveyed: SurveyedDesk[]) => straysText(straysOf(surveyed), now);

describe('what nobody owns, as people read it', () => {
  it('is a table with age, price and origin, and says what to do next', () => {
    const text = textOf(
      answered({ resources: [stray(), stray({ resourceId: 'np-2', price: null, autoRenew: null, expiresAt: null })] }),
    );
    const [head, first, second] = text.split('\n');
    expect(head).toMatch(/^ID +PRODUCT +ACCOUNT +REGION +AGE +MBPS +EXPIRES +COST +AUTO-RENEW +ORIGIN$/);
    expect(first).toMatch(
      /^np-1 +wuying +demo-alibaba +cn-hangzhou +2d +10 +2026-12-21 +200\.00 USD\/month +no +made in /,
    );
    expect(second).toMatch(/^np-2 .* never +– +– +made in /);
    expect(text).toContain('leaseline adopt demo-alibaba wuying np-1   (or --all: 2 of them)');
  });

  it('names what cannot be adopted', () => {
    expect(textOf(answered({ resources: [stray({ document: null })] }))).toContain('no package file can describe np-1');
  });

  it('shows unpaid orders once, though every desk of the account knows them', () => {
    const orders = [strayOrder(), strayOrder({ orderId: '9', product: null, amountMinor: null, createdAt: null })];
    const text = textOf(answered({ orders }), answered({ orders }, beijing));
    expect(text.match(/^200000000000001 +wuying +demo-alibaba +New +3d +600\.00 USD +Unpaid/gm)).toHaveLength(1);
    expect(text).toContain('Pay or cancel it');
  });

  it('keeps control characters of a tag from the terminal', () => {
    expect(textOf(answered({ resources: [stray({ origin: 'tagged \u001b[2J' })] }))).not.toContain('\u001b[2J');
  });
});

describe('what was not seen', () => {
  it('never reads as nothing', () => {
    expect(textOf(answered(), answered({}, beijing))).toBe('Nothing that nobody owns, in 2 place(s).');
    const failed = { desk: beijing, survey: null, failure: { what: 'no worker listens', remedy: 'start one' } };
    expect(textOf(answered(), failed)).toBe('Nothing that nobody owns, in 1 place(s).');
    expect(textOf(failed)).toBe('Nothing could be looked at.');
  });

  it('is a problem of its desk, with what is known', () => {
    const blind = answered({ blindSince: '2026-11-22T12:00:00.000Z' });
    const never = answered({ listedAt: null }, beijing);
    const failed = { desk: beijing, survey: null, failure: { what: 'no worker listens', remedy: 'start one' } };
    expect(straysOf([answered(), blind, never, failed]).desks).toEqual([
      { desk: hangzhou, listedAt: '2026-11-22T23:59:00.000Z', blindSince: null, problem: null },
      {
        desk: hangzhou,
        listedAt: '2026-11-22T23:59:00.000Z',
        blindSince: '2026-11-22T12:00:00.000Z',
        problem:
          'wuying in cn-hangzhou, account demo-alibaba, cannot be read to the end since 2026-11-22 12:00 UTC; what it shows is of 2026-11-22 23:59 UTC',
      },
      {
        desk: beijing,
        listedAt: null,
        blindSince: null,
        problem: 'wuying in cn-beijing, account demo-alibaba, has not been read yet',
      },
      { desk: beijing, listedAt: null, blindSince: null, problem: 'no worker listens' },
    ]);
  });
});
