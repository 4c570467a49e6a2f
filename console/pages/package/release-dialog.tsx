import { useState } from 'react';
import { type ReleasePreview, usePreview } from '../../data/previews.js';
import { decide } from '../../decide/pending.js';
import { AskDialog } from '../../parts/ask-dialog.js';
import { Instant } from '../../parts/instant.js';
import { Loading, Trouble } from '../../parts/notice.js';
import { moneyText } from '../../words/money.js';

export function ReleaseDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { data, error } = usePreview(name, 'release', {});
  const [typed, setTyped] = useState('');
  const isInUse = (data?.cutOff.length ?? 0) > 0;
  return (
    <AskDialog
      title={`Release ${name}`}
      onClose={onClose}
      word="Release: the line goes down"
      isBad
      isReady={data !== undefined && (!isInUse || typed === name)}
      onDo={() =>
        decide({
          name,
          word: 'Release',
          message: 'release',
          argument: isInUse ? { confirm: true } : {},
          isConfirmed: true,
        })
      }
    >
      {error !== null && <Trouble error={error} />}
      {data === undefined && error === null && <Loading what="what it would mean" />}
      {data !== undefined && <Outlook preview={data} />}
      {isInUse && (
        <label className="field">
          It is in use. Type its name to go on
          <input
            value={typed}
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => setTyped(target.value)}
          />
        </label>
      )}
    </AskDialog>
  );
}

const WAYS = {
  delete: 'It is given back and gone at once.',
  refund: 'The vendor is asked to take it back before its term ends.',
  lapse: 'The vendor takes nothing back: it stays until its term ends, and is not renewed.',
} as const;

function Outlook({ preview }: { readonly preview: ReleasePreview }) {
  const { way, endsAt, refund, refundKnownBy, lost, saved, detachedFrom, lostAddresses, cutOff } = preview;
  return (
    <>
      <p>
        {WAYS[way]}
        {endsAt !== null && (
          <>
            {' '}
            Its term ends <Instant at={endsAt} as="day" />.
          </>
        )}
      </p>
      <dl className="pairs">
        <div>
          <dt>Comes back</dt>
          <dd>
            {refund === null
              ? 'nothing was paid beforehand'
              : refund.kind === 'unknown'
                ? `not known: ${refund.reason}`
                : `${moneyText(refund)}, ${refundKnownBy === 'rule' ? 'by the vendor’s published rule' : 'says the vendor'}`}
          </dd>
        </div>
        <div>
          <dt>Is lost</dt>
          <dd>{lost === null ? (refund === null ? 'nothing' : 'not known') : moneyText(lost)}</dd>
        </div>
        <div>
          <dt>Not renewing saves</dt>
          <dd>
            {saved === null
              ? 'nothing: no renewal was to come'
              : saved.kind === 'known'
                ? moneyText(saved)
                : 'not known'}
          </dd>
        </div>
        {detachedFrom.length > 0 && (
          <div>
            <dt>Detached from</dt>
            <dd>{detachedFrom.join(', ')}</dd>
          </div>
        )}
        {lostAddresses.length > 0 && (
          <div>
            <dt>Addresses lost</dt>
            <dd>{lostAddresses.join(', ')}</dd>
          </div>
        )}
      </dl>
      {cutOff.length > 0 && (
        <ul className="cut-off">
          {cutOff.map((what) => (
            <li key={what}>A release cuts off {what}.</li>
          ))}
        </ul>
      )}
    </>
  );
}
