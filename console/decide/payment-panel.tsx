import type { PackageRow } from '../../model/row.js';
import { useSession } from '../app/session-context.js';
import { useSystem } from '../data/queries.js';
import { mayDo } from '../data/session.js';
import { Amount } from '../parts/amount.js';
import { Instant, Relative } from '../parts/instant.js';
import { MayNot } from './may-not.js';
import { decide } from './pending.js';

/** An order that a person pays at the vendor. Here it is only shown where, how much and until when. */
export function PaymentPanel({ row }: { readonly row: PackageRow }) {
  const { name, orderId, price, nextStep, account } = row;
  const session = useSession();
  const { data } = useSystem();
  const page = data?.accounts.find((one) => one.name === account)?.ordersPage;
  return (
    <div className="panel">
      <dl className="pairs">
        <div>
          <dt>Order</dt>
          <dd>{orderId === null ? 'the vendor shows no number' : <code>{orderId}</code>}</dd>
        </div>
        <div>
          <dt>Amount</dt>
          <dd>
            <strong>{price === null ? 'not known' : <Amount money={price} />}</strong>
          </dd>
        </div>
        {nextStep?.at != null && (
          <div>
            <dt>Pay by</dt>
            <dd>
              <Instant at={nextStep.at} /> (<Relative at={nextStep.at} />)
            </dd>
          </div>
        )}
        <div>
          <dt>Account</dt>
          <dd>{account}</dd>
        </div>
      </dl>
      <div className="panel-actions">
        {page !== undefined && (
          <a className="button is-primary" href={page.url} target="_blank" rel="noreferrer">
            Pay on {page.what} ↗
          </a>
        )}
        {mayDo(session, 'request') && (
          <button
            type="button"
            className="button"
            onClick={() =>
              decide({ name, word: 'Look at the order of', message: 'paid', argument: {}, isConfirmed: true })
            }
          >
            It is paid: look now
          </button>
        )}
      </div>
      {mayDo(session, 'request') ? (
        <p className="hint">A payment is noticed by itself; the button only hurries the look.</p>
      ) : (
        <MayNot act="request" what="Hurrying the look at the order" />
      )}
    </div>
  );
}
