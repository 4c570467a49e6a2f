import { useNow } from '../../data/now.js';
import { Amount } from '../../parts/amount.js';
import { type InboxItem, TIER_WORDS, TIERS } from './items.js';
import { KindMark } from './kind-mark.js';
import { lossText } from './loss-text.js';
import { rowId } from './row-id.js';

interface ListProps {
  readonly items: readonly InboxItem[];
  readonly current: string | undefined;
  readonly onSelect: (key: string) => void;
}

export function ItemList({ items, current, onSelect }: ListProps) {
  return (
    <div className="items">
      {TIERS.map((tier) => {
        const own = items.filter((item) => item.tier === tier);
        if (own.length === 0) return null;
        return (
          <section key={tier} aria-labelledby={`tier-${tier}`}>
            <h2 id={`tier-${tier}`}>{TIER_WORDS[tier]}</h2>
            <ul>
              {own.map((item) => (
                <li key={item.key}>
                  <Item item={item} isCurrent={item.key === current} onSelect={onSelect} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

interface ItemProps {
  readonly item: InboxItem;
  readonly isCurrent: boolean;
  readonly onSelect: (key: string) => void;
}

function Item({ item, isCurrent, onSelect }: ItemProps) {
  const nowMs = useNow();
  const money = moneyOf(item);
  return (
    <button
      type="button"
      id={rowId(item.key)}
      className="item"
      aria-current={isCurrent ? 'true' : undefined}
      onClick={() => onSelect(item.key)}
    >
      <span className="item-head">
        <span className="item-title">{item.title}</span>
        {money !== null && <Amount money={money} />}
      </span>
      <span className="item-under">
        <KindMark kind={item.kind} />
        <span className="item-loss">{lossText(item, nowMs)}</span>
      </span>
    </button>
  );
}

function moneyOf(item: InboxItem) {
  if (item.kind === 'batch') return null;
  if (item.kind === 'stray') return item.stray.price;
  if (item.kind !== 'strayOrder') return item.row.price;
  const { amountMinor, currency } = item.order;
  return amountMinor === null || currency === null ? null : { amountMinor, currency };
}
