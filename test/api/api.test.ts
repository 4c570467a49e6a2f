import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accountNamed } from '../../model/config/leaseline-config.js';
import { parsePackage } from '../../model/parse-package.js';
import { startPackage } from '../../workers/client/start.js';
import { LogLines } from '../support/log-lines.js';
import { ApiPlace } from './support/api-place.js';

const log = new LogLines();
let place: ApiPlace;
beforeAll(async () => {
  place = await ApiPlace.start(log.logger);
});
afterAll(() => place.stop());

const wuying = (name: string, site: number, order: object) => ({
  apiVersion: 'leaseline/v1',
  kind: 'BandwidthPackage',
  name,
  product: 'wuying',
  account: 'ali',
  order: {
    regionId: 'cn-hangzhou',
    bandwidth: 10,
    officeSiteId: `cn-hangzhou+dir-${3633530000 + site}`,
    internetChargeType: 'PayByBandwidth',
    ...order,
  },
});
const byUse = (name: string, site: number) => wuying(name, site, { payType: 'PostPaid' });
const unpaid = { payType: 'PrePaid', period: 1, periodUnit: 'Month', autoPay: false };

async function active(name: string): Promise<void> {
  await vi.waitFor(() => place.harness.state(`package/${name}`), { timeout: 10_000 });
  await place.harness.until(`package/${name}`, ({ status }) => status === 'Active');
}

describe('who may ask', () => {
  it('answers health without a token, and nothing else', async () => {
    expect((await place.raw('GET', '/healthz')).status).toBe(200);
    expect((await place.raw('GET', '/readyz')).body).toEqual({ ready: true });
    for (const path of ['/v1/packages', '/v1/events', '/metrics', '/openapi.json', '/v1/calendar.ics', '/v1/runs/x']) {
      const { status, body, headers } = await place.raw('GET', path);
      expect(status, path).toBe(401);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body).toMatchObject({ status: 401, type: 'urn:leaseline:token' });
    }
  });

  it('refuses a token that has expired, is signed by another key, or says another algorithm', async () => {
    const expired = await place.token('admin', {}, -1_000);
    const foreign = (await place.token('admin')).replace(/.{8}$/, 'AAAAAAAA');
    const [, payload] = (await place.token('admin')).split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    for (const token of [expired, foreign, unsigned, 'x', place.localToken.slice(1)]) {
      const { status, text } = await place.raw('GET', '/v1/packages', {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(status).toBe(401);
      expect(text).not.toContain(token);
    }
  });

  it('lets each role do what it is for and no more', async () => {
    const run = { packages: [{}] };
    const statuses = async (role: 'viewer' | 'requester' | 'approver' | 'operator') => [
      (await place.ask(role, 'GET', '/v1/packages')).status,
      (await place.post(role, '/v1/runs', run)).status,
      (await place.post(role, '/v1/packages/no-such/approve', {})).status,
      (await place.post(role, '/v1/packages/no-such/release', {})).status,
    ];
    expect(await statuses('viewer')).toEqual([200, 403, 403, 403]);
    expect(await statuses('requester')).toEqual([200, 400, 403, 403]);
    expect(await statuses('approver')).toEqual([200, 403, 404, 403]);
    expect(await statuses('operator')).toEqual([200, 400, 403, 404]);
  });

  it('opens the calendar, and only that, to a token for the calendar in the address', async () => {
    const token = await place.token('viewer', { scope: 'calendar' });
    const { status, headers, text } = await place.raw('GET', `/v1/calendar.ics?token=${token}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/calendar');
    expect(text).toMatch(/^BEGIN:VCALENDAR/);
    expect((await place.raw('GET', '/v1/packages', { headers: { authorization: `Bearer ${token}` } })).status).toBe(
      403,
    );
    expect(log.text).not.toContain(token);
    const other = await place.raw('GET', '/v1/calendar', { headers: { authorization: `Bearer ${token}` } });
    expect(other.status).toBe(403);
    const document = await place.ask('viewer', 'GET', '/v1/calendar?days=30');
    expect(document).toMatchObject({ status: 200, body: { events: expect.any(Array) } });
    expect(await place.ask('viewer', 'GET', '/v1/calendar?days=0')).toMatchObject({ status: 400 });
  });
});

describe('runs', () => {
  it('starts one run for the same key sent fifty times at once', async () => {
    const body = { packages: [byUse('fifty', 11)] };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => place.post('requester', '/v1/runs', body, { 'idempotency-key': 'fifty-1' })),
    );
    for (const { status, body: answer, headers } of answers) {
      expect(status).toBe(202);
      expect(answer).toEqual({ id: 'fifty-1', url: '/v1/runs/fifty-1' });
      expect(headers.get('location')).toBe('/v1/runs/fifty-1');
    }
    await active('fifty');
    const counts = await place.harness.control.calls();
    expect(counts.CreateNetworkPackage).toBe(1);
    const run = await place.ask('viewer', 'GET', '/v1/runs/fifty-1');
    const by = { by: expect.stringMatching(/./) };
    expect(run.body).toMatchObject(by);
    await vi.waitFor(async () => {
      const { body: list } = await place.ask('viewer', 'GET', '/v1/runs');
      expect(list.runs).toContainEqual(expect.objectContaining({ id: 'fifty-1', ...by }));
    });
    expect(run.body).toMatchObject({ id: 'fifty-1', entries: [{ name: 'fifty', outcome: 'active' }] });
  });

  it('takes the same key with the same content in another order, and refuses it with another body', async () => {
    const document = { ...byUse('keyed', 12) };
    const key = { 'idempotency-key': 'keyed:1' };
    expect((await place.post('requester', '/v1/runs', { packages: [document], atomic: false }, key)).status).toBe(202);
    const turned = { atomic: false, packages: [Object.fromEntries(Object.entries(document).reverse())] };
    expect((await place.post('requester', '/v1/runs', turned, key)).status).toBe(202);
    const other = await place.post('requester', '/v1/runs', { packages: [byUse('keyed-2', 13)] }, key);
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({ type: 'urn:leaseline:other-body' });
    expect((await place.ask('viewer', 'GET', '/v1/packages/keyed-2')).status).toBe(404);
  });

  it.each([
    ['no key', {}, { packages: [{}] }],
    ['a key that is a path', { 'idempotency-key': '../../etc/passwd' }, { packages: [{}] }],
    ["a recurring run's key", { 'idempotency-key': 'schedule.term-2026-12-01T00:00:00Z' }, { packages: [{}] }],
    ['no packages', { 'idempotency-key': 'bad-1' }, { packages: [] }],
    ['an unknown field', { 'idempotency-key': 'bad-2' }, { packages: [{}], atomicc: true }],
    ['501 packages', { 'idempotency-key': 'bad-3' }, { packages: Array.from({ length: 501 }, () => ({})) }],
    ['no object', { 'idempotency-key': 'bad-4' }, 'packages'],
  ])('refuses a run with %s', async (_what, headers, body) => {
    const { status, body: problem } = await place.post('requester', '/v1/runs', body, headers);
    expect(status).toBe(400);
    expect(problem.detail).toMatch(/\w/);
  });

  it('names the field of a document that does not fit, in that entry alone', async () => {
    const body = { packages: [{ ...byUse('wrong', 14), product: 'dsl' }, byUse('right', 15)] };
    await place.post('requester', '/v1/runs', body, { 'idempotency-key': 'mixed-1' });
    await active('right');
    const { body: run } = await place.ask('viewer', 'GET', '/v1/runs/mixed-1');
    expect(run.entries[0]).toMatchObject({
      name: 'wrong',
      outcome: 'refused',
      reason: expect.stringContaining('product'),
    });
  });

  it('does not know a run that never was', async () => {
    expect((await place.ask('viewer', 'GET', '/v1/runs/never')).status).toBe(404);
  });
});

describe('packages', () => {
  it('lists and shows what leaseline list and show do, and tells the story', async () => {
    await place.harness.order(byUse('shown', 16));
    await active('shown');
    const list = await place.ask('viewer', 'GET', '/v1/packages?product=wuying');
    expect(list.body.packages.map(({ name }: { name: string }) => name)).toContain('shown');
    const { body } = await place.ask('viewer', 'GET', '/v1/packages/shown');
    expect(body).toMatchObject({ name: 'shown', status: 'Active', spec: { product: 'wuying' } });
    const story = await place.ask('viewer', 'GET', '/v1/packages/shown/timeline');
    expect(story.body.timeline.length).toBeGreaterThan(0);
    expect((await place.ask('viewer', 'GET', '/v1/packages?status=Sleeping')).status).toBe(400);
    for (const within of ['999999999999y', `${'9'.repeat(200)}d`, 'soon']) {
      expect((await place.ask('viewer', 'GET', `/v1/packages?expiresWithin=${within}`)).status).toBe(400);
    }
    expect((await place.ask('viewer', 'GET', '/v1/packages/..%2f..%2fetc')).status).toBe(400);
  });

  it('says who spoke by the token, whatever the body says, and answers a repetition without repeating it', async () => {
    await place.harness.order(wuying('asked', 17, unpaid));
    await place.harness.until('package/asked', ({ waitingFor }) => waitingFor === 'payment');
    const forged = await place.post('operator', '/v1/packages/asked/cancel', { by: 'the boss' });
    expect(forged.status).toBe(400);
    const once = await place.post('operator', '/v1/packages/asked/cancel', {
      operationId: 'c-1',
      comment: 'not needed',
    });
    expect(once).toMatchObject({ status: 200, body: { name: 'asked', message: expect.stringContaining('withdrawn') } });
    const { timeline } = await place.harness.until('package/asked', ({ status }) => status === 'Cancelled');
    expect(timeline).toContainEqual(
      expect.objectContaining({ who: 'a operator', what: expect.stringContaining('not needed') }),
    );
  });

  it('refuses an operationId that was used for something else, by whomever, instead of passing it off as done', async () => {
    await place.harness.order(wuying('reused', 23, unpaid));
    await place.harness.until('package/reused', ({ waitingFor }) => waitingFor === 'payment');
    const say = (message: string, body: object) =>
      place.post('operator', `/v1/packages/reused/${message}`, { operationId: 'op-1', ...body });
    const first = await say('pause', { until: '2031-01-01T00:00:00Z' });
    expect(first.status).toBe(200);
    const others = [await say('pause', { until: '2032-01-01T00:00:00Z' }), await say('resume', {})];
    for (const other of others) {
      expect(other).toMatchObject({ status: 409, body: { type: 'urn:leaseline:refused' } });
      expect(other.body.detail).toContain('op-1 was used');
    }
    expect(await say('pause', { until: '2031-01-01T00:00:00Z' })).toMatchObject({ status: 200, body: first.body });
    const { body } = await place.ask('viewer', 'GET', '/v1/packages/reused');
    expect(body.pause.until).toBe('2031-01-01T00:00:00.000Z');
  });

  it('answers a message whose answer was lost as before, also when it has ended the package', async () => {
    await place.harness.order(wuying('lost-end', 24, unpaid));
    await place.harness.until('package/lost-end', ({ waitingFor }) => waitingFor === 'payment');
    const cancel = (operationId: string) => place.post('operator', '/v1/packages/lost-end/cancel', { operationId });
    const first = await cancel('end-1');
    expect(first.status).toBe(200);
    await place.harness.env.client.workflow.getHandle('package/lost-end').result();
    expect(await cancel('end-1')).toMatchObject({ status: 200, body: first.body });
    expect(await cancel('end-2')).toMatchObject({ status: 409, body: { type: 'urn:leaseline:ended' } });
  });

  it('answers what does not fit with 409 and the reason, and what has ended likewise', async () => {
    await place.harness.order(byUse('fits', 18));
    await active('fits');
    const refused = await place.post('approver', '/v1/packages/fits/approve', {});
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:leaseline:refused' } });
    expect(refused.body.detail).toContain('nobody asked for approval');
    expect((await place.post('operator', '/v1/packages/fits/resize', { bandwidthMbps: 'ten' })).status).toBe(400);
    for (const odd of [{}, { none: 'true' }, { resourceId: 5 }, { none: true, resourceId: 'np-1' }]) {
      const { status, body } = await place.post('operator', '/v1/packages/fits/resolve', odd);
      expect({ status, detail: body.detail }).toEqual({
        status: 400,
        detail: expect.stringContaining('{ none: true }'),
      });
    }
    const past = '2020-01-01T00:00:00Z';
    const over = { ...byUse('fits', 18), lifecycle: { releaseAt: past } };
    const slips = [
      await place.post('operator', '/v1/packages/fits/release', { confirm: true, at: past }),
      await place.post('operator', '/v1/packages/fits/configure', { package: over }),
    ];
    for (const slip of slips) expect(slip).toMatchObject({ status: 409, body: { type: 'urn:leaseline:refused' } });
    expect(slips[0]?.body.detail).toContain(`at lies in the past (${past}), and nothing was released`);
    expect(slips[1]?.body.detail).toContain('has passed: it would be given back at once');
    await place.post('operator', '/v1/packages/fits/release', { confirm: true });
    await place.harness.until('package/fits', ({ status }) => status === 'Released');
    // Released is shown a moment before the workflow closes; until then it still answers for itself.
    const closing = await place.post('operator', '/v1/packages/fits/renew', {});
    expect(closing).toMatchObject({
      status: 409,
      body: { type: expect.stringMatching(/^urn:leaseline:(refused|ended)$/) },
    });
    await place.harness.env.client.workflow.getHandle('package/fits').result();
    const ended = await place.post('operator', '/v1/packages/fits/renew', {});
    expect(ended).toMatchObject({ status: 409, body: { type: 'urn:leaseline:ended' } });
  });
});

describe('taking over', () => {
  it('asked again while the first is still to be approved is answered as begun, and not refused', async () => {
    const resourceId = 'np-Held0000000001';
    const parsed = parsePackage(byUse(resourceId.toLowerCase(), 25));
    const { config: plain, env } = place.harness;
    const account = accountNamed(plain, 'ali');
    if (!parsed.ok || account === undefined) throw new Error('the package does not fit');
    const asks = { name: 'adoptions', when: { operations: ['adopt'] }, because: null } as const;
    const rules = [{ ...asks, do: { kind: 'approve', policy: 'production' } as const }];
    const config = { ...plain, gate: { ...plain.gate, rules } };
    await startPackage(env.client, parsed.spec, { config, account, again: false, adopt: { resourceId } });
    await place.harness.until(`package/${resourceId.toLowerCase()}`, ({ waitingFor }) => waitingFor === 'approval');
    const body = { account: 'ali', product: 'wuying', resourceIds: [resourceId] };
    expect(await place.post('operator', '/v1/strays/adopt', body)).toMatchObject({
      status: 200,
      body: { packages: [{ name: resourceId.toLowerCase(), resourceId, result: 'already' }] },
    });
  });
});

describe('events', () => {
  it('sends the whole list, then each change, to whoever listens', async () => {
    const stop = new AbortController();
    const headers = { authorization: `Bearer ${await place.token('viewer')}` };
    const response = await fetch(`${place.api.url}/v1/events`, { headers, signal: stop.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const seen: string[] = [];
    let started = false;
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        seen.push(decoder.decode(chunk, { stream: true }));
        if (seen.join('').includes('"status":"Active"') && /event: package\n.*"live"/.test(seen.join(''))) return;
        if (seen.join('').includes('event: packages\n') && !started) {
          started = true;
          await place.harness.order(byUse('live', 19));
        }
      }
    })();
    await reading;
    stop.abort();
    expect(seen.join('')).toMatch(/^retry: 2000\n\n(: .*\n\n)*id: \d+\nevent: packages\n/);
  });

  it('is for whoever reads it: a HEAD holds no place among the listeners', async () => {
    const headers = { authorization: `Bearer ${await place.token('viewer')}` };
    expect((await fetch(`${place.api.url}/v1/events`, { method: 'HEAD', headers })).status).toBe(404);
  });

  it('answers who comes when too many listen with a problem that says when to try again', async () => {
    const stop = new AbortController();
    const headers = { authorization: `Bearer ${await place.token('viewer')}` };
    const listen = () => fetch(`${place.api.url}/v1/events`, { headers, signal: stop.signal });
    let answer = await listen();
    for (let listeners = 1; answer.status === 200 && listeners < 300; listeners += 1) answer = await listen();
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe('30');
    expect(await answer.json()).toMatchObject({ type: 'urn:leaseline:too-many-listeners', status: 503 });
    // One token has not taken the place of all others.
    const other = { authorization: `Bearer ${await place.token('viewer')}` };
    const listened = await fetch(`${place.api.url}/v1/events`, { headers: other, signal: stop.signal });
    expect(listened.status).toBe(200);
    stop.abort();
  });
});

describe('trouble', () => {
  it('refuses a huge body, deep JSON, a wrong type and an unknown path with a problem each', async () => {
    const json = { 'content-type': 'application/json', 'idempotency-key': 'trouble' };
    const huge = await place.ask('admin', 'POST', '/v1/runs', {
      headers: json,
      body: `{"packages":["${'x'.repeat(3_000_000)}"]}`,
    });
    const deep = await place.ask('admin', 'POST', '/v1/runs', {
      headers: json,
      body: `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    });
    const broken = await place.ask('admin', 'POST', '/v1/runs', { headers: json, body: '{"packages": [' });
    const poisoned = await place.ask('admin', 'POST', '/v1/runs', {
      headers: json,
      body: '{"__proto__": {"packages": 1}}',
    });
    const typed = await place.ask('admin', 'POST', '/v1/runs', {
      headers: { ...json, 'content-type': 'text/xml' },
      body: '<a/>',
    });
    const nowhere = await place.ask('admin', 'GET', '/v2/nothing');
    expect([huge, deep, broken, poisoned, typed, nowhere].map(({ status }) => status)).toEqual([
      413, 400, 400, 400, 415, 404,
    ]);
    for (const { headers } of [huge, deep, broken, poisoned, typed, nowhere]) {
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('describes every route it has', async () => {
    const { body } = await place.ask('viewer', 'GET', '/openapi.json');
    expect(body.openapi).toMatch(/^3\.1/);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/v1/runs',
        '/v1/runs/{id}',
        '/v1/packages',
        '/v1/packages/{name}/approve',
        '/v1/events',
        '/v1/calendar.ics',
      ]),
    );
  });
});
