import { Link, useParams } from '@tanstack/react-router';
import './package.css';
import { useLive } from '../../data/live.js';
import { type Shown, usePackage } from '../../data/queries.js';
import { Loading, Trouble } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { StatusMark } from '../../parts/status-mark.js';
import { productWord } from '../../words/status.js';
import { Actions } from './actions.js';
import { Facts } from './facts.js';
import { Story } from './story.js';
import { Waiting } from './waiting.js';

export function PackagePage() {
  const { name } = useParams({ from: '/packages/$name' });
  const { data, error, refetch } = usePackage(name);
  const above = (
    <p className="crumb">
      <Link to="/packages">Packages</Link>
    </p>
  );
  if (data === undefined) {
    return (
      <Page title={name} above={above}>
        {error === null ? <Loading what={name} /> : <Trouble error={error} again={() => void refetch()} />}
      </Page>
    );
  }
  return <Known shown={data} above={above} />;
}

function Known({ shown, above }: { readonly shown: Shown; readonly above: React.ReactNode }) {
  const row = useNewest(shown);
  return (
    <Page title={row.name} above={above} beside={<StatusMark status={row.status} />} actions={<Actions shown={row} />}>
      <p className="package-line">
        {productWord(row.product)} · {row.bandwidthMbps} Mbps · {row.region} · {row.account}
        {Object.entries(row.labels).map(([key, value]) => (
          <span key={key} className="label">
            {key}: {value}
          </span>
        ))}
      </p>
      <Waiting shown={row} />
      {row.spec === undefined && (
        <p className="hint package-silent" role="status">
          No worker answers, so this is what was last written down. Start one with leaseline up or leaseline worker.
        </p>
      )}
      <div className="package-columns">
        <Story shown={row} />
        <Facts shown={row} />
      </div>
    </Page>
  );
}

/** The list hears of changes first; what only the package itself knows follows a moment later. */
function useNewest(shown: Shown): Shown {
  const { rows } = useLive();
  const row = rows?.find(({ name }) => name === shown.name);
  return row === undefined ? shown : ({ ...shown, status: row.status, waitingFor: row.waitingFor } as Shown);
}
