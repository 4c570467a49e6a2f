import { Link } from '@tanstack/react-router';
import type { CalendarEvent } from '../../../model/calendar.js';
import { Instant, Relative } from '../../parts/instant.js';
import { Empty } from '../../parts/notice.js';
import { dayKey, KINDS } from './events.js';

/** The same as a list: with its times, and for narrow screens. */
export function Agenda({ events, month }: { readonly events: readonly CalendarEvent[]; readonly month: string }) {
  const own = events.filter(({ at, until }) => {
    const last = dayKey(new Date(until ?? at)).slice(0, 7);
    return dayKey(new Date(at)).slice(0, 7) <= month && last >= month;
  });
  if (own.length === 0) {
    return (
      <Empty title="Nothing falls into this month.">
        <p>Ends of terms, renewals, deadlines and freezes stand here.</p>
      </Empty>
    );
  }
  return (
    <section className="agenda" aria-labelledby="agenda">
      <h2 id="agenda">In order</h2>
      <ol>
        {own.map(({ id, kind, at, until, name, what, details }) => (
          <li key={id}>
            <span className="agenda-when">
              <Instant at={at} />
              <span className="row-under">
                {until === null ? <Relative at={at} /> : <>to {<Instant at={until} />}</>}
              </span>
            </span>
            <span className={`agenda-kind tone-${KINDS[kind].tone}`}>{KINDS[kind].word}</span>
            <span className="agenda-what">
              {name === null ? (
                what
              ) : (
                <Link to="/packages/$name" params={{ name }}>
                  {what}
                </Link>
              )}
              {details.length > 0 && <span className="row-under">{details.join(' · ')}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
