import './decide.css';
import { useEffect, useState } from 'react';
import { usePageKeys } from '../app/shortcuts.js';
import { type Decision, dismiss, newestHeld, takeBack, useDecisions } from './pending.js';

/** What was decided a moment ago: still to be taken back, on its way, or answered. */
export function Decisions() {
  const decisions = useDecisions();
  usePageKeys({
    z: () => {
      const held = newestHeld();
      if (held !== undefined) takeBack(held.id);
    },
  });
  return (
    <section className="decisions" aria-label="Decisions" aria-live="polite">
      {decisions.map((one) => (
        <Told key={one.id} decision={one} />
      ))}
    </section>
  );
}

function Told({ decision }: { readonly decision: Decision }) {
  const { id, name, word, phase, answer, remedy } = decision;
  return (
    <div className={`decision is-${phase}`}>
      <div className="decision-text">
        <p>
          <strong>{word}</strong> {name}
        </p>
        <p className="decision-answer">
          {phase === 'held' && <Countdown untilMs={decision.sendsAtMs} />}
          {phase === 'sending' && 'Being sent …'}
          {answer}
          {remedy !== null && ` ${remedy}.`}
        </p>
      </div>
      {phase === 'held' ? (
        <button type="button" className="button" onClick={() => takeBack(id)}>
          Undo <kbd>z</kbd>
        </button>
      ) : (
        phase !== 'sending' && (
          <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => dismiss(id)}>
            ×
          </button>
        )
      )}
    </div>
  );
}

function Countdown({ untilMs }: { readonly untilMs: number }) {
  const [leftMs, setLeftMs] = useState(untilMs - Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setLeftMs(untilMs - Date.now()), 250);
    return () => window.clearInterval(timer);
  }, [untilMs]);
  // Read out once, not each second.
  return (
    <>
      <span className="unseen">It is sent in a few seconds.</span>
      <span aria-hidden="true">Sent in {Math.max(0, Math.ceil(leftMs / 1000))} s</span>
    </>
  );
}
