import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMoney, parseMinor } from '../../model/money.js';

describe('money', () => {
  it('reads back every amount it could be shown as, to the cent', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 13), max: 10 ** 13 }), (amountMinor) => {
        const shown = formatMoney({ amountMinor, currency: 'USD' });
        expect(parseMinor(shown.replace(' USD', ''))).toBe(amountMinor);
      }),
    );
  });

  it('never goes through floating point: cents add up exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000_000 }), { maxLength: 50 }), (cents) => {
        const texts = cents.map((cent) => `${Math.trunc(cent / 100)}.${String(cent % 100).padStart(2, '0')}`);
        const sum = texts.reduce((total, text) => total + (parseMinor(text) ?? Number.NaN), 0);
        expect(sum).toBe(cents.reduce((total, cent) => total + cent, 0));
      }),
    );
  });

  it.each([
    ['1,234.50', 123_450],
    ['63.2', 6_320],
    [63.2, 6_320],
    ['0', 0],
    ['19.99', 1_999],
    ['0.005', 1],
    ['0.004', 0],
    ['-0.10', -10],
    ['-0.001', 0],
    [' 7 ', 700],
  ])('reads %s', (text, minor) => {
    expect(parseMinor(text)).toBe(minor);
  });

  it.each(['', 'free', '1.2.3', '1e3', '--1', '99999999999999999999', Number.NaN])('does not guess at %s', (text) => {
    expect(parseMinor(text)).toBeNull();
  });

  it('shows thousands and the sign', () => {
    expect(formatMoney({ amountMinor: -123_456_789, currency: 'CNY' })).toBe('-1,234,567.89 CNY');
    expect(formatMoney({ amountMinor: -5, currency: 'USD' })).toBe('-0.05 USD');
  });
});
