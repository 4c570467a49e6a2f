import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Where payloads are encrypted, texts of failures travel in payloads too: they name prices and orders. A worker that
 * encrypts writes another word into the text below (workers/payloads/workflow-code.ts), since a workflow can be told
 * nothing at run time; elsewhere they stay readable in Temporal's own UI.
 */
const TEXTS = 'failure texts: plain.';

export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: !TEXTS.endsWith(' plain.') });
