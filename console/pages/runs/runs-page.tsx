import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import './runs.css';
import { ask } from '../../data/http.js';
import { Instant } from '../../parts/instant.js';
import { Empty, Loading, Trouble } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';

interface RunListed {
  readonly id: string;
  readonly by: string | null;
  readonly startedAt: string;
  readonly isRunning: boolean;
}

export function RunsPage() {
  const { data, error, refetch } = useQuery({
    queryKey: ['runs'],
    queryFn: ({ signal }) => ask<{ readonly runs: readonly RunListed[] }>('/v1/runs', { signal }),
  });
  return (
    <Page title="Runs">
      {error !== null && <Trouble error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading what="the runs" />}
      {data?.runs.length === 0 && (
        <Empty title="No runs yet.">
          <p>
            A run orders many packages by one request: <code>POST /v1/runs</code>, or the workflow{' '}
            <code>provisioningRun</code>, or a schedule of <code>temporal.yaml</code>.
          </p>
        </Empty>
      )}
      {data !== undefined && data.runs.length > 0 && (
        <ol className="run-entries">
          {data.runs.map(({ id, by, startedAt, isRunning }) => (
            <li key={id} className="run-entry">
              <span className="run-name">
                <Link to="/runs/$id" params={{ id }}>
                  {id}
                </Link>
                {by !== null && <span className="row-under">asked for by {by}</span>}
              </span>
              <span className={isRunning ? 'status tone-busy' : 'status tone-quiet'}>
                {isRunning ? 'on its way' : 'ended'}
              </span>
              <Instant at={startedAt} />
            </li>
          ))}
        </ol>
      )}
    </Page>
  );
}
