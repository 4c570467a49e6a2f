/**
 * Loaded before a worker (`node --import`): stops the whole process, once, at one exact point of one vendor call. A test
 * lets it go on when it likes.
 *
 * - `beforeSocket`: the fence is taken and everything is decided, but there is no connection yet
 * - `sent`: the request has gone out, the answer has not been read
 */
import { subscribe } from 'node:diagnostics_channel';
import { z } from 'zod';

const CHANNELS = { beforeSocket: 'undici:request:create', sent: 'undici:request:bodySent' } as const;
/** What undici publishes about a request; Alibaba's action is in the headers, UCloud's in the body. */
const published = z.object({ request: z.object({ headers: z.array(z.unknown()), body: z.unknown() }) });

const { STOP_MYSELF_AT: point, STOP_MYSELF_ACTION: action = '' } = process.env;
let isDone = false;

if (point === 'beforeSocket' || point === 'sent') {
  subscribe(CHANNELS[point], (message) => {
    const { request } = published.parse(message);
    if (isDone || !`${request.headers.join(' ')} ${String(request.body)}`.includes(action)) return;
    isDone = true;
    process.kill(process.pid, 'SIGSTOP');
  });
}
