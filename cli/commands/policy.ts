import { type Command, InvalidArgumentError, Option } from 'commander';
import { moneyText } from '../../model/config/gate-config.js';
import { gateOf } from '../../model/config/gate-of.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { formatMoney, type Money } from '../../model/money.js';
import { hasTerm, orderedTerm, type PackageSpec } from '../../model/package-spec.js';
import { factsOf } from '../../model/policy/facts-of.js';
import { NO_RULES } from '../../model/policy/gate-rules.js';
import { type Explained, explain, judge, type Verdict } from '../../model/policy/judge.js';
import { monthlyOfQuote } from '../../model/policy/monthly.js';
import { OPERATIONS, type Operation } from '../../model/policy/operation.js';
import { askPrices } from '../../workers/client/prices.js';
import { loadConfig } from '../../workers/config/load.js';
import { withSession } from '../client/session.js';
import { verdictLines, verdictOf } from '../plan/verdicts.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { colour } from '../view/colour.js';
import { printable } from '../view/text.js';
import { loadOrReport } from './load-or-report.js';
import { globalsOf, instantOption, positiveInteger } from './options.js';

interface TestOptions {
  readonly operation: Operation;
  readonly bandwidth?: number;
  readonly price?: Money;
  readonly now?: Money;
  readonly at?: string;
}

/** One package in `policy test --json`. */
interface Tested {
  readonly name: string;
  readonly operation: Operation;
  /** Null: not known. */
  readonly pricePerMonth: Money | null;
  readonly verdict: Verdict;
  readonly rules: readonly Explained[];
}

export function registerPolicy(program: Command): void {
  const policy = program
    .command('policy')
    .description('the rules of leaseline.yaml')
    .addHelpText('after', '\nExample:\n  $ leaseline policy test tokyo.yaml --price "1500 USD"');
  policy
    .command('test')
    .description('which rule decides about a package, and why; asks the vendor for the price unless one is given')
    .argument('<file|dir...>', 'package files, or folders of them')
    .addOption(new Option('--operation <what>', 'what would be done').choices([...OPERATIONS]).default('order'))
    .option('--bandwidth <mbps>', 'the bandwidth afterwards; default: as the file says', positiveInteger)
    .option('--price <money>', 'what it would cost a month, for example "1500.00 USD"; then no vendor is asked', money)
    .option('--now <money>', 'what it costs a month today, for rules about rising prices', money)
    .option('--at <instant>', 'when, for freezes and buying hours; default: now', instantOption)
    .addHelpText(
      'after',
      `
Ends with 1 when something is denied and nobody may override it. Budgets are named, not counted: leaseline budgets shows what they hold.

Examples:
  $ leaseline policy test packages/tokyo.yaml
  $ leaseline policy test packages/ --operation resize --bandwidth 200 --price "3000.00 USD" --at 2026-12-24`,
    )
    .action(async (paths: string[], options: TestOptions, command: Command) => {
      const { config: configFile, json } = globalsOf(command);
      const { leaseline: config } = loadConfig({ file: configFile });
      const { specs } = await loadOrReport(paths, config, json === true);
      const prices = await pricesOf(specs, options, config, configFile);
      const nowMs = options.at === undefined ? Date.now() : Date.parse(options.at);
      const tested = specs.map((spec, index) => test(spec, prices[index] ?? null, options, config, nowMs));
      if (json === true) printJson({ packages: tested });
      else printLine(tested.map(textOf).join('\n\n'));
      if (tested.some(({ verdict }) => verdict.denied !== null && verdict.denied.override === null)) {
        process.exitCode = EXIT.failed;
      }
    });
}

function money(text: string): Money {
  const parsed = moneyText(text);
  if (parsed === null) throw new InvalidArgumentError('It is an amount and its currency, such as "1500.00 USD".');
  return parsed;
}

/** Only asked where a rule looks at prices at all. */
async function pricesOf(
  specs: readonly PackageSpec[],
  { price, operation, bandwidth }: TestOptions,
  config: LeaselineConfig,
  configFile: string | undefined,
): Promise<readonly (Money | null)[]> {
  if (price !== undefined) return specs.map(() => price);
  if (specs.every((spec) => gateOf(config, spec) === undefined) || operation === 'adopt') return specs.map(() => null);
  if (bandwidth !== undefined) return specs.map(() => null);
  const asked = specs.map((spec) => ({
    kind: 'order' as const,
    spec,
    term: operation === 'renew' && hasTerm(spec) ? spec.lifecycle.renew.term : null,
  }));
  const { prices } = await withSession(configFile, (session) => askPrices(session, { prices: asked, balances: [] }));
  return specs.map((spec, index) => {
    const quote = prices[index];
    const term = asked[index]?.term ?? (hasTerm(spec) ? orderedTerm(spec) : null);
    return quote === undefined ? null : monthlyOfQuote(quote, term);
  });
}

function test(
  spec: PackageSpec,
  pricePerMonth: Money | null,
  { operation, bandwidth, now }: TestOptions,
  config: LeaselineConfig,
  nowMs: number,
): Tested {
  const facts = factsOf(spec, operation, {
    ...(bandwidth !== undefined && { bandwidthMbps: bandwidth }),
    pricePerMonth,
    pricePerMonthNow: now ?? null,
  });
  const all = { ...config.gate, policies: {} };
  const verdict = judge(gateOf(config, spec) ?? NO_RULES, facts, nowMs);
  const isOwn = operation === 'order' || operation === 'renew' || operation === 'resize';
  return {
    name: spec.name,
    operation,
    pricePerMonth,
    verdict: isOwn ? verdictOf(spec, verdict) : verdict,
    rules: explain(all, facts, nowMs),
  };
}

function textOf({ name, operation, pricePerMonth, verdict, rules }: Tested): string {
  const price = pricePerMonth === null ? 'price not known' : `${formatMoney(pricePerMonth)} a month`;
  const width = Math.max(0, ...rules.map(({ what }) => what.length));
  const lines = rules.map(({ what, does, counts, why }) => {
    const mark = counts ? colour.green('counts') : colour.dim('      ');
    return `  ${mark}  ${what.padEnd(width)}  ${counts ? printable(does) : colour.dim(printable(why ?? ''))}`;
  });
  const outcome = verdictLines(verdict);
  return [
    `${colour.bold(name)}: ${operation}, ${price}`,
    ...(rules.length === 0 ? ['  leaseline.yaml has no rules'] : lines),
    ...(outcome.length === 0 ? ['  → It goes through.'] : outcome.map((line) => `  → ${printable(line)}`)),
  ].join('\n');
}
