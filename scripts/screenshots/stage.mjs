import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startOwnSystem } from '../support/own-system.mjs';
import { root } from '../support/paths.mjs';
import { MORE_PACKAGES, PAID_FIRST } from './packages.mjs';

/** Deliveries within moments. */
const QUICK = {
  throttling: { enabled: false },
  delivery: { wuyingSeconds: [0, 1], cenSeconds: [0, 1], cenAttachSeconds: [0, 1], ugnSeconds: [0, 1] },
};
const SETTLED_MS = 120_000;
const STRAY = {
  RegionId: 'cn-hangzhou',
  Bandwidth: 30,
  OfficeSiteId: 'cn-hangzhou+dir-3633530090',
  PayType: 'PrePaid',
};

/** A whole system in a folder of its own, with packages in every state a page shows. */
export async function startStage(home) {
  const file = join(home, 'packages.yaml');
  writeFileSync(
    file,
    MORE_PACKAGES.slice(0, -3)
      .map((one) => JSON.stringify(one))
      .join('\n---\n'),
  );
  const { addresses, leaseline, simulate, stop } = await startOwnSystem(home);
  const token = readFileSync(join(home, 'home', 'token'), 'utf8').trim();
  const api = (path, init) =>
    fetch(addresses.api + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init?.headers },
    });

  await simulate('behaviour', QUICK);
  const rowsNow = async () => (await (await api('/v1/packages')).json()).packages;
  await leaseline('apply', '--yes', file, join(root, 'examples', 'quickstart'));
  await api('/v1/runs', {
    method: 'POST',
    headers: { 'idempotency-key': 'year-end-order' },
    body: JSON.stringify({ packages: MORE_PACKAGES.slice(-3) }),
  });
  await settled(rowsNow);
  const rows = await rowsNow();
  for (const { orderId } of rows.filter(({ name }) => PAID_FIRST.includes(name))) {
    await simulate(`orders/${orderId}/pay`, {});
  }
  await buyStray(addresses.simulator);
  await settled(rowsNow);
  await api('/v1/strays?now=true');
  return {
    url: addresses.api,
    loginLink: async () => JSON.parse(await leaseline('console', '--for', 'ada', '--json')).url,
    stop,
  };
}

/** Until nothing waits for the cloud. */
async function settled(rowsNow) {
  const endsMs = Date.now() + SETTLED_MS;
  for (;;) {
    const rows = await rowsNow();
    const busy = rows.filter(
      ({ waitingFor, status }) => waitingFor === 'cloud' || ['Requested', 'Ordering'].includes(status),
    );
    if (busy.length === 0 && rows.length > 0) return;
    if (Date.now() > endsMs) throw new Error(`never settled: ${busy.map(({ name }) => name).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Somebody buys in the vendor's console. */
async function buyStray(simulator) {
  const { cloudsOf } = await import('../../dist/workers/clouds-of.js');
  const { parseLeaselineConfig } = await import('../../dist/model/config/leaseline-config.js');
  const text = readFileSync(join(root, 'leaseline.yaml'), 'utf8').replaceAll('http://127.0.0.1:7801', simulator);
  const parsed = parseLeaselineConfig(text, 'leaseline.yaml');
  const account = parsed.value.accounts['demo-alibaba'];
  const keys = { LEASELINE_ALI_KEY: 'demo-key', LEASELINE_ALI_SECRET: 'demo-secret' };
  const { ecd } = cloudsOf(account, parsed.value.timing, keys);
  await ecd.createNetworkPackage(
    { ...STRAY, Period: 3, PeriodUnit: 'Month', InternetChargeType: 'PayByBandwidth', AutoPay: true },
    {},
  );
}
