import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SimulatorBehaviourInput } from '../../../simulator/behaviour.js';
import { movableClock } from '../../../simulator/clock.js';
import { type SimulatorOptions, startSimulator } from '../../../simulator/server.js';
import {
  type AlibabaCall,
  alibabaCaller,
  asBody,
  type Body,
  type CallerOptions,
  type Reply,
} from './alibaba-caller.js';

/** A running simulator and the hands that play with it. */
export interface Stage {
  readonly url: string;
  readonly call: AlibabaCall;
  caller(options: CallerOptions): AlibabaCall;
  /** Moves the simulator's clock, in words like `30d`. */
  advance(duration: string): Promise<void>;
  show(subject: string): Promise<Body>;
  rows(subject: 'orders' | 'charges' | 'packages' | 'balances'): Promise<Body[]>;
  post(path: string, body?: unknown): Promise<Reply>;
  fault(action: string, fault: string, more?: Body): Promise<void>;
}

/** Starts a simulator that ends with the test. Its clock runs with real time from a fixed day and can be moved. */
export async function openStage(
  behaviour: SimulatorBehaviourInput = {},
  more: Partial<SimulatorOptions> = {},
): Promise<Stage> {
  const running = await startSimulator({
    port: 0,
    stateDir: null,
    clock: movableClock(Date.UTC(2026, 0, 10, 8, 0, 0)),
    behaviour: { throttling: { enabled: false }, ...behaviour },
    ...more,
  });
  onTestFinished(() => running.close());
  return stageAt(running.url);
}

export function stageAt(url: string): Stage {
  const post = async (path: string, body?: unknown): Promise<Reply> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: asBody(await response.json()), headers: response.headers };
  };
  const mustPost = async (path: string, body: unknown): Promise<void> => {
    const reply = await post(path, body);
    if (reply.status !== 200) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
  };
  const show = async (subject: string): Promise<Body> => asBody(await (await fetch(`${url}/_sim/${subject}`)).json());
  return {
    url,
    call: alibabaCaller(url),
    caller: (options) => alibabaCaller(url, options),
    advance: (duration) => mustPost('/_sim/clock', { advance: duration }),
    show,
    rows: async (subject) => bodies((await show(subject))[subject]),
    post,
    fault: (action, fault, extra = {}) => mustPost('/_sim/faults', { rules: [{ action, fault, ...extra }] }),
  };
}

/** A list of JSON objects, or a failed test. */
export function bodies(value: unknown): Body[] {
  if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
  return value.map(asBody);
}

/** An object some steps down, or a failed test. */
export function inside(value: unknown, ...steps: readonly string[]): Body {
  let body = asBody(value);
  for (const step of steps) body = asBody(body[step]);
  return body;
}

export function ordersOf(reply: Reply): Body[] {
  return bodies(inside(reply.body, 'Data', 'OrderList').Order);
}

/** A directory that goes with the test. */
export function scratchDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'leaseline-simulator-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A prepaid WUYING order as the quick start has it. */
export const prepaidOrder = {
  RegionId: 'cn-hangzhou',
  Bandwidth: 10,
  OfficeSiteId: 'cn-hangzhou+dir-3633530001',
  PayType: 'PrePaid',
  InternetChargeType: 'PayByBandwidth',
  Period: 1,
  PeriodUnit: 'Month',
  AutoPay: false,
} as const;
