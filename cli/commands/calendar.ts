import { type Command, InvalidArgumentError } from 'commander';
import { readCalendar } from '../../workers/client/calendar.js';
import { icsOf } from '../../workers/client/ics.js';
import { withSession } from '../client/session.js';
import { note, printJson, printLine } from '../support/output.js';
import { saveText } from '../support/save-text.js';
import { calendarText } from '../view/calendar-view.js';
import { globalsOf, positiveInteger, refuseBoth } from './options.js';

const DAY_MS = 24 * 60 * 60 * 1000;
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
      const span = { now: now.toISOString(), until: new Date(now.getTime() + days * DAY_MS).toISOString() };
      const events = await withSession(config, (session) => readCalendar(session, span));
      if (ics !== undefined) {
        await saveText(ics, icsOf(events));
        if (ics !== '-') note(`Written to ${ics}.`);
      } else if (json === true) printJson({ from: span.now, until: span.until, events });
      else printLine(calendarText(events, now, span.until));
    });
}

function daysOption(text: string): number {
  const days = positiveInteger(text);
  if (days > MOST_DAYS) throw new InvalidArgumentError(`It is at most ${MOST_DAYS}.`);
  return days;
}
