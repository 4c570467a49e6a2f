import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { FastifyReply } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EventLine } from '../../api/event-line.js';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A real connection whose other end is opened and never read from. */
async function unread(): Promise<ServerResponse> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answering = new Promise<ServerResponse>((resolve) => server.on('request', (_, response) => resolve(response)));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined).pause();
  socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
  ends.push(() => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  return answering;
}

describe('a listener that does not read', () => {
  it('is cut off instead of having all that changes pile up, and nothing that is told it later does harm', async () => {
    const raw = await unread();
    const line = new EventLine({ raw } as FastifyReply, { who: 'ada', inParts: false, holds: () => true });
    await line.whole(new Map([['a', '{}']]), 1);
    for (let change = 0; change < 1_000 && !raw.destroyed; change += 1)
      line.send('package', 'x'.repeat(64_000), change);
    expect(raw.destroyed).toBe(true);
    line.send('package', '{}', 1_001);
    line.end();
    await vi.waitFor(() => expect(raw.closed).toBe(true), { timeout: 60_000 });
  });

  it('may have a list of any length wait for it', async () => {
    const raw = await unread();
    const line = new EventLine({ raw } as FastifyReply, { who: 'ada', inParts: false, holds: () => true });
    await line.whole(new Map([['a', JSON.stringify('x'.repeat(30_000_000))]]), 1);
    line.send('package', '{}', 2);
    expect(raw.destroyed).toBe(false);
  });
});
