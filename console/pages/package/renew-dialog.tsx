import { usePreview } from '../../data/previews.js';
import { decide } from '../../decide/pending.js';
import { AskDialog } from '../../parts/ask-dialog.js';
import { Instant } from '../../parts/instant.js';
import { Loading, Trouble } from '../../parts/notice.js';
import { Quoted } from '../../parts/quoted.js';

export function RenewDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { data, error } = usePreview(name, 'renew', {});
  return (
    <AskDialog
      title={`Renew ${name}`}
      onClose={onClose}
      word="Renew now"
      isReady={data !== undefined}
      onDo={() => decide({ name, word: 'Renew', message: 'renew', argument: {}, isConfirmed: true })}
    >
      {error !== null && <Trouble error={error} />}
      {data === undefined && error === null && <Loading what="what it would cost" />}
      {data !== undefined && (
        <>
          <p>
            For {data.term.period} {data.term.unit.toLowerCase()}
            {data.term.period === 1 ? '' : 's'}
            {data.endsAt !== null && data.wouldEndAt !== null && (
              <>
                : from <Instant at={data.endsAt} as="day" /> to about <Instant at={data.wouldEndAt} as="day" />
              </>
            )}
            .
          </p>
          <Quoted quote={data.price} forWhat="for it" />
          <p className="hint">Where a policy asks for an approval, it comes first.</p>
        </>
      )}
    </AskDialog>
  );
}
