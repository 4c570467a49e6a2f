import { defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import { WAKE, type WakeAnswer } from '../model/workflow-inputs.js';

const wakeUpdate = defineUpdate<WakeAnswer>(WAKE);
const wakeSignal = defineSignal(WAKE);

/**
 * After a rollout: begin a new run at the next quiet moment, not at the next term. Called before the first await.
 * @param take puts the wish where the main loop finds it, and says what will come of it
 */
export function listenForWake(take: () => WakeAnswer): void {
  setHandler(wakeUpdate, take);
  setHandler(wakeSignal, () => {
    take();
  });
}
