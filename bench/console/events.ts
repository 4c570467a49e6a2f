import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { accountNamed } from '../../model/config/leaseline-config.js';
import { packageWorkflowId } from '../../model/ids.js';
import { startPackage } from '../../workers/client/start.js';
import { findPackage } from '../../workers/client/state.js';
import { benchPackage } from '../packages.js';
import type { Stage } from '../stage.js';
import { serve } from './served.js';
import { type Spread, spreadOf } from './spread.js';

/** Packages that are paused and resumed in turn. */
const PACKAGES = 12;
const READY_LIMIT_MS = 120_000;
const SEEN_LIMIT_MS = 30_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Writes down when each row begins and ceases to say that it is paused, by the clock of this machine. */
const WATCH = `
  window.seen = {};
  const look = () => {
    for (const row of document.querySelectorAll('.table-body .row')) {
      const name = row.querySelector('a')?.textContent ?? '';
      const is = row.textContent.includes('paused');
      const before = window.seen[name];
      if (before === undefined || before.is !== is) window.seen[name] = { is, at: Date.now() };
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
`;

export interface EventFigures {
  /** From the package's answer that it has changed, to the page that shows it. */
  readonly fromChange: Spread;
  /** From the moment somebody says it, which includes the package's own work. */
  readonly fromSaying: Spread;
}

/** Changes packages behind the API's back, and looks when an open page shows it. */
export async function measureEvents(browser: Browser, stage: Stage, events: number): Promise<EventFigures> {
  const { client, config } = stage;
  const names = await order(stage);
  const { api, freshContext } = await serve(client, config.leaseline);
  const fromChange: number[] = [];
  const fromSaying: number[] = [];
  try {
    const page = await (await freshContext(browser)).newPage();
    await page.addInitScript(WATCH);
    await page.goto(`${api.url}/packages`);
    await page
      .locator('.table-body .row')
      .nth(PACKAGES - 1)
      .waitFor();
    for (let event = 0; event < events; event += 1) {
      const name = names[event % names.length] ?? '';
      const isPaused = Math.floor(event / names.length) % 2 === 0;
      const until = new Date(Date.now() + DAY_MS).toISOString();
      const argument = { by: 'bench', operationId: randomUUID(), ...(isPaused && { until }) };
      const saidMs = Date.now();
      await client.workflow
        .getHandle(packageWorkflowId(name))
        .executeUpdate(isPaused ? 'pause' : 'resume', { args: [argument] });
      const changedMs = Date.now();
      const seenMs = await seenAt(page, name, isPaused);
      fromChange.push(Math.max(0, seenMs - changedMs));
      fromSaying.push(seenMs - saidMs);
      // Not in step with whoever looks at regular intervals.
      await delay(Math.random() * 300);
    }
    return { fromChange: spreadOf(fromChange), fromSaying: spreadOf(fromSaying) };
  } finally {
    await api.close();
  }
}

interface Watched {
  evaluate<Result>(script: string): Promise<Result>;
}

async function seenAt(page: Watched, name: string, isPaused: boolean): Promise<number> {
  const endsMs = Date.now() + SEEN_LIMIT_MS;
  for (;;) {
    const seen = await page.evaluate<{ is: boolean; at: number } | null>(
      `window.seen[${JSON.stringify(name)}] ?? null`,
    );
    if (seen !== null && seen.is === isPaused) return seen.at;
    if (Date.now() > endsMs)
      throw new Error(`the page never showed that ${name} was ${isPaused ? 'paused' : 'resumed'}`);
    await delay(10);
  }
}

async function order({ client, config }: Stage): Promise<readonly string[]> {
  const specs = Array.from({ length: PACKAGES }, (_, index) => benchPackage(index * 3, { team: 'bench', regions: 1 }));
  for (const spec of specs) {
    const account = accountNamed(config.leaseline, spec.account);
    if (account === undefined) throw new Error(`no account ${spec.account}`);
    await startPackage(client, spec, { config: config.leaseline, account, again: false });
  }
  const endsMs = Date.now() + READY_LIMIT_MS;
  for (const { name } of specs) {
    while ((await findPackage(client, name))?.row.status !== 'Active') {
      if (Date.now() > endsMs) throw new Error(`${name} never became Active`);
      await delay(200);
    }
  }
  return specs.map(({ name }) => name);
}
