import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Funding } from '../../../model/funding/forecast.js';
import { Choice } from '../../parts/choice.js';
import { Instant } from '../../parts/instant.js';
import { Empty, Loading, Trouble } from '../../parts/notice.js';
import { amountText, moneyText } from '../../words/money.js';
import { useFunding } from './money-data.js';

const DAYS = [14, 30, 60, 90, 180] as const;

/** What must be where by when, and what goes dark if it is not. */
export function FundingPart() {
  const [days, setDays] = useState(60);
  const { data, error, refetch } = useFunding(days);
  return (
    <section className="funding" aria-labelledby="funding">
      <div className="funding-head">
        <h2 id="funding">Funding: what must be where by when</h2>
        <Choice
          label="Ahead"
          value={String(days)}
          isRequired
          onChange={(next) => setDays(Number(next))}
          options={DAYS.map((count) => [String(count), `${count} days`])}
        />
      </div>
      {error !== null && <Trouble error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading what="balances and prices at the vendors" />}
      {data?.payers.length === 0 && (
        <Empty title="Nothing is to be paid in this time.">
          <p>Renewals and unpaid orders of the days ahead stand here.</p>
        </Empty>
      )}
      {data?.payers.map((funding) => (
        <Payer key={`${funding.payer} ${funding.vendor} ${funding.currency}`} funding={funding} />
      ))}
      {data !== undefined && data.notForecast.length > 0 && (
        <details className="unknown">
          <summary>
            {data.notForecast.length === 1 ? 'One package is' : `${data.notForecast.length} packages are`} not in this
            forecast
          </summary>
          <ul>
            {data.notForecast.map(({ name, why }) => (
              <li key={name}>
                <Link to="/packages/$name" params={{ name }}>
                  {name}
                </Link>
                : {why}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Payer({ funding }: { readonly funding: Funding }) {
  const { payer, vendor, accounts, timeZone, days, dark } = funding;
  const currency = funding.currency ?? '';
  const text = (amountMinor: number) => (currency === '' ? '' : amountText({ amountMinor, currency }));
  return (
    <div className="payer">
      <h3>
        {payer}{' '}
        <span className="soft">
          · {vendor}: {accounts.join(', ')}
        </span>
      </h3>
      <p>
        <Verdict funding={funding} />
      </p>
      {dark.length > 0 && (
        <p className="is-near">
          If nothing is added, this goes dark first:{' '}
          {dark.map(({ name, at }, index) => (
            <span key={name}>
              {index > 0 && ', '}
              {name}
              {at !== null && (
                <>
                  {' '}
                  (<Instant at={at} as="day" />)
                </>
              )}
            </span>
          ))}
        </p>
      )}
      <div className="cost-scroll">
        <table className="cost-table">
          <thead>
            <tr>
              <th scope="col">Day ({timeZone})</th>
              <th scope="col">For</th>
              <th scope="col" className="is-number">
                Needed{currency === '' ? '' : `, ${currency}`}
              </th>
              <th scope="col" className="is-number">
                Left
              </th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ date, payments, neededMinor, leftMinor }) => (
              <tr key={date}>
                <th scope="row" className="num">
                  {date}
                </th>
                <td className="cost-for">
                  {payments.map(({ name, what, price }) => (
                    <span key={`${name} ${what}`}>
                      <Link to="/packages/$name" params={{ name }}>
                        {name}
                      </Link>{' '}
                      <span className="soft">
                        {PAYMENTS[what]}
                        {price.kind === 'unknown' && ', price not known'}
                      </span>
                    </span>
                  ))}
                </td>
                <td className="is-number num">{text(neededMinor)}</td>
                <td className={leftMinor !== null && leftMinor < 0 ? 'is-number num is-near' : 'is-number num'}>
                  {leftMinor === null ? <span className="none">not known</span> : text(leftMinor)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const PAYMENTS = {
  order: 'order',
  unpaidOrder: 'unpaid order',
  renewal: 'renewal',
  vendorRenewal: 'renewal by the vendor',
} as const;

function Verdict({ funding }: { readonly funding: Funding }) {
  const { currency, balanceMinor, balanceUnknown, totalMinor, isAtLeast, isCovered, short } = funding;
  if (currency === null) return 'No price of what is to be paid is known.';
  const needed = `${isAtLeast ? 'at least ' : ''}${moneyText({ amountMinor: totalMinor, currency })}`;
  if (balanceMinor === null) return `Needs ${needed}. The balance is not known: ${balanceUnknown}.`;
  const has = moneyText({ amountMinor: balanceMinor, currency });
  if (short !== null) {
    const missing = moneyText({ amountMinor: short.missingMinor, currency });
    return (
      <strong className="is-near">
        {missing} are missing on {short.date}: it needs {needed}, and the balance is {has}.
      </strong>
    );
  }
  return `Covered${isCovered === null ? ' as far as is known' : ''}: needs ${needed}, the balance is ${has}.`;
}
