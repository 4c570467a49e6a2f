import { useState } from 'react';
import type { StrayOrder, StrayResource } from '../../../model/survey.js';
import { useSession } from '../../app/session-context.js';
import { mayDo } from '../../data/session.js';
import { MayNot } from '../../decide/may-not.js';
import { Copyable } from '../../parts/copyable.js';
import { Instant, Relative } from '../../parts/instant.js';
import { moneyText, priceText } from '../../words/money.js';
import { productWord } from '../../words/status.js';
import { AdoptDialog } from '../strays/adopt-dialog.js';

/** A resource in an account that belongs to no package. */
export function StrayDetail({ stray }: { readonly stray: StrayResource }) {
  const { resourceId, product, account, region, bandwidthMbps, createdAt, firstSeenAt, price, expiresAt } = stray;
  const { autoRenew, origin, document } = stray;
  const session = useSession();
  const [isAdopting, setIsAdopting] = useState(false);
  return (
    <div className="panel">
      <p>{origin}</p>
      <dl className="pairs">
        <Pair name="What">
          {productWord(product)}, {bandwidthMbps} Mbps in {region}, account {account}
        </Pair>
        <Pair name="Age">
          <Relative at={createdAt ?? firstSeenAt} />
        </Pair>
        <Pair name="Costs">{price === null ? 'not known' : priceText(price)}</Pair>
        <Pair name="Ends">{expiresAt === null ? 'never' : <Instant at={expiresAt} />}</Pair>
        <Pair name="Auto-renewal">
          {autoRenew === null ? 'the vendor does not show it' : autoRenew ? 'on: the vendor goes on charging' : 'off'}
        </Pair>
      </dl>
      {document === null ? (
        <p className="hint">
          The vendor shows too little of it to take it over; keep it, or delete it, in the vendor’s console.
        </p>
      ) : (
        <>
          <p>Take it over, and it is watched from then on; nothing is bought by that.</p>
          {mayDo(session, 'operate') ? (
            <div className="panel-actions">
              <button type="button" className="button is-primary" onClick={() => setIsAdopting(true)}>
                Take over …
              </button>
            </div>
          ) : (
            <MayNot act="operate" what="Taking over" />
          )}
          {isAdopting && <AdoptDialog stray={stray} onClose={() => setIsAdopting(false)} />}
          <Copyable text={`leaseline adopt ${account} ${product} ${resourceId}`} />
        </>
      )}
    </div>
  );
}

/** An unpaid order that nobody here placed. */
export function StrayOrderDetail({ order }: { readonly order: StrayOrder }) {
  const { account, product, kind, amountMinor, currency, createdAt, origin } = order;
  return (
    <div className="panel">
      <p>{origin}</p>
      <dl className="pairs">
        <Pair name="Account">{account}</Pair>
        <Pair name="What">
          {[product === null ? null : productWord(product), kind].filter(Boolean).join(', ') || 'not shown'}
        </Pair>
        <Pair name="Amount">
          {amountMinor === null || currency === null ? 'not shown' : moneyText({ amountMinor, currency })}
        </Pair>
        <Pair name="Placed">{createdAt === null ? 'not shown' : <Instant at={createdAt} />}</Pair>
      </dl>
      <p className="hint">Pay it or cancel it in the vendor’s console. Paid, it becomes a resource nobody watches.</p>
    </div>
  );
}

function Pair({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
