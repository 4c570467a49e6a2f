import { useMutation } from '@tanstack/react-query';
import './strays.css';
import { useSession } from '../../app/session-context.js';
import { mayDo } from '../../data/session.js';
import { lookForStraysNow, type Strays, useStrays } from '../../data/strays.js';
import { Instant } from '../../parts/instant.js';
import { Empty, Loading, Trouble } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { StrayDetail, StrayOrderDetail } from '../inbox/stray-detail.js';

/** What is in the accounts, costs money, and belongs to no package. */
export function StraysPage() {
  const session = useSession();
  const { data, error, refetch } = useStrays();
  const look = useMutation({ mutationFn: lookForStraysNow });
  return (
    <Page
      title="Strays"
      beside={
        data === undefined ? undefined : <span className="count num">{data.resources.length + data.orders.length}</span>
      }
      actions={
        mayDo(session, 'operate') && (
          <button type="button" className="button" disabled={look.isPending} onClick={() => look.mutate()}>
            {look.isPending ? 'Reading the vendors …' : 'Look now'}
          </button>
        )
      }
    >
      <p className="strays-lead">
        Resources and unpaid orders in your accounts that belong to no package: bought in a console, or by another
        program. Nobody watches them until somebody takes them over.
      </p>
      {look.error !== null && <Trouble error={look.error} />}
      {error !== null && <Trouble error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading what="what the vendors list" />}
      {data !== undefined && <Found strays={data} />}
    </Page>
  );
}

function Found({ strays: { resources, orders, desks } }: { readonly strays: Strays }) {
  const unseen = desks.filter(({ problem }) => problem !== null);
  return (
    <>
      {unseen.length > 0 && (
        <div className="trouble">
          <p className="trouble-what">Not everything could be seen.</p>
          <ul>
            {unseen.map(({ desk, problem }) => (
              <li key={`${desk.account} ${desk.product} ${desk.region}`}>{problem}</li>
            ))}
          </ul>
        </div>
      )}
      {desks.length === 0 ? (
        <Empty title="There is no place to look.">
          <p>Nothing was ordered yet, and no inventory in leaseline.yaml names a place.</p>
        </Empty>
      ) : (
        resources.length + orders.length === 0 && (
          <Empty title={`Nothing that nobody owns, in ${desks.length - unseen.length} places.`}>
            <ul>
              {desks.map(({ desk, listedAt }) => (
                <li key={`${desk.account} ${desk.product} ${desk.region}`}>
                  {desk.account}, {desk.product} in {desk.region}
                  {listedAt !== null && (
                    <>
                      , read <Instant at={listedAt} />
                    </>
                  )}
                </li>
              ))}
            </ul>
          </Empty>
        )
      )}
      <div className="strays">
        {resources.map((stray) => (
          <section key={stray.resourceId} aria-labelledby={stray.resourceId}>
            <h2 id={stray.resourceId}>{stray.resourceId}</h2>
            <StrayDetail stray={stray} />
          </section>
        ))}
        {orders.map((order) => (
          <section key={order.orderId} aria-labelledby={`order-${order.orderId}`}>
            <h2 id={`order-${order.orderId}`}>Order {order.orderId}</h2>
            <StrayOrderDetail order={order} />
          </section>
        ))}
      </div>
    </>
  );
}
