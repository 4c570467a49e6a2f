import type { Command } from 'commander';
import { ExplainedError } from '../../model/config/explained-error.js';
import { loadConfig } from '../../workers/config/load.js';
import { TemporalUnreachableError } from '../../workers/connection.js';
import { withSession } from '../client/session.js';
import { checkAliases, checkCredentials, checkEndpoints, checkKeysTaken } from '../doctor/account-checks.js';
import { checkAuditStore } from '../doctor/audit-check.js';
import { type Check, fail, ok } from '../doctor/check.js';
import { checkEncryption } from '../doctor/encryption-check.js';
import { checkHeldNotices } from '../doctor/held-notices.js';
import { checkOutlets } from '../doctor/outlet-checks.js';
import { checkPolicies } from '../doctor/policy-checks.js';
import { checkSchedules } from '../doctor/schedule-checks.js';
import { checkNamespace, checkQueues, checkSearchAttributes } from '../doctor/temporal-checks.js';
import { checkVersions } from '../doctor/version-checks.js';
import { EXIT, type ExitCode } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { colour } from '../view/colour.js';
import { globalsOf } from './options.js';

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'check configuration, credentials, Temporal, workers, endpoints, clocks, webhooks and mail servers; sends no order',
    )
    .option('--fix', 'create the search attributes that are missing')
    .addHelpText('after', '\nExample:\n  $ leaseline doctor --fix')
    .action(async (options: { fix?: boolean }, command: Command) => {
      const { config, json } = globalsOf(command);
      const { checks, exitCode } = await examine(config, options.fix === true);
      if (json === true) printJson({ ok: exitCode === EXIT.done, checks });
      else printLine(checks.map(checkLine).join('\n'));
      process.exitCode = exitCode;
    });
}

async function examine(
  configFile: string | undefined,
  fix: boolean,
): Promise<{ readonly checks: readonly Check[]; readonly exitCode: ExitCode }> {
  let loaded: ReturnType<typeof loadConfig>;
  try {
    loaded = loadConfig({ file: configFile });
  } catch (error) {
    return { checks: [failedCheck('configuration', error)], exitCode: EXIT.failed };
  }
  const { leaseline, temporal, file } = loaded;
  const local = [
    ok('configuration', `${file}: ${Object.keys(leaseline.accounts).length} account(s); Temporal ${temporal.mode}`),
    checkEncryption(temporal),
    ...checkPolicies(leaseline),
    ...checkCredentials(leaseline),
    ...checkAliases(leaseline),
    ...(await checkEndpoints(leaseline)),
    ...(await checkOutlets(leaseline)),
    ...(await checkAuditStore(leaseline)),
  ];
  const name = `Temporal ${temporal.address}`;
  try {
    const remote = await withSession(configFile, async (session) => [
      ok(name, 'answers'),
      await checkNamespace(session),
      await checkSearchAttributes(session, fix),
      ...(await checkQueues(session)),
      ...(await checkKeysTaken(session)),
      ...(await checkVersions(session)),
      ...(await checkSchedules(session)),
      ...(await checkHeldNotices(session)),
    ]);
    const checks = [...local, ...remote];
    return { checks, exitCode: checks.some(({ level }) => level === 'fail') ? EXIT.failed : EXIT.done };
  } catch (error) {
    const exitCode = error instanceof TemporalUnreachableError ? EXIT.unreachable : EXIT.failed;
    return { checks: [...local, failedCheck(name, error)], exitCode };
  }
}

function failedCheck(name: string, error: unknown): Check {
  if (error instanceof ExplainedError) return fail(name, error.message, error.remedy);
  throw error;
}

function checkLine({ name, level, message, remedy }: Check): string {
  const sign = { ok: colour.green('ok  '), warn: colour.yellow('warn'), fail: colour.red('fail') }[level];
  return `${sign}  ${name}: ${message}${remedy === null ? '' : `\n      → ${remedy}`}`;
}
