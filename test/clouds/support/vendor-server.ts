import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
}

export interface VendorServer {
  readonly baseUrl: string;
  readonly requests: SeenRequest[];
  /** Connections accepted so far, whether or not a request came on them. */
  connections(): number;
}

export type Play = (response: ServerResponse, request: SeenRequest, socket: Socket) => void;

/** A vendor that plays back what a test tells it, on a free loopback port, until the test ends. */
export async function startVendor(play: Play): Promise<VendorServer> {
  const requests: SeenRequest[] = [];
  let connections = 0;
  let baseUrl = '';
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const request: SeenRequest = {
      method: incoming.method ?? '',
      url: new URL(incoming.url ?? '/', baseUrl),
      headers: incoming.headers,
      form: new URLSearchParams(Buffer.concat(chunks).toString()),
    };
    requests.push(request);
    play(response, request, incoming.socket);
  });
  server.on('connection', () => {
    connections += 1;
  });
  baseUrl = `http://127.0.0.1:${await listen(server)}`;
  onTestFinished(() => stop(server));
  return { baseUrl, requests, connections: () => connections };
}

/** Accepts each connection and closes it at once. */
export async function startDoorSlammer(): Promise<{ readonly baseUrl: string; connections(): number }> {
  let connections = 0;
  const server = createServer();
  server.on('connection', (socket) => {
    connections += 1;
    socket.destroy();
  });
  const baseUrl = `http://127.0.0.1:${await listen(server)}`;
  onTestFinished(() => stop(server));
  return { baseUrl, connections: () => connections };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A port where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await stop(server);
  return port;
}

/** Answers with a body exactly as written, so that a test can show a vendor's JSON to the digit. */
export function answer(status: number, body: string | object, headers: Record<string, string> = {}): Play {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
}

/** The request arrived, and the line breaks before a word is said. */
export const reset: Play = (_response, _request, socket) => {
  socket.resetAndDestroy();
};

/** The answer begins and breaks off. */
export const breakMidAnswer: Play = (response, _request, socket) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
  response.write('{"NetworkPackageId":"np-1","Order', () => socket.resetAndDestroy());
};

/** Takes the request and says nothing. */
export const silence: Play = () => {};

export const gatewayPage = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';
