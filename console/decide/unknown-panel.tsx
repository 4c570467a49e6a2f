import { useState } from 'react';
import type { CandidateShown, PackageState } from '../../model/messages.js';
import { useSession } from '../app/session-context.js';
import { mayDo } from '../data/session.js';
import { AskDialog } from '../parts/ask-dialog.js';
import { MayNot } from './may-not.js';
import { decide } from './pending.js';

/** Nobody knows what became of an attempt: a person looks at the vendor's console and names the result, or says there is none. */
export function UnknownPanel({ state }: { readonly state: PackageState }) {
  const { name, candidates } = state;
  const session = useSession();
  const [chosen, setChosen] = useState('');
  const [typed, setTyped] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  if (!mayDo(session, 'operate')) return <MayNot act="operate" what="Resolving it" />;
  const id = chosen === OTHER || candidates.length === 0 ? typed.trim() : chosen;
  const isNone = chosen === NONE;
  return (
    <div className="panel">
      <fieldset className="options">
        <legend>What does the vendor’s console show?</legend>
        {candidates.map((candidate) => (
          <Option key={idOf(candidate)} value={idOf(candidate)} chosen={chosen} onChoose={setChosen}>
            {labelOf(candidate)} is its result
          </Option>
        ))}
        <Option value={OTHER} chosen={chosen} onChoose={setChosen}>
          {candidates.length === 0 ? 'This resource is its result' : 'Another resource is its result'}
        </Option>
        {chosen === OTHER && (
          <input
            aria-label="Id of the resource"
            placeholder="np-…, cenbwp-…, bw-…"
            spellCheck={false}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
        <Option value={NONE} chosen={chosen} onChoose={setChosen}>
          Nothing came of it
        </Option>
      </fieldset>
      <div className="panel-actions">
        <button
          type="button"
          className="button is-primary"
          disabled={!isNone && (chosen === '' || id === '')}
          onClick={() => setIsAsking(true)}
        >
          Resolve …
        </button>
      </div>
      {isAsking && (
        <AskDialog
          title={`Resolve ${name}`}
          onClose={() => setIsAsking(false)}
          word={isNone ? 'Nothing came of it' : `It is ${id}`}
          isReady
          onDo={() =>
            decide({
              name,
              word: 'Resolve',
              message: 'resolve',
              argument: isNone ? noneOf(candidates) : { resourceId: id },
              isConfirmed: true,
            })
          }
        >
          <p>
            {isNone
              ? 'You say that the vendor made nothing. It is believed only when a fresh, complete listing agrees; then the order may be sent again, or the package ends.'
              : `${name} takes ${id} for its own from now on: it is watched, renewed and released as the file says. Nothing is bought by this.`}
          </p>
        </AskDialog>
      )}
    </div>
  );
}

const OTHER = 'other';
const NONE = 'none';

const idOf = ({ resourceId, orderId }: CandidateShown): string => resourceId ?? orderId ?? '';

function labelOf({ resourceId, orderId }: CandidateShown): string {
  if (resourceId === null) return `Order ${orderId}`;
  return orderId === null ? resourceId : `${resourceId} (order ${orderId})`;
}

/** Said of each that was shown: what turns up later is looked at afresh. */
function noneOf(candidates: readonly CandidateShown[]): { none: true; not?: readonly string[] } {
  const not = candidates.flatMap(({ resourceId, orderId }) => [resourceId, orderId]).filter((id) => id !== null);
  return not.length === 0 ? { none: true } : { none: true, not };
}

interface OptionProps {
  readonly value: string;
  readonly chosen: string;
  readonly onChoose: (value: string) => void;
  readonly children: React.ReactNode;
}

function Option({ value, chosen, onChoose, children }: OptionProps) {
  return (
    <label className="option">
      <input type="radio" name="result" value={value} checked={chosen === value} onChange={() => onChoose(value)} />
      <span>{children}</span>
    </label>
  );
}
