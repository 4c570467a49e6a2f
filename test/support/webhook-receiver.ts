import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the receiver answers; `silence`: nothing, ever. */
export interface Answer {
  readonly status: number | 'silence';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const TAKEN: Answer = { status: 204 };

/** A real HTTP server on loopback that keeps what it is sent. It answers as scripted, then with 204. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** What each of them was answered. */
  readonly answered: Answer['status'][] = [];
  readonly #server: Server;
  readonly #script: Answer[];
  #always: Answer | null = null;

  private constructor(server: Server, script: Answer[]) {
    this.#server = server;
    this.#script = script;
  }

  static async start(...script: Answer[]): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server, script);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => {
        body += chunk;
      });
      request.on('end', () => {
        receiver.received.push({
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body,
        });
        const answer = receiver.#script.shift() ?? receiver.#always ?? TAKEN;
        receiver.answered.push(answer.status);
        if (answer.status !== 'silence') response.writeHead(answer.status, answer.headers).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  /** What it answers next, before what it was to answer then. */
  answersNext(...answers: Answer[]): void {
    this.#script.unshift(...answers);
  }

  /** What it answers from now on to whatever is not scripted; null: it takes it. */
  answersAlways(answer: Answer | null): void {
    this.#always = answer;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
