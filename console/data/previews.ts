import { useQuery } from '@tanstack/react-query';
import type { Quote } from '../../model/quote.js';
import type { ReleaseOutlook } from '../../model/release-outlook.js';
import type { Term } from '../../model/term.js';
import { ask } from './http.js';

export interface ResizePreview {
  readonly from: number;
  readonly to: number;
  /** Why the vendor would refuse it; null: nothing speaks against it. */
  readonly whyNot: string | null;
  readonly price: Quote | null;
}

export interface ReleasePreview extends ReleaseOutlook {
  readonly cutOff: readonly string[];
}

export interface RenewPreview {
  readonly term: Term;
  readonly endsAt: string | null;
  readonly wouldEndAt: string | null;
  readonly price: Quote;
}

interface Previews {
  readonly resize: ResizePreview;
  readonly release: ReleasePreview;
  readonly renew: RenewPreview;
}

/** What a change would cost and do, asked of the vendor now. @param body null: nothing to ask yet */
export function usePreview<What extends keyof Previews>(
  name: string,
  what: What,
  body: Readonly<Record<string, unknown>> | null,
) {
  return useQuery({
    queryKey: ['preview', name, what, body],
    enabled: body !== null,
    retry: false,
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      ask<Previews[What]>(`/v1/packages/${encodeURIComponent(name)}/preview/${what}`, {
        method: 'POST',
        body: body ?? {},
        signal,
      }),
  });
}
