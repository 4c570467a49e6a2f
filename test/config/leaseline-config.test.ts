import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../model/config/input-problem.js';
import { inventoryDesks } from '../../model/config/inventory.js';
import { accountNamed, type LeaselineConfig, parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import { deskWorkflowId } from '../../model/ids.js';

function problemsOf(text: string): readonly string[] {
  const result = parseLeaselineConfig(text, 'leaseline.yaml');
  if (result.ok) throw new Error('expected problems');
  return result.problems.map(formatProblem);
}

function configOf(text: string): LeaselineConfig {
  const result = parseLeaselineConfig(text, 'leaseline.yaml');
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.value;
}

describe('leaseline.yaml', () => {
  it('fills in every default and turns durations into milliseconds', () => {
    const config = configOf(`
accounts:
  demo: { vendor: alibaba }
policies:
  production: { approvers: [ana], remindEvery: 12h, expireAfter: 3d }
timing: { orderProofWindow: 2s }
`);
    expect(accountNamed(config, 'demo')).toMatchObject({
      name: 'demo',
      site: 'international',
      credentials: { kind: 'defaultChain' },
      products: { cen: { productCode: 'cbn', productType: 'cbn_bwp_pre' }, wuying: { productType: '' } },
      orders: { resend: 'ask' },
      observeOnly: false,
    });
    expect(config.policies.production).toEqual({
      rules: {
        approvers: ['ana'],
        quorum: 1,
        requesterMayApprove: false,
        priceTolerancePercent: 0,
        remindEveryMs: 43_200_000,
        expireAfterMs: 259_200_000,
      },
      bridge: false,
    });
    expect(config.timing).toEqual({
      sweepBusyMs: 5_000,
      sweepIdleMs: 21_600_000,
      orderProofWindowMs: 2_000,
      requestTimeoutMs: 65_000,
      activityTimeoutMs: 90_000,
      fallbackLookMs: 120_000,
      credentialProbeMs: 900_000,
    });
  });

  it('never repeats an address that carries a password', () => {
    const parsed = parseLeaselineConfig(
      'accounts: { own: { vendor: alibaba, endpoints: { bss: "https://ana:hunter2@billing.example" } } }',
      'leaseline.yaml',
    );
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).toContain('must not carry a user name or password');
    expect(JSON.stringify(parsed)).not.toContain('hunter2');
  });

  it('knows who pays, in which time zone, and what billing wants to price a CEN plan', () => {
    const config = configOf(`
accounts:
  own: { vendor: alibaba }
  shared:
    vendor: alibaba
    payer: HQ treasury
    payerTimeZone: Asia/Shanghai
    products: { cen: { priceModules: [{ code: bandwidth, config: "bandwidth:{bandwidth},area:{regionA}-{regionB}" }] } }
`);
    expect(accountNamed(config, 'own')).toMatchObject({
      payer: null,
      payerTimeZone: null,
      products: { cen: { priceModules: [] } },
    });
    expect(accountNamed(config, 'shared')).toMatchObject({ payer: 'HQ treasury', payerTimeZone: 'Asia/Shanghai' });
    const problems = problemsOf(`accounts:
  demo:
    vendor: alibaba
    payerTimeZone: Mars/Olympus
    products: { cen: { priceModules: [{ code: bandwidth, config: "bandwidth:{mbps}" }] } }
  other: { vendor: alibaba, payerTimeZone: "+08:00" }
`);
    expect(problems).toEqual([
      expect.stringContaining(
        'accounts.demo.products.cen.priceModules[0].config: may name {bandwidth}, {regionA} and {regionB}',
      ),
      expect.stringContaining('accounts.demo.payerTimeZone: must be the name of a time zone such as Europe/Berlin'),
      expect.stringContaining('accounts.other.payerTimeZone: must be the name of a time zone such as Europe/Berlin'),
    ]);
  });

  it('looks for strays only where the inventory says so', () => {
    const config = configOf(`
accounts:
  quiet: { vendor: alibaba }
  demo: { vendor: alibaba, inventory: { wuyingRegions: [cn-hangzhou, cn-beijing, cn-hangzhou], cen: true } }
  surfer:
    vendor: ucloud
    credentials: { publicKeyEnv: A, privateKeyEnv: B }
    inventory: { projects: [org-x] }
`);
    const desks = ['quiet', 'demo', 'surfer'].map((name) => {
      const account = accountNamed(config, name);
      return account === undefined ? [] : inventoryDesks(account).map(deskWorkflowId);
    });
    expect(desks).toEqual([
      [],
      ['desk/demo/cen/global', 'desk/demo/wuying/cn-beijing', 'desk/demo/wuying/cn-hangzhou'],
      ['desk/surfer/ugn/org-x'],
    ]);
    const problems = problemsOf(`accounts:
  demo: { vendor: alibaba, inventory: { wuyingRegions: [Hangzhou], projects: [org-x], cen: yes } }
`);
    expect(problems).toEqual([
      expect.stringContaining('accounts.demo.inventory.wuyingRegions[0]: must be a region id such as cn-hangzhou'),
      expect.stringContaining('accounts.demo.inventory.cen: invalid input: expected boolean'),
      expect.stringContaining('accounts.demo.inventory.projects: is not a field known here'),
    ]);
  });

  it('takes no patience with unpaid orders that would have them ordered anew every few minutes', () => {
    const text = (unpaidOrder: string) => `accounts:
  demo:
    vendor: ucloud
    credentials: { publicKeyEnv: A, privateKeyEnv: B }
    calendar: { ugn: { unpaidOrder: ${unpaidOrder} } }
`;
    expect(problemsOf(text('7m'))).toEqual([expect.stringContaining('unpaidOrder: is at least 1h (m is minutes)')]);
    expect(parseLeaselineConfig(text('1h'), 'leaseline.yaml').ok).toBe(true);
  });

  it('names line, column, field, rule and value of every problem at once', () => {
    const text = `accounts:
  demo:
    vendor: alibaba
    site: mars
    ordes: { resend: ask }
    quotas: { describePerSecond: 0 }
  my_account: { vendor: ucloud }
  other: { vendor: aws }
timing:
  sweep: { busy: 5 }
`;
    expect(problemsOf(text)).toEqual([
      'leaseline.yaml:4:11 accounts.demo.site: invalid option: expected one of "domestic"|"international" (got "mars")',
      'leaseline.yaml:6:34 accounts.demo.quotas.describePerSecond: must be above zero (got 0)',
      'leaseline.yaml:5:5 accounts.demo.ordes: is not a field known here (check the spelling)',
      'leaseline.yaml:7:3 accounts.my_account: must be a name of letters, digits and hyphens, at most 63 characters (got "my_account")',
      'leaseline.yaml:8:20 accounts.other.vendor: must be alibaba or ucloud (got "aws")',
      'leaseline.yaml:10:18 timing.sweep.busy: invalid input: expected string, received number (got 5)',
    ]);
  });

  it('refuses a literal secret, naming its line and never its text', () => {
    const [problem, ...rest] = problemsOf(`accounts:
  demo:
    vendor: ucloud
    credentials:
      publicKeyEnv: LEASELINE_UCLOUD_PUBLIC
      privateKey: 0123456789abcdef-very-secret
`);
    expect(rest).toEqual([]);
    expect(problem).toMatch(
      /^leaseline\.yaml:6:\d+ accounts\.demo\.credentials\.privateKey: holds a secret; .*privateKeyEnv/,
    );
    expect(problem).not.toContain('very-secret');
  });

  it('does not repeat a key that was pasted where the name of a variable belongs', () => {
    const problems = problemsOf(`accounts:
  demo:
    vendor: alibaba
    credentials: { accessKeyIdEnv: LTAI5tNotARealOne, accessKeySecretEnv: "sEcReT with spaces" }
`);
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toMatch(/LTAI5|sEcReT/);
  });

  it.each([
    ['|', '|\naccounts: {}\napiKey: LTAI5tNotARealOne\n'],
    ['>', '   >\naccounts: {}\napiKey: LTAI5tNotARealOne\n'],
    ['quote', '"accounts: {}\napiKey: LTAI5tNotARealOne"\n'],
    ['| in a list', '- |\n  apiKey: LTAI5tNotARealOne\n'],
    ['| behind a field', 'accounts: |\n  apiKey: LTAI5tNotARealOne\n'],
  ])('repeats nothing of what a stray %s has made one text of', (_what, text) => {
    const problems = problemsOf(text).join();
    expect(problems).toMatch(/leaseline\.yaml:1:\d+/);
    expect(problems).not.toContain('LTAI5');
  });

  it('says which half of a key pair is missing', () => {
    expect(problemsOf('accounts: { a: { vendor: alibaba, credentials: { accessKeyIdEnv: A } } }')).toEqual([
      expect.stringContaining('accounts.a.credentials.accessKeySecretEnv: is missing (or give accessKeySecretFile)'),
    ]);
  });

  it.each([
    ['an empty file', '', 'leaseline.yaml:1:1: is empty'],
    ['broken YAML', 'accounts:\n  a: b: c', 'leaseline.yaml:2:6: Nested mappings'],
    ['a key given twice', 'accounts: {}\naccounts: {}', 'leaseline.yaml:2:1: Map keys must be unique'],
    ['a second document', 'accounts: {}\n---\naccounts: {}', 'leaseline.yaml:3:1: must hold one document only'],
    ['an alias to nothing', 'accounts: *nobody', 'Unresolved alias'],
    ['a list instead of a map', '- a', 'leaseline.yaml:1:1: invalid input: expected object'],
  ])('refuses %s with its place', (_name, text, expected) => {
    expect(problemsOf(text).join('\n')).toContain(expected);
  });

  it('knows no account by a name that every object has', () => {
    const config = configOf('accounts: { demo: { vendor: alibaba } }');
    expect(accountNamed(config, 'constructor')).toBeUndefined();
    expect(accountNamed(config, '__proto__')).toBeUndefined();
  });

  it('refuses an activity limit that would cut off an answer', () => {
    expect(problemsOf('accounts: {}\ntiming: { requestTimeout: 90s, activityTimeout: 90s }').join()).toContain(
      'timing.activityTimeout: must be longer than requestTimeout',
    );
  });
});
