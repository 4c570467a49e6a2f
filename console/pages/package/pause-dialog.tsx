import { useState } from 'react';
import { decide } from '../../decide/pending.js';
import { AskDialog } from '../../parts/ask-dialog.js';
import { DAY_MS } from '../../words/time.js';

const USUAL_DAYS = 7;

/** A pause has an end: without one a package would lapse for want of memory. */
export function PauseDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const [until, setUntil] = useState(localText(Date.now() + USUAL_DAYS * DAY_MS));
  const [comment, setComment] = useState('');
  const untilMs = Date.parse(until);
  const isReady = untilMs > Date.now();
  return (
    <AskDialog
      title={`Pause ${name}`}
      onClose={onClose}
      word="Pause"
      isReady={isReady}
      onDo={() =>
        decide({
          name,
          word: 'Pause',
          message: 'pause',
          argument: {
            until: new Date(untilMs).toISOString(),
            ...(comment.trim() !== '' && { comment: comment.trim() }),
          },
          isConfirmed: true,
        })
      }
    >
      <p>Until then nothing is bought for it, not even its renewal. Reminders and clocks go on: it can lapse.</p>
      <label className="field">
        Until
        <input type="datetime-local" value={until} onChange={({ target }) => setUntil(target.value)} />
      </label>
      <label className="field">
        Why (for the timeline)
        <input value={comment} maxLength={2000} onChange={({ target }) => setComment(target.value)} />
      </label>
    </AskDialog>
  );
}

/** As the field wants it, in the reader's time zone. */
function localText(ms: number): string {
  const offsetMs = new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - offsetMs).toISOString().slice(0, 16);
}
