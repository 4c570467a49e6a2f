import type { ReactNode } from 'react';
import type { PackageSpec } from '../../../model/package-spec.js';
import { type Shown, useSystem } from '../../data/queries.js';
import { Amount } from '../../parts/amount.js';
import { DaysLeft, Instant, Relative } from '../../parts/instant.js';
import { stepWord } from '../../words/status.js';

const NONE = <span className="none">–</span>;

/** What was asked for beside what the vendor shows, and where everything is to be found. */
export function Facts({ shown }: { readonly shown: Shown }) {
  const { spec, expiresAt, price, nextStep, observedAt, blindSince, resourceId, orderId } = shown;
  return (
    <div className="facts">
      <section aria-labelledby="wanted">
        <h2 id="wanted">Wanted and observed</h2>
        <Compared shown={shown} />
        <p className="hint">
          {observedAt === null ? (
            'The vendor has not been read yet.'
          ) : (
            <>
              Read at the vendor <Relative at={observedAt} />.
            </>
          )}
          {blindSince !== null && (
            <>
              {' '}
              <strong className="is-near">
                Its list cannot be read to its end since <Instant at={blindSince} />.
              </strong>
            </>
          )}
        </p>
      </section>
      <section aria-labelledby="term">
        <h2 id="term">Term and money</h2>
        <dl className="pairs">
          <Pair name="Ends">
            {expiresAt === null ? (
              'never, or not known yet'
            ) : (
              <>
                <Instant at={expiresAt} /> <span className="soft">(</span>
                <DaysLeft at={expiresAt} />
                <span className="soft">)</span>
              </>
            )}
          </Pair>
          <Pair name="At its end">{spec === undefined ? NONE : atTermEnd(spec)}</Pair>
          <Pair name="Next step">
            {nextStep === null ? (
              NONE
            ) : (
              <>
                {stepWord(nextStep.what)} {nextStep.at !== null && <Instant at={nextStep.at} />}
              </>
            )}
          </Pair>
          <Pair name="Price">
            {price === null ? (
              'not known'
            ) : (
              <>
                <Amount money={price} /> {priceFor(shown)}
              </>
            )}
          </Pair>
          {shown.pausedUntil !== null && (
            <Pair name="Paused">
              until <Instant at={shown.pausedUntil} />
              {spec !== undefined && shown.pause !== null && ` by ${shown.pause.by}`}
            </Pair>
          )}
          <Pair name="Approval">{spec === undefined ? NONE : (spec.approval ?? 'none asked for')}</Pair>
        </dl>
      </section>
      <section aria-labelledby="ids">
        <h2 id="ids">Where to find it</h2>
        <dl className="pairs">
          <Pair name="Resource">{resourceId === null ? NONE : <code>{resourceId}</code>}</Pair>
          <Pair name="Order">{orderId === null ? NONE : <code>{orderId}</code>}</Pair>
          <Pair name="Workflow">
            <TemporalLink workflowId={shown.workflowId} runId={shown.runId} />
          </Pair>
        </dl>
      </section>
    </div>
  );
}

function Pair({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function TemporalLink({ workflowId, runId }: { readonly workflowId: string; readonly runId: string }) {
  const { data } = useSystem();
  if (data?.temporal.uiUrl == null) return <code>{workflowId}</code>;
  const { namespace, uiUrl } = data.temporal;
  const path = [namespace, 'workflows', workflowId, runId, 'history'].map(encodeURIComponent).join('/');
  return (
    <a href={`${uiUrl}/namespaces/${path}`} target="_blank" rel="noreferrer">
      <code>{workflowId}</code> in Temporal
    </a>
  );
}

function Compared({ shown }: { readonly shown: Shown }) {
  const { spec, bandwidthMbps, observedStatus, attachedTo, eipAddresses, reservation, plannedResize, observedAt } =
    shown;
  const wantedMbps = spec === undefined ? null : wantedBandwidth(spec);
  const rows = [
    {
      what: 'Bandwidth',
      wanted: wantedMbps === null ? null : `${wantedMbps} Mbps`,
      observed: observedAt === null ? null : `${bandwidthMbps} Mbps`,
    },
    { what: 'State', wanted: 'usable', observed: observedStatus },
    {
      what: 'Attached to',
      wanted: spec === undefined ? null : wantedPlace(spec),
      observed: attachedTo.join(', ') || null,
    },
    ...(eipAddresses.length === 0 ? [] : [{ what: 'Addresses', wanted: null, observed: eipAddresses.join(', ') }]),
    ...(reservation?.bandwidthMbps == null
      ? []
      : [{ what: 'Booked change', wanted: null, observed: `${reservation.bandwidthMbps} Mbps` }]),
    ...(plannedResize === null
      ? []
      : [{ what: 'Planned change', wanted: `${plannedResize.bandwidthMbps} Mbps`, observed: null }]),
  ];
  return (
    <table className="compared">
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">What</span>
          </th>
          <th scope="col">Wanted</th>
          <th scope="col">Observed</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ what, wanted, observed }) => {
          const differs = what === 'Bandwidth' && wanted !== null && observed !== null && wanted !== observed;
          return (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td>{wanted ?? NONE}</td>
              <td className={differs ? 'is-soon' : ''}>
                {observed ?? NONE}
                {differs && <span className="unseen"> (differs)</span>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const wantedBandwidth = (spec: PackageSpec): number =>
  spec.product === 'ugn' ? spec.order.bandWidth : spec.order.bandwidth;

function wantedPlace(spec: PackageSpec): string | null {
  switch (spec.product) {
    case 'wuying':
      return spec.order.officeSiteId ?? null;
    case 'cen':
      return spec.order.attach?.cenId ?? null;
    case 'ugn':
      return spec.order.ugnId;
  }
}

function priceFor({ price, contract }: Shown): string {
  const term = contract?.priceTerm ?? null;
  if (term === null) return price?.per == null ? '' : `a ${price.per}`;
  return `for ${term.period} ${term.unit.toLowerCase()}${term.period === 1 ? '' : 's'}`;
}

const AT_TERM_END = {
  ask: 'somebody is asked; nothing is spent',
  renew: 'renewed',
  release: 'released',
  lapse: 'lapses',
  vendorAutoRenew: 'renewed by the vendor itself',
} as const;

function atTermEnd({ lifecycle: { atTermEnd: what, renew } }: PackageSpec): string {
  if (what !== 'renew') return AT_TERM_END[what];
  const { period, unit } = renew.term;
  const many = period === 1 ? `a ${unit.toLowerCase()}` : `${period} ${unit.toLowerCase()}s`;
  return `renewed for ${many}, ${renew.autoPay ? 'paid by itself' : 'paid by a person'}`;
}
