import { expect, it } from 'vitest';
import { checkAliases } from '../../cli/doctor/account-checks.js';
import { parseLeaselineConfig } from '../../model/config/leaseline-config.js';

const ENV = { ID: 'key-one', SECRET: 'secret', SAME: 'key-one', OTHER: 'key-two' };

const account = (id: string, rest = '') =>
  `{ vendor: ucloud, credentials: { publicKeyEnv: ${id}, privateKeyEnv: SECRET }${rest} }`;

function checked(...accounts: readonly [string, string][]) {
  const text = accounts.map(([name, body]) => `  ${name}: ${body}\n`).join('');
  const config = parseLeaselineConfig(`accounts:\n${text}`, 'leaseline.yaml');
  if (!config.ok) throw new Error(JSON.stringify(config.problems));
  return checkAliases(config.value, ENV).map(({ name, level }) => `${level}: ${name}`);
}

it('doctor warns of two names for one cloud account, wherever their key comes from', () => {
  expect(checked(['one', account('ID')], ['two', account('OTHER')], ['again', account('SAME')])).toEqual([
    'warn: accounts one, again',
  ]);
});

it.each([
  ['of two accounts', account('OTHER')],
  ['of one that only watches', account('ID', ', observeOnly: true')],
  ['of one whose key is not there', account('NOWHERE')],
  ['of the same key at another address', account('ID', ', endpoints: { api: "http://127.0.0.1:9" }')],
])('it does not %s', (_what, other) => {
  expect(checked(['one', account('ID')], ['two', other])).toEqual([]);
});
