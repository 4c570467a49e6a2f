import { useQuery } from '@tanstack/react-query';
import type { CostReport } from '../../../model/costs/cost-report.js';
import type { Funding } from '../../../model/funding/forecast.js';
import { ask } from '../../data/http.js';

export interface FundingReport {
  readonly from: string;
  readonly until: string;
  readonly isCovered: boolean;
  readonly payers: readonly Funding[];
  readonly notForecast: readonly { readonly name: string; readonly why: string }[];
}

export interface CostsView {
  readonly by: string;
  readonly months: number;
}

export const costsQueryText = ({ by, months }: CostsView): string =>
  new URLSearchParams({ by, months: String(months) }).toString();

export const useCosts = (view: CostsView) =>
  useQuery({
    queryKey: ['costs', view],
    queryFn: ({ signal }) => ask<CostReport>(`/v1/costs?${costsQueryText(view)}`, { signal }),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });

export const useFunding = (days: number) =>
  useQuery({
    queryKey: ['funding', days],
    queryFn: ({ signal }) => ask<FundingReport>(`/v1/funding?days=${days}`, { signal }),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
