import { nextLookMs } from './next-look.js';
import { answer, answersAtMs, type People } from './people.js';
import type { RehearsedLife } from './rehearsed-package.js';
import type { Stage } from './stage.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Nobody is looked for more rarely than this: a package keeps only the newest part of its timeline. */
const LONGEST_MS = 30 * DAY_MS;
/** A person who has answered, or found nothing to answer, looks again after this long, and ever more rarely if there is nothing. */
const ANSWER_AGAIN_MS = DAY_MS;

export interface Play {
  readonly stage: Stage;
  readonly lives: readonly RehearsedLife[];
  readonly people: People;
  readonly untilMs: number;
  readonly signal: AbortSignal;
  /** Every package may ask something at any time, not only those with a policy. */
  readonly anythingMayHappen: boolean;
  readonly onTime: (nowMs: number) => void;
}

/** Until when a question is left alone, and for how long after that if it still cannot be answered. */
interface Patience {
  readonly untilMs: number;
  readonly nextMs: number;
}

/** Lets time pass until the end, stopping wherever a person might be asked, and answering as fast as people do. */
export async function play({ stage, lives, people, untilMs, anythingMayHappen, signal, onTime }: Play): Promise<void> {
  const askers = lives.filter(
    ({ spec }) => anythingMayHappen || spec.approval !== null || spec.lifecycle.renewBy === 'console',
  );
  const patience = new Map<RehearsedLife, Patience>();
  let beforeMs = 0;
  for (;;) {
    const nowMs = await stage.nowMs();
    onTime(nowMs);
    await Promise.all(lives.map((life) => life.look(nowMs, beforeMs)));
    beforeMs = nowMs;
    if (nowMs >= untilMs) return;
    let nextMs = Math.min(untilMs, nowMs + LONGEST_MS);
    for (const life of askers) {
      const answersMs = answersAtMs(life, people);
      if (answersMs === null) {
        patience.delete(life);
        nextMs = Math.min(nextMs, nextLookMs(life, people, nowMs));
      } else if (Math.max(answersMs, patience.get(life)?.untilMs ?? 0) > nowMs) {
        nextMs = Math.min(nextMs, Math.max(answersMs, patience.get(life)?.untilMs ?? 0));
      } else {
        const isTaken = await answer(life, stage.simulatorUrl);
        const waitsMs = isTaken ? ANSWER_AGAIN_MS : Math.min(LONGEST_MS, patience.get(life)?.nextMs ?? ANSWER_AGAIN_MS);
        patience.set(life, { untilMs: nowMs + waitsMs, nextMs: waitsMs * 2 });
        nextMs = Math.min(nextMs, nowMs + MINUTE_MS);
      }
    }
    await stage.pass(Math.max(1, nextMs - (await stage.nowMs())), signal, onTime);
  }
}
