import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { VendorCall } from '../../../model/vendor-call.js';
import { readCalls } from '../../data/calls.js';
import type { Shown } from '../../data/queries.js';
import { Instant } from '../../parts/instant.js';
import { Prose } from '../../parts/prose.js';
import { dayText } from '../../words/time.js';
import { type Chapter, chaptersOf, type Happening } from './happenings.js';

/** Everything that happened, in one line of time: what was meant, what was sent, what came back, who said what. */
export function Story({ shown }: { readonly shown: Shown }) {
  const { data } = useQuery({
    queryKey: ['package', shown.name, 'calls'],
    queryFn: ({ signal }) => readCalls(shown.name, signal),
  });
  const calls: readonly VendorCall[] = data ?? [];
  const chapters = useMemo(() => chaptersOf(shown, calls), [shown, calls]);
  return (
    <section className="story" aria-labelledby="story">
      <h2 id="story">Timeline</h2>
      {chapters.length === 0 && <p className="hint">Nothing has happened yet.</p>}
      {chapters.map((chapter) => (
        <Day key={chapter.day} chapter={chapter} />
      ))}
    </section>
  );
}

function Day({ chapter: { day, happenings } }: { readonly chapter: Chapter }) {
  return (
    <div className="story-day">
      <h3>{dayText(day)}</h3>
      <ol>
        {happenings.map((one) => (
          <Entry key={one.key} one={one} />
        ))}
      </ol>
    </div>
  );
}

function Entry({ one: { at, kind, tone, what, who, detail, requestId } }: { readonly one: Happening }) {
  return (
    <li className={`entry tone-${tone}`}>
      <span className="entry-dot" aria-hidden="true" />
      <div className="entry-text">
        <p className="entry-what">
          <Prose text={what} />
        </p>
        {detail !== null && (
          <p className="entry-detail">
            <Prose text={detail} />
          </p>
        )}
        <p className="entry-under">
          <Instant at={at} as="second" /> · {kind}
          {who !== null && ` · ${who}`}
          {requestId !== null && (
            <>
              {' '}
              · request <code>{requestId}</code>
            </>
          )}
        </p>
      </div>
    </li>
  );
}
