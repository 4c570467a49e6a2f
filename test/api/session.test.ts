import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogLines } from '../support/log-lines.js';
import { ApiPlace } from './support/api-place.js';

const log = new LogLines();
let place: ApiPlace;
beforeAll(async () => {
  place = await ApiPlace.start(log.logger);
});
afterAll(() => place.stop());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const json = { 'content-type': 'application/json' };

/** Logs in by the local token; gives the cookie as a browser would send it back, and how it was set. */
async function login(headers: Record<string, string> = bearer(place.localToken)) {
  const own = { origin: place.api.url, ...json, ...headers };
  const answer = await place.raw('POST', '/v1/session', { headers: own, body: '{}' });
  const set = answer.headers.get('set-cookie') ?? '';
  return { answer, set, cookie: set.split(';', 1)[0] ?? '' };
}

describe('logging in', () => {
  it('turns a token into a cookie that no script can read and no other site gets sent', async () => {
    const { answer, set } = await login();
    expect(answer).toMatchObject({ status: 200, body: { name: 'local', role: 'admin' } });
    expect(set).toMatch(/^leaseline-\d+=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(log.text).not.toContain(set.slice(20, 60));
  });

  it('never outlives the token it was made of, nor does a code that is asked for with it', async () => {
    const short = await place.token('operator', { name: 'bob' }, 90_000);
    const { set, cookie } = await login(bearer(short));
    expect(Number(/Max-Age=(\d+)/.exec(set)?.[1])).toBeLessThanOrEqual(90);
    const code = await place.raw('POST', '/v1/session/code', { headers: { cookie, origin: place.api.url } });
    const again = await place.raw('POST', '/v1/session', {
      headers: { ...json, origin: place.api.url },
      body: JSON.stringify({ code: code.body.code }),
    });
    expect(Number(/Max-Age=(\d+)/.exec(again.headers.get('set-cookie') ?? '')?.[1])).toBeLessThanOrEqual(90);
  });

  it('asks for TLS alone where a proxy speaks it', async () => {
    const { set } = await login({ ...bearer(place.localToken), 'x-forwarded-proto': 'https' });
    expect(set).toContain('; Secure');
  });

  it('tells who somebody is and what they may do, and forgets them when they log out', async () => {
    const { cookie } = await login(bearer(await place.token('approver', { name: 'ada' })));
    const { body } = await place.raw('GET', '/v1/session', { headers: { cookie } });
    expect(body).toEqual({
      name: 'ada',
      role: 'approver',
      may: ['view', 'decide'],
      groups: [],
      endsAt: expect.any(String),
      logoutUrl: null,
    });
    const out = await place.raw('DELETE', '/v1/session', { headers: { cookie, origin: place.api.url } });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^leaseline-\d+=; .*Expires=Thu, 01 Jan 1970/);
  });

  it('takes a code once, as whoever asked for it', async () => {
    const headers = bearer(await place.token('operator', { name: 'bob' }));
    const { body } = await place.raw('POST', '/v1/session/code', { headers });
    const send = () =>
      place.raw('POST', '/v1/session', {
        headers: { ...json, origin: place.api.url },
        body: JSON.stringify({ code: body.code }),
      });
    expect(await send()).toMatchObject({ status: 200, body: { name: 'bob', role: 'operator' } });
    expect(await send()).toMatchObject({ status: 401, body: { type: 'urn:leaseline:code' } });
    expect(log.text).not.toContain(body.code);
  });

  it('takes a code although somebody else has asked for very many since', async () => {
    const ask = (token: string) => place.raw('POST', '/v1/session/code', { headers: bearer(token) });
    const { code } = (await ask(place.localToken)).body;
    const viewer = await place.token('viewer');
    for (let more = 0; more < 120; more += 1) await ask(viewer);
    const own = { ...json, origin: place.api.url };
    const answer = await place.raw('POST', '/v1/session', { headers: own, body: JSON.stringify({ code }) });
    expect(answer).toMatchObject({ status: 200, body: { name: 'local' } });
  });

  it('refuses a code nobody made, a calendar token, and a page of another site', async () => {
    const headers = { ...json, origin: place.api.url };
    const guessed = await place.raw('POST', '/v1/session', { headers, body: '{"code":"guessed"}' });
    expect(guessed.status).toBe(401);
    const calendar = await place.token('viewer', { scope: 'calendar' });
    expect((await login(bearer(calendar))).answer.status).toBe(403);
    const elsewhere = { ...bearer(place.localToken), origin: 'https://elsewhere.example' };
    expect((await login(elsewhere)).answer.status).toBe(403);
  });
});

describe('who comes with a cookie', () => {
  const cancel = (headers: Record<string, string>) =>
    place.raw('POST', '/v1/packages/no-such/cancel', { headers: { ...json, ...headers }, body: '{}' });

  it('reads as their role lets them', async () => {
    const { cookie } = await login(bearer(await place.token('viewer')));
    expect((await place.raw('GET', '/v1/packages', { headers: { cookie } })).status).toBe(200);
    expect((await cancel({ cookie, origin: place.api.url })).status).toBe(403);
  });

  it.each([
    ['nothing', {}],
    ['another site', { origin: 'https://elsewhere.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['no origin at all', { origin: 'null' }],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site', origin: 'SELF' }],
    ['a browser that says same-site', { 'sec-fetch-site': 'same-site', origin: 'SELF' }],
  ])('changes nothing when the request comes from %s', async (_where, headers: Record<string, string>) => {
    const { cookie } = await login();
    const own = headers.origin === 'SELF' ? { ...headers, origin: place.api.url } : headers;
    expect(await cancel({ cookie, ...own })).toMatchObject({ status: 403, body: { type: 'urn:leaseline:cross-site' } });
  });

  it('changes what they may from a page of ours', async () => {
    const { cookie } = await login();
    expect((await cancel({ cookie, origin: place.api.url })).status).toBe(404);
    expect((await cancel({ cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(404);
  });

  it('is nobody with a cookie that is not ours', async () => {
    const { cookie } = await login();
    const forged = cookie.replace(/.{6}$/, 'AAAAAA');
    expect((await place.raw('GET', '/v1/packages', { headers: { cookie: forged } })).status).toBe(401);
  });
});

describe('a calendar address of one’s own', () => {
  it('opens the calendar until it is replaced or ended', async () => {
    const headers = bearer(await place.token('viewer', { name: 'cleo' }));
    const make = async () => (await place.raw('POST', '/v1/calendar/link', { headers })).body.path as string;
    const first = await make();
    expect((await place.raw('GET', first)).status).toBe(200);
    expect((await place.raw('GET', '/v1/calendar/link', { headers })).body).toEqual({ exists: true });
    const second = await make();
    expect((await place.raw('GET', first)).status).toBe(401);
    expect((await place.raw('GET', second)).status).toBe(200);
    expect((await place.raw('DELETE', '/v1/calendar/link', { headers })).status).toBe(204);
    expect((await place.raw('GET', second)).status).toBe(401);
  });

  it('goes on when the browser it was made in logs out, and ends with the token that logged in there', async () => {
    const { cookie } = await login();
    const headers = { cookie, origin: place.api.url };
    const { path } = (await place.raw('POST', '/v1/calendar/link', { headers })).body;
    expect((await place.raw('DELETE', '/v1/session', { headers })).status).toBe(204);
    expect((await place.raw('GET', '/v1/session', { headers })).status).toBe(401);
    expect((await place.raw('GET', path)).status).toBe(200);
  });
});

describe('what the console reads', () => {
  it.each([
    ['/v1/system', { accounts: expect.arrayContaining([expect.objectContaining({ name: 'ali', isSimulated: true })]) }],
    ['/v1/strays', { resources: [], orders: [], desks: [] }],
    ['/v1/costs?by=label:team&months=3', { by: 'label:team', groups: [] }],
    ['/v1/funding?days=30', { isCovered: true, payers: [] }],
    ['/v1/runs', { runs: [] }],
  ])('%s', async (path, expected) => {
    expect(await place.ask('viewer', 'GET', path)).toMatchObject({ status: 200, body: expected });
  });

  it('the vendors are read afresh only for operators', async () => {
    expect((await place.ask('viewer', 'GET', '/v1/strays?now=true')).status).toBe(403);
    expect((await place.ask('operator', 'GET', '/v1/strays?now=true')).status).toBe(200);
  });
});

describe('what goes on for long', () => {
  it('a stream of events ends with the token it was asked for with', async () => {
    const headers = bearer(await place.token('viewer'));
    const listened = await fetch(`${place.api.url}/v1/events`, { headers });
    const told = listened.text();
    const before = new Date(Date.now() + 60_000).toISOString();
    expect((await place.post('admin', '/v1/tokens/revoke-before', { before })).status).toBe(200);
    expect(await told).toContain('retry:');
    expect((await place.raw('GET', '/v1/session', { headers })).status).toBe(401);
  });
});

describe('who guesses', () => {
  it('is stopped by their address, whatever they make up, and keeps nobody out who has a token', async () => {
    const { cookie } = await login();
    const guesses: Awaited<ReturnType<ApiPlace['raw']>>[] = [];
    for (let guess = 0; guess < 70; guess += 1) {
      guesses.push(await place.raw('GET', '/v1/packages', { headers: bearer(`made-up-${guess}`) }));
    }
    expect(guesses[0]?.status).toBe(401);
    expect(guesses.at(-1)).toMatchObject({ status: 429, body: { type: 'urn:leaseline:rate' } });
    expect(Number(guesses.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    const own = { ...json, origin: place.api.url };
    const code = await place.raw('POST', '/v1/session', { headers: own, body: '{"code":"made-up"}' });
    const forged = await place.raw('GET', '/v1/session', { headers: { cookie: cookie.replace(/=.*/, '=made-up') } });
    expect([code.status, forged.status]).toEqual([429, 429]);
    expect((await place.raw('GET', '/v1/session', { headers: { cookie } })).status).toBe(200);
    expect((await login()).answer.status).toBe(200);
    expect((await place.raw('GET', '/v1/session')).status).toBe(401);
  });
});
