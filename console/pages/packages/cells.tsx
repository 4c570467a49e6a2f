import type { PackageRow } from '../../../model/row.js';
import { Amount } from '../../parts/amount.js';
import { DaysLeft, Instant } from '../../parts/instant.js';
import { moneyText, monthly } from '../../words/money.js';
import { stepWord } from '../../words/status.js';

const NONE = <span className="none">–</span>;

export function Cost({ row }: { readonly row: PackageRow }) {
  const { price } = row;
  if (price === null) return NONE;
  const each = monthly(row);
  const per = each === null ? price.per : 'month';
  return (
    <>
      <span title={`Charged: ${moneyText(price)}`}>
        <Amount money={each ?? price} />
      </span>
      {per !== null && <span className="row-under">a {per}</span>}
    </>
  );
}

export function Lapse({ row: { expiresAt, nextStep } }: { readonly row: PackageRow }) {
  if (expiresAt === null) return NONE;
  return (
    <>
      <DaysLeft at={expiresAt} isHandled={nextStep?.what === 'renew'} />
      <span className="row-under">
        <Instant at={expiresAt} as="day" />
      </span>
    </>
  );
}

export function Next({ row: { nextStep } }: { readonly row: PackageRow }) {
  if (nextStep === null) return NONE;
  return (
    <>
      <span>{stepWord(nextStep.what)}</span>
      {nextStep.at !== null && (
        <span className="row-under">
          <Instant at={nextStep.at} as="day" />
        </span>
      )}
    </>
  );
}
