/** The server takes 10 updates in flight and 2,000 a run; requests that wait together travel in one. */
const BATCH_MAX = 200;

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The way from one worker process to workflows that many packages ask: at most one update in flight for each of them,
 * carrying every request that waits. One update per request collapsed the server at 100 packages at once (measured).
 */
export class UpdateLine<Request, Answer> {
  readonly #lines = new Map<string, { readonly waiting: Waiting<Request, Answer>[]; busy: boolean }>();
  readonly #send: (batch: readonly Request[]) => Promise<readonly Answer[]>;

  /** @param send takes a batch of one line along and answers it in order */
  constructor(send: (batch: readonly Request[]) => Promise<readonly Answer[]>) {
    this.#send = send;
  }

  ask(workflowId: string, request: Request): Promise<Answer> {
    const line = this.#lines.get(workflowId) ?? { waiting: [], busy: false };
    this.#lines.set(workflowId, line);
    return new Promise((resolve, reject) => {
      line.waiting.push({ request, resolve, reject });
      if (line.busy) return;
      line.busy = true;
      // One turn of the event loop lets all requests of a burst board the same update.
      setImmediate(() => void this.#drain(line));
    });
  }

  async #drain(line: { waiting: Waiting<Request, Answer>[]; busy: boolean }): Promise<void> {
    while (line.waiting.length > 0) {
      const batch = line.waiting.splice(0, BATCH_MAX);
      try {
        const answers = await this.#send(batch.map(({ request }) => request));
        for (const [index, one] of batch.entries()) one.resolve(answers[index] as Answer);
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    line.busy = false;
  }
}
