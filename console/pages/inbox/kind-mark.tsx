import type { InboxItem } from './items.js';

const KINDS = {
  approval: { word: 'Approval', tone: 'waits' },
  batch: { word: 'Together', tone: 'waits' },
  payment: { word: 'Payment', tone: 'waits' },
  unknown: { word: 'Unknown outcome', tone: 'bad' },
  vanished: { word: 'Vanished', tone: 'bad' },
  operator: { word: 'Operator', tone: 'waits' },
  stray: { word: 'Stray', tone: 'quiet' },
  strayOrder: { word: 'Stray order', tone: 'quiet' },
} as const satisfies Readonly<Record<InboxItem['kind'], { word: string; tone: string }>>;

export function KindMark({ kind }: { readonly kind: InboxItem['kind'] }) {
  const { word, tone } = KINDS[kind];
  return <span className={`kind tone-${tone}`}>{word}</span>;
}
