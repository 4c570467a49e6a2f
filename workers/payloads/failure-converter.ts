import { DefaultFailureConverter } from '@temporalio/common';

/** For clients and activities of a system that encrypts: texts and stack traces travel in payloads. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
