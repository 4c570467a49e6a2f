import type { Command } from 'commander';
import { type ScheduleStanding, scheduleStandings } from '../../workers/client/schedules.js';
import { ensureRecurringRuns } from '../../workers/recurring-runs.js';
import { withSession } from '../client/session.js';
import { EXIT } from '../support/exit-codes.js';
import { note, printJson, printLine } from '../support/output.js';
import { schedulesText } from '../view/schedules-view.js';
import { globalsOf } from './options.js';

export function registerSchedules(program: Command): void {
  program
    .command('schedules')
    .description('what Temporal starts by itself: recurring runs, daily digest, heartbeat; when last, when next')
    .option(
      '--apply',
      'write the recurring runs of temporal.yaml as their files are now, as a worker does when it starts',
    )
    .addHelpText('after', '\nExample:\n  $ leaseline schedules --apply')
    .action(async ({ apply }: { apply?: boolean }, command: Command) => {
      const { config: configFile, json } = globalsOf(command);
      await withSession(configFile, async (session) => {
        const { client, temporal, config } = session;
        const errors = apply === true ? await ensureRecurringRuns(client, temporal, config) : [];
        for (const { message, remedy } of errors) note(`${message}\n  → ${remedy}`);
        const schedules = await scheduleStandings(client, temporal, config);
        if (json === true) printJson({ schedules });
        else printLine(schedulesText(schedules, new Date()));
        if (errors.length > 0 || schedules.some(isWrong)) process.exitCode = EXIT.failed;
      });
    });
}

const isWrong = ({ state }: ScheduleStanding): boolean => state === 'invalid' || state === 'foreign';
