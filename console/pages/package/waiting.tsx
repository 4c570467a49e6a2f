import type { Shown } from '../../data/queries.js';
import { Decide } from '../../decide/decide.js';
import { Instant, Relative } from '../../parts/instant.js';
import { Prose } from '../../parts/prose.js';
import { waitsFor, waitsForPerson } from '../../words/status.js';

/** What it waits for, since when, and what somebody can do about it right here. */
export function Waiting({ shown }: { readonly shown: Shown }) {
  const { waitingFor, waitingSince, reason, nextStep } = shown;
  if (waitingFor === null && reason === null) return null;
  const isForPerson = waitsForPerson(shown);
  return (
    <section className={isForPerson ? 'waiting is-person' : 'waiting'} aria-label="What it waits for">
      <h2>
        {waitingFor === null ? 'How it ended' : `Waits for ${waitsFor(waitingFor)}`}
        {waitingSince !== null && waitingFor !== null && (
          <span className="waiting-since">
            since <Relative at={waitingSince} />
          </span>
        )}
        {nextStep?.at != null && waitingFor !== null && (
          <span className="waiting-since">
            until <Instant at={nextStep.at} />
          </span>
        )}
      </h2>
      {reason !== null && (
        <p>
          <Prose text={reason} />
        </p>
      )}
      {isForPerson && <Decide shown={shown} />}
    </section>
  );
}
