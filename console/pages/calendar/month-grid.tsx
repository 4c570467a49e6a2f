import { Link } from '@tanstack/react-router';
import type { CalendarEvent } from '../../../model/calendar.js';
import { dayKey, KINDS, weeksOf } from './events.js';

interface GridProps {
  readonly month: string;
  readonly today: string;
  readonly byDay: ReadonlyMap<string, readonly CalendarEvent[]>;
}

const SHOWN_MAX = 3;
const weekday = new Intl.DateTimeFormat(navigator.language, { weekday: 'short' });

export function MonthGrid({ month, today, byDay }: GridProps) {
  const weeks = weeksOf(month);
  return (
    <table className="month">
      <thead>
        <tr>
          {weeks[0]?.map((day) => (
            <th key={day.getDay()} scope="col">
              {weekday.format(day)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={dayKey(week[0] ?? new Date(0))}>
            {week.map((day) => {
              const key = dayKey(day);
              const classes = [key.startsWith(month) ? '' : 'is-other', key === today ? 'is-today' : ''];
              return (
                <td key={key} className={classes.join(' ')}>
                  <span className="month-day num">
                    {day.getDate()}
                    {key === today && <span className="unseen"> today</span>}
                  </span>
                  <Chips events={byDay.get(key) ?? []} />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Chips({ events }: { readonly events: readonly CalendarEvent[] }) {
  const more = events.length - SHOWN_MAX;
  return (
    <>
      {events.slice(0, SHOWN_MAX).map((event) => (
        <Chip key={event.id} event={event} />
      ))}
      {more > 0 && <span className="month-more">{more} more below</span>}
    </>
  );
}

function Chip({ event: { kind, name, what } }: { readonly event: CalendarEvent }) {
  const { word, tone } = KINDS[kind];
  const text = (
    <>
      <span className="chip-kind">{word}</span> {name}
    </>
  );
  if (name === null) {
    return (
      <span className={`chip tone-${tone}`} title={what}>
        {what}
      </span>
    );
  }
  return (
    <Link to="/packages/$name" params={{ name }} className={`chip tone-${tone}`} title={what}>
      {text}
    </Link>
  );
}
