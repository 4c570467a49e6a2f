import { sleep } from '@temporalio/workflow';

/** Broken on purpose: where the real ones ask, decide and order, these only sleep. The replay check must catch it. */
async function planted(): Promise<void> {
  await sleep('1 minute');
}

export { planted as package, planted as provisioningRun, planted as regionDesk };
