import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { CostAmounts, CostGroup, CostReport } from '../../../model/costs/cost-report.js';
import { Empty } from '../../parts/notice.js';
import { amountText, moneyText } from '../../words/money.js';
import { productWord } from '../../words/status.js';
import { KINDS } from './cost-kinds.js';

const CostChart = lazy(async () => ({ default: (await import('./cost-chart.js')).CostChart }));

const whole = (amounts: CostAmounts): number => KINDS.reduce((sum, { key }) => sum + amounts[key], 0);

/** Each currency by itself: two are never added. */
export function Costs({ report }: { readonly report: CostReport }) {
  const currencies = report.totals.filter((total) => total.currency !== null);
  if (currencies.length === 0 && report.unknown.length === 0) {
    return (
      <Empty title="Nothing costs anything yet.">
        <p>Once packages are ordered, their terms stand here month by month.</p>
      </Empty>
    );
  }
  return (
    <>
      {currencies.map((total) => (
        <Currency key={total.currency} total={total} report={report} />
      ))}
      <Unknown report={report} />
    </>
  );
}

function Currency({ total, report }: { readonly total: CostGroup; readonly report: CostReport }) {
  const currency = total.currency ?? '';
  const groups = report.groups.filter((group) => group.currency === currency);
  const money = (amountMinor: number) => moneyText({ amountMinor, currency });
  return (
    <section className="money" aria-label={`Costs in ${currency}`}>
      <div className="figures">
        <Figure
          word={`All ${report.months.length} months`}
          value={money(whole(total.total))}
          isAtLeast={total.isAtLeast}
        />
        {KINDS.map(({ key, word, hint }) => (
          <Figure key={key} word={word} value={money(total.total[key])} hint={hint} isAtLeast={false} />
        ))}
      </div>
      <Suspense fallback={<div className="chart" />}>
        <CostChart months={report.months} amounts={total.months} currency={currency} />
      </Suspense>
      <CostTable groups={groups} total={total} report={report} currency={currency} />
    </section>
  );
}

interface FigureProps {
  readonly word: string;
  readonly value: string;
  readonly isAtLeast: boolean;
  readonly hint?: string;
}

function Figure({ word, value, isAtLeast, hint }: FigureProps) {
  return (
    <div className="figure" title={hint}>
      <span className="figure-word">{word}</span>
      <span className="figure-value num">
        {isAtLeast && <span className="figure-least">at least </span>}
        {value}
      </span>
    </div>
  );
}

interface TableProps {
  readonly groups: readonly CostGroup[];
  readonly total: CostGroup;
  readonly report: CostReport;
  readonly currency: string;
}

function CostTable({ groups, total, report, currency }: TableProps) {
  const text = (amounts: CostAmounts) => amountText({ amountMinor: whole(amounts), currency });
  return (
    <div
      className="cost-scroll"
      tabIndex={0}
      role="region"
      aria-label={`Costs by ${byWord(report.by)} and month, ${currency}`}
    >
      <table className="cost-table">
        <thead>
          <tr>
            <th scope="col">{capital(byWord(report.by))}</th>
            <th scope="col" className="is-number">
              Packages
            </th>
            <th scope="col" className="is-number">
              Total, {currency}
            </th>
            {report.months.map(({ month, isPartial }) => (
              <th key={month} scope="col" className="is-number" title={isPartial ? 'from now on' : undefined}>
                {monthText(month)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.key}>
              <th scope="row">{keyText(group.key, report.by)}</th>
              <td className="is-number num">{group.packages}</td>
              <td className="is-number num">
                {group.isAtLeast && <span title="at least: a price is not known">≥ </span>}
                {text(group.total)}
              </td>
              {group.months.map((amounts, index) => (
                <td key={report.months[index]?.month} className="is-number num">
                  {whole(amounts) === 0 ? <span className="none">–</span> : text(amounts)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Together</th>
            <td className="is-number num">{total.packages}</td>
            <td className="is-number num">{text(total.total)}</td>
            {total.months.map((amounts, index) => (
              <td key={report.months[index]?.month} className="is-number num">
                {text(amounts)}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Unknown({ report: { unknown } }: { readonly report: CostReport }) {
  if (unknown.length === 0) return null;
  return (
    <details className="unknown">
      <summary>{unknown.length === 1 ? 'One cost is' : `${unknown.length} costs are`} not known, and in no sum</summary>
      <ul>
        {unknown.map(({ name, kind, why }) => (
          <li key={`${name} ${kind}`}>
            <Link to="/packages/$name" params={{ name }}>
              {name}
            </Link>
            : {why}
          </li>
        ))}
      </ul>
    </details>
  );
}

const byWord = (by: string): string => by.replace(/^label:/, '');
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function keyText(key: string | null, by: string): string {
  if (key === null) return `without ${byWord(by)}`;
  return by === 'product' && (key === 'wuying' || key === 'cen' || key === 'ugn') ? productWord(key) : key;
}

const monthFormat = new Intl.DateTimeFormat('en', { month: 'short', year: '2-digit' });
const monthText = (month: string): string => monthFormat.format(new Date(`${month}-15T00:00:00`));
