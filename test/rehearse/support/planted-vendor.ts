import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server where the real vendors would be. It only remembers that somebody called. */
export class PlantedVendor {
  readonly url: string;
  readonly #server: Server;
  calls = 0;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', () => {
      this.calls += 1;
    });
  }

  static async start(): Promise<PlantedVendor> {
    const server = createServer((_, response) => response.writeHead(500).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PlantedVendor(server);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
