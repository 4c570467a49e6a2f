import { isEnded } from '../../model/status.js';
import { nominalTermMs, renewalLeadMs } from '../../model/term.js';
import { answer, answersAtMs, type People } from './people.js';
import type { RehearsedLife } from './rehearsed-package.js';
import type { Stage } from './stage.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Nobody is looked for more rarely than this: a package keeps only the newest part of its timeline. */
const LONGEST_MS = 30 * DAY_MS;
/** A person who found nothing to answer looks again after this long. */
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

/** Lets time pass until the end, stopping wherever a person might be asked, and answering as fast as people do. */
export async function play({ stage, lives, people, untilMs, anythingMayHappen, signal, onTime }: Play): Promise<void> {
  const askers = lives.filter(
    ({ spec }) => anythingMayHappen || spec.approval !== null || spec.lifecycle.renewBy === 'console',
  );
  const patience = new Map<RehearsedLife, number>();
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
      } else if (Math.max(answersMs, patience.get(life) ?? 0) > nowMs) {
        nextMs = Math.min(nextMs, Math.max(answersMs, patience.get(life) ?? 0));
      } else {
        await answer(life, stage.simulatorUrl);
        patience.set(life, nowMs + ANSWER_AGAIN_MS);
        nextMs = Math.min(nextMs, nowMs + MINUTE_MS);
      }
    }
    await stage.pass(Math.max(1, nextMs - (await stage.nowMs())), signal, onTime);
  }
}

/** When it might ask next: at its next step, and while it is on its way somewhere, often enough for who answers fast. */
function nextLookMs({ state, spec }: RehearsedLife, { approveAfterMs }: People, nowMs: number): number {
  if (isEnded(state.status)) return Number.POSITIVE_INFINITY;
  if (spec.lifecycle.renewBy === 'console' && state.expiresAt !== null) {
    // Its next step is the end of the term: whoever renews it is asked long before.
    const { beforeMs, term } = spec.lifecycle.renew;
    const asksMs = Date.parse(state.expiresAt) - renewalLeadMs(beforeMs, nominalTermMs(term));
    return asksMs > nowMs ? asksMs + MINUTE_MS : nowMs + DAY_MS;
  }
  const dueMs = state.nextStep?.at == null ? null : Date.parse(state.nextStep.at);
  if (state.status === 'Active' && dueMs !== null && dueMs > nowMs) return dueMs + MINUTE_MS;
  return nowMs + Math.min(DAY_MS, Math.max(HOUR_MS, (approveAfterMs ?? DAY_MS) / 2));
}
