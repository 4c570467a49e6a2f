import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApi } from '../../api/server.js';
import { TokenBook } from '../../api/session/token-book.js';
import { issueToken, signingKey, tokensFile } from '../../api/tokens.js';
import type { Role } from '../../model/role.js';
import { projectRoot } from '../../workers/embedded/home.js';
import { LoginPlace } from '../login/support/login-place.js';

const run = promisify(execFile);
let place: LoginPlace;
beforeAll(async () => {
  place = await LoginPlace.start('accounts: {}\n');
});
afterAll(() => place.stop());

const cli = async (home: string, ...args: string[]) => {
  const env = { ...process.env, LEASELINE_HOME: home, LEASELINE_BY: 'ada', NO_COLOR: '1' };
  return (await run(process.execPath, [join(projectRoot(), 'bin', 'leaseline.mjs'), ...args], { env })).stdout;
};
/** As `leaseline token` makes one, without the seconds a process takes. */
async function made(role: Role) {
  const id = randomUUID();
  const who = { name: 'bob', role, scope: 'all' } as const;
  const token = await issueToken(signingKey(place.home, {}), who, 60_000, id);
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  book().issued({ id, ...who, issuedAt: at(0), expiresAt: at(60_000) });
  return { id, token };
}
const book = () => new TokenBook(tokensFile(place.home));
const post = (path: string, token: string, body: object = {}) =>
  fetch(`${place.api.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', origin: place.api.url },
    body: JSON.stringify(body),
  });
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';', 1)[0] ?? '';

describe('a token', () => {
  it('that is revoked ends at once without a restart, with every session and code made of it, and it is kept by whom and why', async () => {
    const { token, id } = JSON.parse(await cli(place.home, 'token', '--role', 'operator', '--for', 'bob', '--json'));
    const cookie = cookieOf(await post('/v1/session', token));
    const { code } = (await (await post('/v1/session/code', token)).json()) as { code: string };
    expect((await place.bearer(token)).status).toBe(200);
    expect((await place.session({ cookie })).status).toBe(200);
    expect(await cli(place.home, 'token', 'list')).toMatch(new RegExp(`${id} +bob +operator .* holds`));

    expect(await cli(place.home, 'token', 'revoke', id, '--comment', 'laptop lost')).toContain('was revoked by ada');
    expect(await place.bearer(token)).toMatchObject({ status: 401, body: { detail: 'The token was revoked.' } });
    expect(await place.session({ cookie })).toMatchObject({ status: 401, body: { type: 'urn:leaseline:session' } });
    const byCode = await fetch(`${place.api.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: place.api.url },
      body: JSON.stringify({ code }),
    });
    expect(byCode.status).toBe(401);
    expect(book().list()).toContainEqual(
      expect.objectContaining({ id, revoked: { by: 'ada', at: expect.any(String), comment: 'laptop lost' } }),
    );
    const file = join(place.home, 'tokens.jsonl');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain(token);
  });

  it('is listed and ended over the API by administrators alone', async () => {
    const [{ token }, other] = await Promise.all([made('operator'), made('viewer')]);
    const admin = await place.ownToken('admin');
    expect((await post(`/v1/tokens/${other.id}/revoke`, token)).status).toBe(403);
    expect((await place.bearer(other.token)).status).toBe(200);
    const ended = await post(`/v1/tokens/${other.id}/revoke`, admin, { comment: 'left' });
    expect(await ended.json()).toMatchObject({ id: other.id, revoked: { by: 'an own one', comment: 'left' } });
    expect((await place.bearer(other.token)).status).toBe(401);
    const again = await post(`/v1/tokens/${other.id}/revoke`, admin, { comment: 'again' });
    expect(await again.json()).toMatchObject({ revoked: { comment: 'left' } });
    expect((await post('/v1/tokens/no-such/revoke', admin)).status).toBe(404);
  });

  it('that was made before a date ends with all others, also one that no list knows, and those made later hold', async () => {
    const old = await place.ownToken('viewer', new Date('2026-01-01T00:00:00Z'));
    const young = await place.ownToken('viewer');
    const cookie = cookieOf(await post('/v1/session', old));
    expect((await place.bearer(old)).status).toBe(200);
    book().endBefore(new Date('2026-06-01'), 'ada');
    expect((await place.bearer(old)).status).toBe(401);
    // It was made today, of a token that was not.
    expect((await place.session({ cookie })).status).toBe(401);
    expect((await place.bearer(young)).status).toBe(200);
  });

  it('made in the second in which all before were ended holds, and an end that lies ahead is refused', async () => {
    const admin = await place.ownToken('admin');
    const ahead = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString();
    expect((await post('/v1/tokens/revoke-before', admin, { before: ahead })).status).toBe(400);
    await expect(cli(place.home, 'token', 'revoke', '--all-before', ahead)).rejects.toThrow('lies ahead');
    expect((await place.bearer(admin)).status).toBe(200);
    const before = await made('viewer');
    await post('/v1/tokens/revoke-before', admin, { before: new Date().toISOString() });
    const { token } = await made('viewer');
    expect((await place.bearer(before.token)).status).toBe(401);
    expect((await place.bearer(token)).status).toBe(200);
  });

  it('has one allowance, however its header is written and whatever cookies come with it', async () => {
    const client = new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) });
    const { config, logger } = { config: place.config, logger: place.log.logger };
    const key = signingKey(place.home, {});
    const api = await startApi({
      client,
      config,
      key,
      localToken: null,
      logger,
      perMinute: 6,
      port: 0,
      host: '127.0.0.1',
    });
    try {
      const token = await issueToken(key, { name: 'bob', role: 'viewer', scope: 'all' }, 60_000);
      const statuses: number[] = [];
      for (let request = 0; request < 9; request += 1) {
        const authorization = `${request % 2 === 0 ? 'Bearer' : 'bEARER'} ${token}`;
        const headers = { authorization, cookie: `n=${request}` };
        statuses.push((await fetch(`${api.url}/v1/session`, { headers })).status);
      }
      expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429, 429]);
      const other = await issueToken(key, { name: 'cleo', role: 'viewer', scope: 'all' }, 60_000);
      const headers = { authorization: `Bearer ${other}` };
      expect((await fetch(`${api.url}/v1/session`, { headers })).status).toBe(200);
    } finally {
      await api.close();
    }
  });

  it('of a browser ends when somebody logs out, for whoever kept a copy as well; a program’s goes on', async () => {
    const token = await place.ownToken('viewer');
    const cookie = cookieOf(await post('/v1/session', token));
    const headers = { cookie, origin: place.api.url };
    expect((await fetch(`${place.api.url}/v1/session`, { method: 'DELETE', headers })).status).toBe(204);
    expect((await place.session({ cookie })).status).toBe(401);
    const program = { authorization: `Bearer ${token}` };
    expect((await fetch(`${place.api.url}/v1/session`, { method: 'DELETE', headers: program })).status).toBe(204);
    expect((await place.bearer(token)).status).toBe(200);
  });
});

describe('the list of tokens', () => {
  let home: string;
  let file: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'leaseline-book-'));
    file = join(home, 'tokens.jsonl');
    return () => rm(home, { recursive: true, force: true });
  });
  const issued = (id: string) => ({
    id,
    name: 'ada',
    role: 'viewer' as const,
    scope: 'all' as const,
    issuedAt: '2026-11-01T00:00:00.000Z',
    expiresAt: '2027-11-01T00:00:00.000Z',
  });

  it('loses nothing to a process that died in the middle of a line, nor to a file that was taken away', async () => {
    const book = new TokenBook(file);
    book.issued(issued('one'));
    await appendFile(file, '{"kind":"revoked","id":"o');
    book.issued(issued('zwei – ü'));
    book.revoke('zwei – ü', 'bob', null);
    expect(new TokenBook(file).list().map(({ id, revoked }) => [id, revoked?.by])).toEqual([
      ['one', undefined],
      ['zwei – ü', 'bob'],
    ]);
    await rm(file);
    expect(book.isEnded({ id: 'zwei – ü' })).toBe(true);
  });

  it('forgets what expired long ago when it is written, and nothing that could hold, for whoever reads it meanwhile as well', async () => {
    const book = new TokenBook(file);
    const old = { issuedAt: '2025-01-01T00:00:00.000Z', expiresAt: '2025-02-01T00:00:00.000Z' };
    const reader = new TokenBook(file);
    for (let index = 0; index < 60; index += 1) {
      book.issued({ ...issued(`old-${index}`), ...old });
      reader.revoke(`old-${index}`, 'bob', 'left');
    }
    const day = 24 * 60 * 60 * 1000;
    const recently = new Date(Date.now() - day).toISOString();
    book.issued({ ...issued('just-expired'), expiresAt: recently });
    book.issued(issued('ended'));
    book.issued(issued('holds'));
    book.revoke('ended', 'bob', 'lost');
    book.logOut('session');
    book.endBefore(new Date('2025-06-01'), 'bob');
    const before = (await readFile(file, 'utf8')).split('\n').length;
    for (let index = 60; index < 100; index += 1) book.issued({ ...issued(`old-${index}`), ...old });
    expect((await readFile(file, 'utf8')).split('\n').length).toBeLessThan(before);
    reader.logOut('another session');
    for (const one of [book, reader, new TokenBook(file)]) {
      const now = one.list().filter(({ id }) => !id.startsWith('old-'));
      expect(now.map(({ id, revoked }) => [id, revoked?.by])).toEqual([
        ['just-expired', undefined],
        ['ended', 'bob'],
        ['holds', undefined],
      ]);
      expect(['ended', 'session', 'another session', 'holds'].map((id) => one.isEnded({ id }))).toEqual([
        ...[true, true, true, false],
      ]);
      expect(one.isEnded({ id: 'older', issuedAtMs: Date.parse('2025-05-01') })).toBe(true);
    }
    expect(await readFile(file, 'utf8')).not.toContain('old-');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('keeps what several processes add while one of them writes it anew', async () => {
    const old = { issuedAt: '2025-01-01T00:00:00.000Z', expiresAt: '2025-02-01T00:00:00.000Z' };
    const script = `
      const { TokenBook } = await import(process.argv[1]);
      const book = new TokenBook(process.argv[2]);
      for (let index = 0; index < 300; index += 1) {
        const id = process.argv[3] + '-' + index;
        book.issued({ ...JSON.parse(process.argv[4]), id: 'old-' + id });
        book.logOut(id);
      }`;
    const module = join(projectRoot(), 'dist', 'api', 'session', 'token-book.js');
    const document = JSON.stringify({ ...issued('old'), ...old });
    const writers = ['a', 'b', 'c'].map((who) =>
      run(process.execPath, ['--input-type=module', '-e', script, module, file, who, document]),
    );
    await Promise.all(writers);
    const book = new TokenBook(file);
    const lost = ['a', 'b', 'c'].flatMap((who) =>
      Array.from({ length: 300 }, (_, index) => `${who}-${index}`).filter((id) => !book.isEnded({ id })),
    );
    expect(lost).toEqual([]);
    // While all of them add without a pause, none may have found the moment for it; the next one does.
    for (let index = 0; index < 300; index += 1) book.issued({ ...issued(`old-late-${index}`), ...old });
    expect((await readFile(file, 'utf8')).match(/old-/g)?.length ?? 0).toBeLessThan(500);
  });

  it.skipIf(process.getuid?.() === 0)('that cannot be read lets no token count', async () => {
    const book = new TokenBook(file);
    book.issued(issued('one'));
    await chmod(file, 0);
    expect(() => new TokenBook(file).isEnded({ id: 'one' })).toThrow('cannot be read');
  });

  it('and the key that signs are one for all processes that begin at once', async () => {
    const made = await Promise.all(Array.from({ length: 3 }, () => cli(home, 'token', '--role', 'viewer', '--json')));
    const key = new TextEncoder().encode((await readFile(join(home, 'api-key'), 'utf8')).trim());
    for (const text of made) await jwtVerify(JSON.parse(text).token, key);
    expect(new TokenBook(file).list()).toHaveLength(3);
  });
});
