import type { Notice } from '../../model/notice.js';

/** A reminder as a package sends it, or what differs from it. */
export function notice(more: Partial<Notice> = {}): Notice {
  return {
    key: 'tokyo-desktops/2026-12-08/7d',
    kind: 'reminder',
    rung: '7d',
    at: '2026-12-01T00:00:00.000Z',
    name: 'tokyo-desktops',
    product: 'wuying',
    account: 'ali',
    region: 'ap-northeast-1',
    labels: { team: 'apac-net' },
    waitingFor: 'payment',
    what: 'tokyo-desktops ends in 7 days; pay order 4711 to renew it – 東京',
    expiresAt: '2026-12-08T00:00:00.000Z',
    nextStep: { what: 'pay', at: null },
    price: { amountMinor: 20_000, currency: 'USD', per: 'month' },
    ...more,
  };
}
