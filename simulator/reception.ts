import type { KeyRing } from './accounts.js';
import type { SimulatorClock } from './clock.js';
import type { Strike } from './faults/menu.js';
import type { LastShown } from './faults/shape.js';
import { type StruckCall, secondsOf, strikesOn } from './faults/strikes.js';
import { Throttle } from './throttle.js';
import type { Settlement } from './time/settle.js';
import type { World } from './world.js';

const nonceMemoryMs = 15 * 60 * 1000;
const longestName = 100;

/** What both vendors' gateways have in common: who calls, how often, at what time, and under which faults. */
export class Reception {
  readonly world: World;
  readonly keys: KeyRing;
  readonly nextRequestId: () => string;
  readonly lastShown: LastShown = new Map();
  readonly #clock: SimulatorClock;
  readonly #settlement: Settlement;
  readonly #throttle = new Throttle();

  constructor(parts: {
    world: World;
    keys: KeyRing;
    clock: SimulatorClock;
    settlement: Settlement;
    nextRequestId: () => string;
  }) {
    this.world = parts.world;
    this.keys = parts.keys;
    this.nextRequestId = parts.nextRequestId;
    this.#clock = parts.clock;
    this.#settlement = parts.settlement;
  }

  /** Counts and logs what was asked, believed or not; names are cut, because anybody may choose them. */
  noteCall(call: { caller: string; action: string; requestId: string; at: number }): void {
    const caller = call.caller.slice(0, longestName) || 'anonymous';
    const action = call.action.slice(0, longestName) || 'unknown';
    const { callCounts, callLog } = this.world.ledger;
    callLog.add({ requestId: call.requestId, at: call.at, realAt: Date.now(), caller, action, faults: [] });
    const key = `${caller}\n${action}`;
    callCounts.put({ key, caller, action, count: (callCounts.get(key)?.count ?? 0) + 1 });
  }

  strikes(call: StruckCall): Strike[] {
    if (this.world.ledger.faultRules.size === 0) return [];
    const strikes = strikesOn(this.world, call, this.#clock.advance !== undefined);
    if (strikes.length > 0) {
      this.world.ledger.callLog.struck(
        call.requestId,
        strikes.map(({ fault }) => fault),
      );
    }
    return strikes;
  }

  /** The instant the call is processed at: `now`, unless the clock jumps under it. */
  timeAfterJump(now: number, strikes: readonly Strike[]): number {
    const jumpSeconds = secondsOf(strikes, 'clockJump', 3600);
    if (jumpSeconds === null || this.#clock.advance === undefined) return now;
    this.#clock.advance(jumpSeconds * 1000);
    const then = now + jumpSeconds * 1000;
    this.#settlement.settle(then);
    return then;
  }

  admits(caller: string, bucket: string, perSecond: number, now: number): boolean {
    if (!this.world.behaviour.throttling.enabled) return true;
    return this.#throttle.admits(`${caller}\n${bucket}`, perSecond, now);
  }

  /** False when this caller used the nonce in the last 15 minutes. Real time: that is what replays happen in. */
  takeNonce(caller: string, nonce: string): boolean {
    if (!this.world.behaviour.checkNonces) return true;
    const { nonces } = this.world.ledger;
    const realNow = Date.now();
    for (const old of nonces.values()) {
      if (realNow - old.realAt <= nonceMemoryMs) break;
      nonces.drop(old.key);
    }
    const key = `${caller}\n${nonce}`;
    if (nonces.get(key) !== undefined) return false;
    nonces.put({ key, realAt: realNow });
    return true;
  }
}
