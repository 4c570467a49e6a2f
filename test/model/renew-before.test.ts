import { expect, it } from 'vitest';
import { parsePackage } from '../../model/parse-package.js';
import { autoPaid } from '../workflows/documents.js';

const HEAD = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' };

it.each([
  ['ask', '1d', {}, /1d is all the time people have/],
  ['renew', '2d', { approval: 'four-eyes' }, /2d is all the time people have/],
  ['renew', '1d', { renewBy: 'console' }, /1d is all the time people have/],
  ['renew', '1d', {}, null],
  ['ask', '3d', {}, null],
  ['renew', '20d', {}, /20d is cut to a third of the term/],
] as const)('%s, renew.before %s of a monthly package, %j: warned of %s', (atTermEnd, before, wish, warned) => {
  const { renewBy, ...rest } = { renewBy: undefined, ...wish };
  const lifecycle = { atTermEnd, ...(renewBy !== undefined && { renewBy }), renew: { before } };
  const parsed = parsePackage({ ...HEAD, ...autoPaid('wuying', 'w', { lifecycle, ...rest }) });
  const warnings = parsed.ok ? parsed.warnings : parsed.problems;
  expect(warnings).toEqual(warned === null ? [] : [expect.stringMatching(warned)]);
});
