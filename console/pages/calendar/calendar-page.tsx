import './calendar.css';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { usePageKeys } from '../../app/shortcuts.js';
import { Loading, Trouble } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Agenda } from './agenda.js';
import { dayKey, eventsByDay, monthFrom, useCalendar } from './events.js';
import { FeedDialog } from './feed-dialog.js';
import { MonthGrid } from './month-grid.js';

const monthName = new Intl.DateTimeFormat(navigator.language, { month: 'long', year: 'numeric' });

/** Ends of terms, renewals, deadlines and freezes. */
export function CalendarPage() {
  const { month: wanted } = useSearch({ from: '/calendar' });
  const navigate = useNavigate({ from: '/calendar' });
  const [isSubscribing, setIsSubscribing] = useState(false);
  const { data, error, refetch } = useCalendar();
  const today = dayKey(new Date());
  const month = wanted ?? today.slice(0, 7);
  const byDay = useMemo(() => eventsByDay(data?.events ?? []), [data]);
  const show = (next: string) => void navigate({ search: { month: next }, replace: true });
  usePageKeys({
    j: () => show(monthFrom(month, 1)),
    k: () => show(monthFrom(month, -1)),
    t: () => show(today.slice(0, 7)),
  });
  return (
    <Page
      title="Calendar"
      actions={
        <button type="button" className="button" onClick={() => setIsSubscribing(true)}>
          Subscribe …
        </button>
      }
    >
      <div className="month-head">
        <h2 aria-live="polite">{monthName.format(new Date(`${month}-01T12:00:00`))}</h2>
        <div className="month-move">
          <button type="button" className="button" onClick={() => show(monthFrom(month, -1))} aria-label="Month before">
            ←
          </button>
          <button type="button" className="button" onClick={() => show(today.slice(0, 7))}>
            Today
          </button>
          <button type="button" className="button" onClick={() => show(monthFrom(month, 1))} aria-label="Next month">
            →
          </button>
        </div>
      </div>
      {error !== null && <Trouble error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading what="the calendar" />}
      {data !== undefined && (
        <>
          <MonthGrid month={month} today={today} byDay={byDay} />
          <Agenda events={data.events} month={month} onShow={show} />
        </>
      )}
      {isSubscribing && <FeedDialog onClose={() => setIsSubscribing(false)} />}
    </Page>
  );
}
