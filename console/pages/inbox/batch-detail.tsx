import { useRef, useState } from 'react';
import type { BatchAnswer, BatchAsked, BatchView } from '../../../model/batch.js';
import type { Price } from '../../../model/money.js';
import { useSession } from '../../app/session-context.js';
import { approveTogether, useBatch } from '../../data/batches.js';
import { mayDo } from '../../data/session.js';
import { newOperationId } from '../../data/telling.js';
import { MayNot } from '../../decide/may-not.js';
import { AskDialog } from '../../parts/ask-dialog.js';
import { Loading, Trouble } from '../../parts/notice.js';
import { priceText } from '../../words/money.js';

/** What of one run or batch waits for approval: each may be left out, and each takes the yes by itself. */
export function BatchDetail({ id }: { readonly id: string }) {
  const { data, error, refetch } = useBatch(id);
  const [answers, setAnswers] = useState<readonly BatchAnswer[]>([]);
  if (data === undefined) {
    return error === null ? <Loading what={id} /> : <Trouble error={error} again={() => void refetch()} />;
  }
  return (
    <>
      {data.waiting.length === 0 ? (
        <p className="hint">Nothing of it waits for approval any more.</p>
      ) : (
        <Choice
          view={data}
          onAnswered={(all) => {
            setAnswers(all);
            void refetch();
          }}
        />
      )}
      {answers.length > 0 && <Answers answers={answers} />}
    </>
  );
}

function Choice({
  view,
  onAnswered,
}: {
  readonly view: BatchView;
  readonly onAnswered: (all: readonly BatchAnswer[]) => void;
}) {
  const { id, waiting } = view;
  const may = mayDo(useSession(), 'decide');
  // By request: what comes later, or asks about something else by now, was not looked at and is not chosen.
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(waiting.map(({ request }) => request)));
  const [isAsking, setIsAsking] = useState(false);
  const [isSending, setIsSending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const key = useRef(newOperationId());
  const picked = waiting.filter(({ request }) => chosen.has(request));
  const toggle = (request: string) => {
    const next = new Set(chosen);
    if (!next.delete(request)) next.add(request);
    setChosen(next);
    key.current = newOperationId();
  };
  async function send(): Promise<void> {
    setIsSending(true);
    setProblem(null);
    try {
      onAnswered(await approveTogether(id, picked, key.current));
      key.current = newOperationId();
    } catch (error) {
      setProblem(error);
    } finally {
      setIsSending(false);
    }
  }
  const sums = sumsText(picked);
  return (
    <div className="panel">
      <ul className="batch">
        {waiting.map((one) => (
          <li key={one.request}>
            <label>
              <input type="checkbox" checked={chosen.has(one.request)} onChange={() => toggle(one.request)} />
              <span className="batch-name">{one.name}</span>
              <span className="batch-what">{one.what}</span>
              <span className="row-under">{standingText(one)}</span>
            </label>
          </li>
        ))}
      </ul>
      <p role="status">
        {picked.length} of {waiting.length} chosen: <strong className="num">{sums}</strong>
      </p>
      {problem !== null && <Trouble error={problem} />}
      {!may && <MayNot act="decide" what="Approving" />}
      {may && (
        <div className="panel-actions">
          <button
            type="button"
            className="button is-primary"
            disabled={picked.length === 0 || isSending}
            onClick={() => setIsAsking(true)}
          >
            {isSending ? 'Approving …' : 'Approve selected'}
          </button>
        </div>
      )}
      {isAsking && (
        <AskDialog
          title={`Approve ${picked.length} of ${id}`}
          word={`Approve ${picked.length}`}
          isReady={picked.length > 0}
          onClose={() => setIsAsking(false)}
          onDo={() => void send()}
        >
          <p>
            {picked.map(({ name }) => name).join(', ')}: <strong className="num">{sums}</strong>.
          </p>
          <p className="hint">Each takes your yes by its own policy. What has changed by then is not approved.</p>
        </AskDialog>
      )}
    </div>
  );
}

const OUTCOMES: Readonly<Record<BatchAnswer['outcome'], string>> = {
  approved: 'approved',
  needsMore: 'waits for more',
  changed: 'has changed; look at it again',
  refused: 'not approved',
  noAnswer: 'not known; approve it again',
};

function Answers({ answers }: { readonly answers: readonly BatchAnswer[] }) {
  return (
    <section className="panel" aria-label="What became of it">
      <ul className="batch">
        {answers.map(({ name, outcome, message }) => (
          <li key={name}>
            <span className="batch-name">{name}</span> {OUTCOMES[outcome]}
            <span className="row-under">{message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function standingText({ policy, requestedBy, approvedBy, quorum }: BatchAsked): string {
  const yeses = quorum > 1 ? `, ${approvedBy.length} of ${quorum} said yes` : '';
  return `policy ${policy}, asked by ${requestedBy ?? 'nobody, it is due'}${yeses}`;
}

/** Neither two currencies nor a month and a term are added. */
function sumsText(picked: readonly BatchAsked[]): string {
  const sums = new Map<string, Price>();
  for (const { price } of picked) {
    if (price === null) continue;
    const key = `${price.currency} ${price.per}`;
    sums.set(key, { ...price, amountMinor: (sums.get(key)?.amountMinor ?? 0) + price.amountMinor });
  }
  const unpriced = picked.filter(({ price }) => price === null).length;
  const all = [...[...sums.values()].map(priceText), ...(unpriced > 0 ? [`${unpriced} of unknown price`] : [])];
  return all.length === 0 ? 'nothing' : all.join(', ');
}
