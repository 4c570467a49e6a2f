import { useLive } from '../data/live.js';

/** Says, and only then, that what is shown may be old. */
export function LineState() {
  const { line, rows } = useLive();
  return (
    <div className="line-state" role="status">
      {line === 'lost' && (
        <p>Reconnecting … {rows === null ? '' : 'What you see is from before the connection was lost.'}</p>
      )}
    </div>
  );
}
