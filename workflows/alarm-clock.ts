import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/** One timer for one date. It is set anew only when the date moves: each time costs events, and packages live for years. */
export class AlarmClock {
  #atMs: number | null = null;
  #scope: CancellationScope | null = null;
  /** The date has come. */
  rings = false;

  set(atMs: number): void {
    if (atMs === this.#atMs && !this.rings) return;
    this.#scope?.cancel();
    this.#atMs = atMs;
    this.rings = atMs <= Date.now();
    if (this.rings) return;
    const scope = new CancellationScope();
    this.#scope = scope;
    void this.#wait(scope, atMs);
  }

  async #wait(scope: CancellationScope, atMs: number): Promise<void> {
    try {
      await scope.run(() => sleep(atMs - Date.now()));
      if (this.#scope === scope) this.rings = true;
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }
}
