import type { LeaseStatus } from '../../model/status.js';
import { statusLook, type Tone } from '../words/status.js';

/** A shape for each tone, so that nothing hangs on colour alone. */
function Shape({ tone }: { readonly tone: Tone }) {
  switch (tone) {
    case 'good':
      return <circle cx="6" cy="6" r="4" fill="currentColor" />;
    case 'busy':
      return (
        <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.8" strokeDasharray="3 2.6" />
      );
    case 'waits':
      return (
        <>
          <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M6 2a4 4 0 0 1 0 8z" fill="currentColor" />
        </>
      );
    case 'bad':
      return <path d="M6 1.2 10.8 6 6 10.8 1.2 6z" fill="currentColor" />;
    case 'quiet':
      return <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.6" />;
  }
}

export function StatusMark({ status }: { readonly status: LeaseStatus }) {
  const { word, tone } = statusLook(status);
  return (
    <span className={`status tone-${tone}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <Shape tone={tone} />
      </svg>
      <span>{word}</span>
    </span>
  );
}
