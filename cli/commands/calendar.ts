import { type Command, InvalidArgumentError } from 'commander';
import { icsOf } from '../../workers/client/ics.js';
import { withPackages } from '../client/session.js';
import { note, printJson, printLine } from '../support/output.js';
import { saveText } from '../support/save-text.js';
import { calendarText } from '../view/calendar-view.js';
import { globalsOf, positiveInteger, refuseBoth } from './options.js';

const USUAL_DAYS = 400;
const MOST_DAYS = 3_660;

export function registerCalendar(program: Command): void {
  program
    .command('calendar')
    .description('what falls on which day: ends of terms, renewals, deadlines for payments and answers, releases')
    .option('--days <days>', 'how many days ahead', daysOption, USUAL_DAYS)
    .option('--ics <file>', 'as iCalendar to this file; - prints it')
    .addHelpText(
      'after',
      `
A calendar program can subscribe to the same at the HTTP API: leaseline token --calendar makes its address.

Examples:
  $ leaseline calendar --days 60
  $ leaseline calendar --ics leaseline.ics`,
    )
    .action(async ({ days, ics }: { days: number; ics?: string }, command: Command) => {
      const { config, json } = globalsOf(command);
      refuseBoth('--ics', ics !== undefined, json);
      const now = new Date();
      const calendar = await withPackages(config, ({ packages }) => packages.calendar(days));
      if (ics !== undefined) {
        await saveText(ics, icsOf(calendar.events));
        if (ics !== '-') note(`Written to ${ics}.`);
      } else if (json === true) printJson(calendar);
      else printLine(calendarText(calendar.events, now, calendar.until));
    });
}

function daysOption(text: string): number {
  const days = positiveInteger(text);
  if (days > MOST_DAYS) throw new InvalidArgumentError(`It is at most ${MOST_DAYS}.`);
  return days;
}
