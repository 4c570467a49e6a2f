import { ActivityFailure, CancellationScope, condition, defineSignal, log, setHandler } from '@temporalio/workflow';
import { type CredentialTrouble, credentialNotice } from '../model/credential.js';
import { CREDENTIAL_SIGNAL_RESTORED } from '../model/workflow-inputs.js';
import { notify, notifyUntilHeard } from './activity-proxies.js';
import { now } from './clock.js';

/**
 * Runs while a vendor refuses an account's key: there is one for each account, so that however many workers notice it,
 * people are told once, and once more when it works again.
 */
export async function credentialTrouble(trouble: CredentialTrouble): Promise<void> {
  let isRestored = false;
  setHandler(defineSignal(CREDENTIAL_SIGNAL_RESTORED), () => {
    isRestored = true;
  });
  const alarm = new CancellationScope();
  const alarmed = alarm.run(() =>
    tell(trouble, () => notifyUntilHeard(credentialNotice(trouble, 'credential.refused', now()))),
  );
  await condition(() => isRestored);
  // Whoever could not be reached until now is not woken for what is over; and the next trouble waits for this one's end.
  alarm.cancel();
  await alarmed;
  await tell(trouble, () => notify(credentialNotice(trouble, 'credential.restored', now())));
}

async function tell({ account }: CredentialTrouble, send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('not everybody could be told', { account, reason: error.cause?.message });
  }
}
