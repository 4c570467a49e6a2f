import { createHash } from 'node:crypto';
import { majorText } from '../money/prices.js';
import type { Order } from '../records.js';
import type { World } from '../world.js';
import { iso } from './views.js';

const style = `
:root { color-scheme: light dark; --line: #d7dbe0; --soft: #5b6470; --card: #fff; --page: #f5f6f8; --accent: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --line: #343b45; --soft: #a3adba; --card: #1c2128; --page: #12161b; --accent: #6cb2ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { margin: 0; font-size: 1.6rem; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.1rem; }
p { color: var(--soft); margin: .25rem 0 0; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .6rem .9rem; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
th { font-size: .8rem; font-weight: 600; color: var(--soft); }
.money { text-align: right; font-variant-numeric: tabular-nums; }
code { font: .9em ui-monospace, monospace; }
.note { color: inherit; font-weight: 600; }
form { display: inline; }
button { font: inherit; padding: .3rem .9rem; border: 1px solid var(--accent); border-radius: .4rem; cursor: pointer;
  background: transparent; color: var(--accent); }
button.pay { background: var(--accent); color: var(--card); font-weight: 600; }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

// Looks again every few seconds, and leaves the page alone while somebody is on one of its buttons.
const script = `
setInterval(async () => {
  if (document.activeElement && document.activeElement.closest('main')) return;
  try {
    const text = await (await fetch('/_sim/billing')).text();
    const fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('main');
    const main = document.querySelector('main');
    if (fresh && main && fresh.innerHTML !== main.innerHTML) main.replaceWith(fresh);
  } catch {}
}, 3000);
`;

export const billingHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/** The page where a person pays: every unpaid and suspended order, and what was settled last. Works without scripts. */
export function billingPage(world: World, now: number, note: string): string {
  const orders = [...world.ledger.orders.values()].reverse();
  const unpaid = orders.filter((order) => order.paymentStatus === 'Unpaid');
  const suspended = orders.filter((order) => order.paymentStatus === 'Suspended');
  const settled = orders.filter((order) => order.paymentStatus === 'Paid' || order.paymentStatus === 'Cancelled');
  const balances = [...world.ledger.balances.values()];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Billing (${unpaid.length} unpaid) · cloud simulator</title>
<noscript><meta http-equiv="refresh" content="10"></noscript>
<style>${style}</style>
</head>
<body>
<main>
<h1>Billing</h1>
<p>Simulated vendors. No real money moves. Vendor time <time datetime="${iso(now)}">${minute(now)}</time></p>
<p role="status" class="note">${escaped(note)}</p>
<h2>Unpaid orders</h2>
${ordersTable(unpaid, 'Nothing waits for payment.', (order) => button(order, 'pay') + button(order, 'cancel'))}
<h2>Suspended by risk control</h2>
${ordersTable(suspended, 'Nothing is suspended.', (order) => button(order, 'resume'))}
<h2>Settled</h2>
${ordersTable(settled.slice(0, 50), 'Nothing yet.', (order) => escaped(order.paymentStatus))}
<h2>Balances</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">Account</th><th scope="col" class="money">Available</th></tr></thead>
<tbody>${balances
    .map((row) => `<tr><td>${escaped(row.accountId)}</td>${moneyCell(row.amountMinor, row.currency)}</tr>`)
    .join('')}</tbody>
</table></div>
</main>
<script>${script}</script>
</body>
</html>
`;
}

function ordersTable(orders: readonly Order[], empty: string, actions: (order: Order) => string): string {
  if (orders.length === 0) return `<p>${empty}</p>`;
  const rows = orders.map(
    (order) => `<tr>
<td><code>${escaped(order.orderId)}</code></td>
<td>${escaped(order.product)} · ${escaped(order.kind)}</td>
<td>${escaped(order.resourceIds.join(', ') || 'none')}</td>
<td>${minute(order.createdAt)}</td>
${moneyCell(order.amountMinor, order.currency)}
<td>${actions(order)}</td>
</tr>`,
  );
  return `<div class="scroll"><table>
<thead><tr><th scope="col">Order</th><th scope="col">What</th><th scope="col">Resource</th><th scope="col">Placed</th>
<th scope="col" class="money">Amount</th><th scope="col">Action</th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table></div>`;
}

function button(order: Order, act: 'pay' | 'cancel' | 'resume'): string {
  const words = { pay: 'Pay', cancel: 'Cancel', resume: 'Resume' } as const;
  const path = `/_sim/orders/${encodeURIComponent(order.orderId)}/${act}`;
  const label = `${words[act]} order ${order.orderId}`;
  return `<form method="post" action="${escaped(path)}"><button class="${act}" aria-label="${escaped(label)}">${words[act]}</button></form> `;
}

function moneyCell(amountMinor: number, currency: string): string {
  return `<td class="money">${escaped(majorText(amountMinor))} ${escaped(currency)}</td>`;
}

function minute(epochMs: number): string {
  return `${iso(epochMs).slice(0, 16).replace('T', ' ')} UTC`;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
