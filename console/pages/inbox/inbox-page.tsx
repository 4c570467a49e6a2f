import './inbox.css';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { usePageKeys } from '../../app/shortcuts.js';
import { useIsNarrow } from '../../data/narrow.js';
import { Empty, Loading } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { ItemDetail } from './item-detail.js';
import { ItemList } from './item-list.js';
import { batchItems, type InboxItem } from './items.js';
import { rowId } from './row-id.js';
import { useInbox } from './use-inbox.js';

/** Everything that waits for a person, worst loss first. */
export function InboxPage() {
  const items = useInbox();
  if (items === null) {
    return (
      <Page title="Inbox" isWide>
        <Loading what="what waits for you" />
      </Page>
    );
  }
  return (
    <Page title="Inbox" beside={<span className="count num">{items.length}</span>} isWide>
      {items.length === 0 ? (
        <Empty title="Nothing waits for a person.">
          <p>Approvals, payments, unknown outcomes and strays appear here by themselves.</p>
        </Empty>
      ) : (
        <Panes items={[...batchItems(items), ...items]} />
      )}
    </Page>
  );
}

function Panes({ items }: { readonly items: readonly InboxItem[] }) {
  const { item: wanted } = useSearch({ from: '/inbox' });
  const navigate = useNavigate({ from: '/inbox' });
  const isNarrow = useIsNarrow();
  const lastIndex = useRef(0);
  const found = items.findIndex(({ key }) => key === wanted);
  if (found >= 0) lastIndex.current = found;
  // What was decided leaves the list: then the one that took its place is looked at.
  const index = found >= 0 ? found : Math.min(lastIndex.current, items.length - 1);
  const current = isNarrow && wanted === undefined ? undefined : items[index];
  const select = (key: string | undefined) =>
    void navigate({ search: key === undefined ? {} : { item: key }, replace: !isNarrow });
  const move = (by: number) => {
    const next = items[Math.min(Math.max(index + by, 0), items.length - 1)];
    if (next === undefined) return;
    select(next.key);
    document.getElementById(rowId(next.key))?.scrollIntoView({ block: 'nearest' });
  };
  usePageKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter:
      current === undefined || !('row' in current)
        ? undefined
        : () => void navigate({ to: '/packages/$name', params: { name: current.row.name } }),
  });
  return (
    <div className={current === undefined ? 'panes' : 'panes has-detail'}>
      <ItemList items={items} current={current?.key} onSelect={select} />
      {current !== undefined && <ItemDetail key={current.key} item={current} onBack={() => select(undefined)} />}
    </div>
  );
}
