import { connect, createServer, type Server, type Socket } from 'node:net';

/** A line to one address that can be cut, as when a switch dies: what is on it is lost, and nobody gets through. */
export class SeverableLine {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #isCut = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param target `host:port` */
  static async to(target: string): Promise<SeverableLine> {
    const [host = '', port = ''] = target.split(':');
    const server = createServer();
    const line = new SeverableLine(server);
    server.on('connection', (near) => {
      if (line.#isCut) near.destroy();
      else line.#join(near, connect(Number(port), host));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get address(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#open) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket, far: Socket): void {
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#open.delete(one);
        other.destroy();
      });
    }
  }
}
