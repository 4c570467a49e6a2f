import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExplainedError } from '../model/config/explained-error.js';

/** `ready` decides `/readyz`; the rest is told with it. */
export interface Readiness {
  readonly ready: boolean;
}

export interface HealthServer {
  readonly port: number;
  close(): void;
}

/**
 * `/healthz` (the process answers) and `/readyz` (it can do its work) on loopback, for whoever watches a process.
 * @param port 0: any free one
 */
export function serveHealth(port: number, readiness: () => Readiness | Promise<Readiness>): Promise<HealthServer> {
  const server = createServer(async (request, response) => {
    const isKnown = request.url === '/healthz' || request.url === '/readyz';
    const state = isKnown ? await Promise.resolve(readiness()).catch(() => ({ ready: false })) : null;
    const isWell = state?.ready === true || request.url === '/healthz';
    response.writeHead(state === null ? 404 : isWell ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify(state ?? {}));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explained(error, port)));
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo;
      resolve({ port: taken, close: () => void server.close() });
    });
  });
}

function explained(error: Error, port: number): Error {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error;
  return new ExplainedError(
    `Port ${port} for health checks is taken by another process`,
    'End that process, or choose another port with --health-port (0 takes any free one)',
    { cause: error },
  );
}
