import { useEffect, useState } from 'react';
import { usePreview } from '../../data/previews.js';
import { decide } from '../../decide/pending.js';
import { AskDialog } from '../../parts/ask-dialog.js';
import { Loading, Trouble } from '../../parts/notice.js';
import { Quoted } from '../../parts/quoted.js';

/** The vendor is asked once somebody has stopped typing. */
const PAUSE_MS = 350;

interface ResizeProps {
  readonly name: string;
  readonly fromMbps: number;
  readonly onClose: () => void;
}

export function ResizeDialog({ name, fromMbps, onClose }: ResizeProps) {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<number | null>(null);
  const wanted = /^[1-9]\d{0,6}$/.test(text) && Number(text) !== fromMbps ? Number(text) : null;
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(wanted), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [wanted]);
  const { data, error, isFetching } = usePreview(name, 'resize', asked === null ? null : { bandwidthMbps: asked });
  const preview = asked !== null && asked === wanted ? data : undefined;
  return (
    <AskDialog
      title={`Resize ${name}`}
      onClose={onClose}
      word={wanted === null ? 'Resize' : `Resize to ${wanted} Mbps`}
      isReady={wanted !== null && preview !== undefined && preview.whyNot === null}
      onDo={() => {
        if (wanted === null) return;
        decide({ name, word: 'Resize', message: 'resize', argument: { bandwidthMbps: wanted }, isConfirmed: true });
      }}
    >
      <label className="field">
        New bandwidth, Mbps (now {fromMbps})
        <input inputMode="numeric" value={text} onChange={({ target }) => setText(target.value)} />
      </label>
      <div aria-live="polite">
        {asked !== null && isFetching && <Loading what="the vendor’s price" />}
        {asked !== null && error !== null && <Trouble error={error} />}
        {preview !== undefined &&
          (preview.whyNot === null ? (
            <>
              <p>
                From {preview.from} to {preview.to} Mbps, now.
              </p>
              {preview.price !== null && <Quoted quote={preview.price} forWhat="for the rest of the term" />}
            </>
          ) : (
            <p className="is-soon">The vendor would refuse it: {preview.whyNot}</p>
          ))}
      </div>
    </AskDialog>
  );
}
