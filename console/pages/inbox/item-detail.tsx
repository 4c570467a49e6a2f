import { Link } from '@tanstack/react-router';
import type { PackageRow } from '../../../model/row.js';
import { useNow } from '../../data/now.js';
import { usePackage } from '../../data/queries.js';
import { Decide } from '../../decide/decide.js';
import { Instant, Relative } from '../../parts/instant.js';
import { Loading, Trouble } from '../../parts/notice.js';
import { Prose } from '../../parts/prose.js';
import { productWord } from '../../words/status.js';
import { BatchDetail } from './batch-detail.js';
import type { InboxItem } from './items.js';
import { KindMark } from './kind-mark.js';
import { lossText } from './loss-text.js';
import { StrayDetail, StrayOrderDetail } from './stray-detail.js';

/** One thing that waits, with everything needed to decide about it. */
export function ItemDetail({ item, onBack }: { readonly item: InboxItem; readonly onBack: () => void }) {
  const nowMs = useNow();
  return (
    <article className="detail" aria-label={item.title}>
      <button type="button" className="button is-plain detail-back" onClick={onBack}>
        ← Inbox
      </button>
      <header>
        <KindMark kind={item.kind} />
        <h2>{item.title}</h2>
        <p className="detail-loss">
          {lossText(item, nowMs)}
          {item.lostAt !== null && (
            <span className="soft">
              {' '}
              · <Instant at={item.lostAt} />
            </span>
          )}
        </p>
      </header>
      {item.kind === 'batch' && <BatchDetail id={item.batch} />}
      {item.kind === 'stray' && <StrayDetail stray={item.stray} />}
      {item.kind === 'strayOrder' && <StrayOrderDetail order={item.order} />}
      {'row' in item && <OfPackage row={item.row} />}
    </article>
  );
}

function OfPackage({ row }: { readonly row: PackageRow }) {
  const { name, product, bandwidthMbps, region, account, waitingSince, reason } = row;
  const { data, error, refetch } = usePackage(name);
  return (
    <>
      <p className="detail-line">
        {productWord(product)} · {bandwidthMbps} Mbps · {region} · {account}
        {waitingSince !== null && (
          <>
            {' '}
            · waiting since <Relative at={waitingSince} />
          </>
        )}
      </p>
      {reason !== null && (
        <p className="detail-reason">
          <Prose text={reason} />
        </p>
      )}
      {data === undefined ? (
        error === null ? (
          <Loading what={name} />
        ) : (
          <Trouble error={error} again={() => void refetch()} />
        )
      ) : (
        // The list hears of changes first: what waits is what it says.
        <Decide shown={{ ...data, ...pick(row) }} hasKeys />
      )}
      <p className="detail-more">
        <Link to="/packages/$name" params={{ name }}>
          Everything about {name}
        </Link>
      </p>
    </>
  );
}

function pick({ status, waitingFor, reason, nextStep, price, orderId, vanished }: PackageRow) {
  return { status, waitingFor, reason, nextStep, price, orderId, vanished };
}
