import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import './runs.css';
import type { PackageRow } from '../../../model/row.js';
import type { RunEntry, RunResult } from '../../../model/workflow-inputs.js';
import { ask } from '../../data/http.js';
import { useLive } from '../../data/live.js';
import { Loading, Trouble } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Prose } from '../../parts/prose.js';
import { StatusMark } from '../../parts/status-mark.js';
import type { Tone } from '../../words/status.js';
import { waitsFor } from '../../words/status.js';

const EVERY_MS = 2_000;

const OUTCOMES: Readonly<Record<RunEntry['outcome'], { readonly word: string; readonly tone: Tone }>> = {
  pending: { word: 'to be started', tone: 'busy' },
  started: { word: 'on its way', tone: 'busy' },
  active: { word: 'Active', tone: 'good' },
  waiting: { word: 'waits', tone: 'waits' },
  ended: { word: 'ended', tone: 'bad' },
  refused: { word: 'refused', tone: 'bad' },
  left: { word: 'left as it is', tone: 'quiet' },
  unchanged: { word: 'there already', tone: 'quiet' },
};

const isOnItsWay = ({ outcome }: RunEntry): boolean => outcome === 'pending' || outcome === 'started';

/** How a provisioning run gets on, package by package. */
export function RunPage() {
  const { id } = useParams({ from: '/runs/$id' });
  const { rows } = useLive();
  const { data, error, refetch } = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => ask<RunResult>(`/v1/runs/${encodeURIComponent(id)}`, { signal }),
    // A run has no events of its own; it is asked while something of it is on its way.
    refetchInterval: ({ state }) =>
      state.data?.entries.some(({ outcome }) => outcome !== 'active' && outcome !== 'unchanged') ? EVERY_MS : false,
  });
  const above = (
    <p className="crumb">
      <Link to="/runs">Runs</Link>
    </p>
  );
  if (data === undefined) {
    return (
      <Page title={`Run ${id}`} above={above}>
        {error === null ? <Loading what="the run" /> : <Trouble error={error} again={() => void refetch()} />}
      </Page>
    );
  }
  const byName = new Map(rows?.map((row) => [row.name, row]));
  const count = (of: (entry: RunEntry) => boolean) => data.entries.filter(of).length;
  const active = count(({ outcome }) => outcome === 'active');
  const waiting = count(({ outcome }) => outcome === 'waiting');
  const bad = count(({ outcome }) => outcome === 'refused' || outcome === 'ended');
  return (
    <Page title={`Run ${id}`} above={above}>
      <p className="run-sums num" role="status">
        {active} of {data.entries.length} Active
        {waiting > 0 && ` · ${waiting} waiting`}
        {count(isOnItsWay) > 0 && ` · ${count(isOnItsWay)} on their way`}
        {count(({ outcome }) => outcome === 'unchanged') > 0 &&
          ` · ${count(({ outcome }) => outcome === 'unchanged')} there already`}
        {bad > 0 && ` · ${bad} not done`}
        {data.by != null && ` · asked for by ${data.by}`}
      </p>
      <progress className="run-bar" value={active} max={data.entries.length} aria-label="Packages that are Active" />
      <ol className="run-entries">
        {data.entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two entries of one run may carry the same name, and never move
          <Entry key={`${entry.name} ${index}`} entry={entry} row={byName.get(entry.name)} />
        ))}
      </ol>
    </Page>
  );
}

function Entry({ entry, row }: { readonly entry: RunEntry; readonly row: PackageRow | undefined }) {
  const { name, outcome, reason, resourceId } = entry;
  const { word, tone } = OUTCOMES[outcome];
  // A name that existed before belongs to another package than this entry.
  const own = outcome === 'refused' ? undefined : row;
  const waits = waitsFor(own?.waitingFor ?? entry.waitingFor);
  return (
    <li className="run-entry">
      <span className="run-name">
        {own === undefined ? (
          name
        ) : (
          <Link to="/packages/$name" params={{ name }}>
            {name}
          </Link>
        )}
        <span className="row-under mono">{own?.resourceId ?? resourceId}</span>
      </span>
      <span>
        {own === undefined ? <span className={`status tone-${tone}`}>{word}</span> : <StatusMark status={own.status} />}
        {waits !== null && <span className="row-under">waits for {waits}</span>}
      </span>
      <span className="run-reason">
        <Prose text={own?.reason ?? reason ?? ''} />
      </span>
    </li>
  );
}
