import './money.css';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useLive } from '../../data/live.js';
import { Choice } from '../../parts/choice.js';
import { Loading, Trouble } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Costs } from './costs.js';
import { FundingPart } from './funding.js';
import { costsQueryText, useCosts } from './money-data.js';

const MONTHS = [6, 12, 24, 36] as const;

/** What packages cost month by month, and what money must be where by when. */
export function MoneyPage() {
  const { by = 'product', months = 12 } = useSearch({ from: '/money' });
  const navigate = useNavigate({ from: '/money' });
  const { rows } = useLive();
  const labels = useMemo(() => [...new Set(rows?.flatMap(({ labels: own }) => Object.keys(own)) ?? [])].sort(), [rows]);
  const view = { by, months };
  const { data, error, refetch, isPlaceholderData } = useCosts(view);
  const show = (next: Partial<typeof view>) => void navigate({ search: { ...view, ...next }, replace: true });
  return (
    <Page
      title="Money"
      actions={
        <>
          <Choice
            label="By"
            value={by}
            isRequired
            onChange={(next) => show({ by: next })}
            options={[
              ['product', 'product'],
              ['payer', 'payer'],
              ['account', 'account'],
              ...labels.map((label) => [`label:${label}`, `label ${label}`] as const),
            ]}
          />
          <Choice
            label="Months"
            value={String(months)}
            isRequired
            onChange={(next) => show({ months: Number(next) })}
            options={MONTHS.map((count) => [String(count), String(count)])}
          />
          <a className="button" href={`/v1/costs.csv?${costsQueryText(view)}`} download="leaseline-costs.csv">
            CSV
          </a>
        </>
      }
    >
      {error !== null && <Trouble error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading what="the costs; vendors are asked for prices" />}
      {data !== undefined && (
        <div className={isPlaceholderData ? 'is-old' : ''}>
          <Costs report={data} />
        </div>
      )}
      <FundingPart />
    </Page>
  );
}
