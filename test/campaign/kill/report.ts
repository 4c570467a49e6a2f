import { writeFileSync } from 'node:fs';
import type { Part } from './killable-system.js';

/** One kill, as it really happened. */
export interface KillPoint {
  readonly point: number;
  readonly began: readonly string[];
  readonly after: 'begun' | 'booked';
  readonly delayMs: number;
  readonly killed: Partial<Readonly<Record<Part, number>>>;
  readonly at: string;
  /** From the kill until every part ran again and the worker took tasks. */
  readonly wholeAfterMs: number;
}

/** How long it took until everything was settled after the last kill of a batch. */
export interface Rest {
  readonly afterPoint: number;
  readonly tookMs: number;
  /** What was waited for last. */
  readonly last: readonly string[];
}

export interface KillReport {
  readonly seed: number;
  readonly asked: number;
  readonly points: readonly KillPoint[];
  /** Beside the points: everything killed at once, the supervisor too, and put up again. */
  readonly powerCuts: number;
  readonly ordered: number;
  readonly renewed: number;
  readonly resized: number;
  readonly released: number;
  readonly rests: readonly Rest[];
  /** Packages that could not prove an order's fate by themselves, and were answered by a person. */
  readonly answeredByPerson: readonly string[];
  /** Money spent twice, something forgotten, or something that never came to rest. Empty is the only good answer. */
  readonly violations: readonly string[];
  readonly tookMs: number;
}

export function writeJournal(file: string | undefined, report: KillReport): void {
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

export function pointLine({ point, began, after, delayMs, killed, wholeAfterMs }: KillPoint, asked: number): string {
  const parts = Object.keys(killed).join(' and ') || 'nobody (just being started)';
  const when = after === 'begun' ? `${delayMs} ms into` : `${delayMs} ms after the vendor booked something of`;
  return `${point}/${asked} killed ${parts} ${when} ${began.join(', ')}; whole again after ${wholeAfterMs} ms`;
}

export function summary(report: KillReport): string[] {
  const { seed, points, powerCuts, ordered, renewed, resized, released, answeredByPerson, violations, tookMs } = report;
  return [
    `${points.length} kills and ${powerCuts} power cuts in ${Math.round(tookMs / 1000)} s, seed ${seed}`,
    `${ordered} packages ordered, ${renewed} renewals, ${resized} resizes, ${released} releases; of ${answeredByPerson.length} a person had to say what became of an order`,
    violations.length === 0
      ? 'nothing was bought twice, nothing was forgotten'
      : `${violations.length} violations:\n${violations.map((one) => `  ${one}`).join('\n')}`,
  ];
}
