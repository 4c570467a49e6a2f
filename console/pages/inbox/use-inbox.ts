import { useMemo } from 'react';
import { useLive } from '../../data/live.js';
import { useNow } from '../../data/now.js';
import { useStrays } from '../../data/strays.js';
import { isDecided, useDecisions } from '../../decide/pending.js';
import { type InboxItem, inboxItems } from './items.js';

/** What waits for a person and was not decided a moment ago; null before the list is known. */
export function useInbox(): readonly InboxItem[] | null {
  const { rows: all, early } = useLive();
  const rows = all ?? early?.waiting ?? null;
  const { data: strays } = useStrays();
  const nowMs = useNow();
  const decisions = useDecisions();
  const items = useMemo(() => (rows === null ? null : inboxItems(rows, strays, nowMs)), [rows, strays, nowMs]);
  return useMemo(() => items?.filter(({ title }) => !isDecided(decisions, title)) ?? null, [items, decisions]);
}
