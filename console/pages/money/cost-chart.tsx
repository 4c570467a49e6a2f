import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { CostAmounts } from '../../../model/costs/cost-report.js';
import type { CostMonth } from '../../../model/costs/months.js';
import { moneyText } from '../../words/money.js';
import { KINDS } from './cost-kinds.js';

interface ChartProps {
  readonly months: readonly CostMonth[];
  readonly amounts: readonly CostAmounts[];
  readonly currency: string;
}

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const monthFormat = new Intl.DateTimeFormat('en', { month: 'short', year: '2-digit' });
const COLOURS = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-4)'] as const;

/** The shape of the months; their figures stand in the table below it. */
export function CostChart({ months, amounts, currency }: ChartProps) {
  const data = months.map(({ month }, index) => ({
    month: monthFormat.format(new Date(`${month}-15T00:00:00`)),
    ...amounts[index],
  }));
  return (
    <div className="chart" aria-hidden="true">
      <ResponsiveContainer width="100%" height={220}>
        <BarChart data={data} margin={{ top: 8, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="month" tickLine={false} axisLine={false} tick={{ fill: 'var(--ink-faint)', fontSize: 11 }} />
          <YAxis
            width={44}
            tickLine={false}
            axisLine={false}
            tick={{ fill: 'var(--ink-faint)', fontSize: 11 }}
            tickFormatter={(minor: number) => short.format(minor / 100)}
          />
          <Tooltip
            cursor={{ fill: 'var(--ground-hover)' }}
            contentStyle={{
              background: 'var(--ground-raised)',
              border: '1px solid var(--line)',
              borderRadius: 8,
              fontSize: 12,
            }}
            itemStyle={{ color: 'var(--ink)' }}
            formatter={(minor) => moneyText({ amountMinor: Number(minor), currency })}
          />
          <Legend
            iconType="square"
            iconSize={9}
            wrapperStyle={{ fontSize: 12 }}
            formatter={(word) => <span className="legend">{word}</span>}
          />
          {KINDS.map(({ key, word }, index) => (
            <Bar
              key={key}
              dataKey={key}
              name={word}
              stackId="cost"
              fill={COLOURS[index] ?? 'var(--chart-5)'}
              isAnimationActive={false}
              maxBarSize={44}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
