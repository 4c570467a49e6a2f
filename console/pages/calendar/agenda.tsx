import { Link } from '@tanstack/react-router';
import type { CalendarEvent } from '../../../model/calendar.js';
import { Instant, Relative } from '../../parts/instant.js';
import { Empty } from '../../parts/notice.js';
import { dayKey, KINDS, weeksOf } from './events.js';

const dayOf = (iso: string): string => dayKey(new Date(iso));

interface AgendaProps {
  readonly events: readonly CalendarEvent[];
  readonly month: string;
  readonly onShow: (month: string) => void;
}

/** The days of the grid as a list: with times, and for narrow screens. */
export function Agenda({ events, month, onShow }: AgendaProps) {
  const days = weeksOf(month).flat().map(dayKey);
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const own = events.filter(({ at, until }) => dayOf(at) <= last && dayOf(until ?? at) >= first);
  if (own.length === 0) {
    const next = events.find(({ at }) => dayOf(at) > last);
    return (
      <Empty title="Nothing falls into this month.">
        <p>Ends of terms, renewals, deadlines and freezes stand here.</p>
        {next !== undefined && (
          <button type="button" className="button" onClick={() => onShow(dayOf(next.at).slice(0, 7))}>
            Go to the next: {next.what}
          </button>
        )}
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
