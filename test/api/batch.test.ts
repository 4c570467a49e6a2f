import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Workplace } from '../cli/support/system.js';
import { desktops } from '../support/desktops.js';
import { ApiPlace } from './support/api-place.js';

let place: ApiPlace;
beforeAll(async () => {
  place = await ApiPlace.start();
});
afterAll(() => place.stop());

const wuying = (name: string, approval = 'four-eyes') => desktops(name, { autoPay: false }, { approval });

interface Asked {
  readonly name: string;
  readonly request: string;
}

const as = async (name: string, role: 'approver' | 'requester' = 'approver') => ({
  authorization: `Bearer ${await place.token(role, { name })}`,
  'content-type': 'application/json',
});
async function post(who: string, path: string, body: object, key = `key-${Math.random()}`) {
  const headers = { ...(await as(who)), 'idempotency-key': key };
  return place.raw('POST', path, { headers, body: JSON.stringify(body) });
}

/** A run by dora of these, as soon as all of them ask. */
async function asked(id: string, names: readonly string[], approval?: string) {
  const headers = { ...(await as('dora', 'requester')), 'idempotency-key': id };
  const body = JSON.stringify({ packages: names.map((name) => wuying(name, approval)) });
  expect((await place.raw('POST', '/v1/runs', { headers, body })).status).toBe(202);
  return waiting(id, names.length);
}

const waiting = (id: string, count: number) =>
  vi.waitFor(
    async () => {
      const { body } = await place.ask('viewer', 'GET', `/v1/runs/${id}/approvals`);
      expect(body.waiting).toHaveLength(count);
      return body;
    },
    { timeout: 120_000, interval: 200 },
  );

const yeses = (all: readonly Asked[]) => ({ packages: all.map(({ name, request }) => ({ name, request })) });
const outcomes = (answer: { body: { packages: { name: string; outcome: string }[] } }) =>
  answer.body.packages.map(({ outcome }) => outcome);
const stateOf = async (name: string) => (await place.ask('viewer', 'GET', `/v1/packages/${name}`)).body;

describe('one approval for a run', () => {
  it('is a yes to each of its packages by itself, with what they come to, until each has enough', async () => {
    const view = await asked('together', ['together-a', 'together-b', 'together-c']);
    expect(view).toMatchObject({ id: 'together', unpriced: 0, totals: [{ currency: 'USD', per: 'month' }] });
    expect(view.totals[0].amountMinor).toBe(3 * view.waiting[0].price.amountMinor);
    const first = await post('ada', '/v1/runs/together/approve', yeses(view.waiting));
    expect(outcomes(first)).toEqual(['needsMore', 'needsMore', 'needsMore']);
    const second = await post('bob', '/v1/runs/together/approve', yeses(view.waiting));
    expect(outcomes(second)).toEqual(['approved', 'approved', 'approved']);
    await vi.waitFor(async () => expect((await stateOf('together-c')).waitingFor).toBe('payment'), {
      timeout: 120_000,
    });
  });

  it('sent again under the same key is answered as before and counts once', async () => {
    const view = await asked('repeated', ['repeated-a', 'repeated-b']);
    const send = () => post('ada', '/v1/runs/repeated/approve', yeses(view.waiting), 'once');
    const [one, ...others] = await Promise.all([send(), send(), send()]);
    for (const other of others) expect(other.body).toEqual(one?.body);
    expect((await send()).body).toEqual(one?.body);
    const { approval } = await stateOf('repeated-a');
    expect(approval.approvedBy.map(({ by }: { by: string }) => by)).toEqual(['ada']);
  });

  it('under a key that somebody else has used is a yes of its own', async () => {
    const { waiting: all } = await asked('shared', ['shared-a']);
    const say = (who: string) => post(who, '/v1/runs/shared/approve', yeses(all), 'shared');
    expect(outcomes(await say('ada'))).toEqual(['needsMore']);
    expect(outcomes(await say('bob'))).toEqual(['approved']);
  });

  it('leaves what was deselected waiting', async () => {
    const { waiting: all } = await asked('partly', ['partly-a', 'partly-b'], 'production');
    const answer = await post('ada', '/v1/runs/partly/approve', yeses(all.slice(0, 1)));
    expect(outcomes(answer)).toEqual(['approved']);
    const left = await waiting('partly', 1);
    expect(left.waiting[0]).toMatchObject({ name: 'partly-b', request: all[1].request });
  });

  it('is refused for all to whoever asked for it, and to who is no approver, with why', async () => {
    const { waiting: all } = await asked('own', ['own-a', 'own-b'], 'four-eyes');
    const mallory = await post('mallory', '/v1/runs/own/approve', yeses(all));
    expect(outcomes(mallory)).toEqual(['refused', 'refused']);
    expect(mallory.body.packages[0].message).toContain('mallory is no approver of policy four-eyes');
    const headers = { ...(await as('ada', 'requester')), 'idempotency-key': 'adas' };
    const body = JSON.stringify({ packages: [wuying('adas-a'), wuying('adas-b')] });
    await place.raw('POST', '/v1/runs', { headers, body });
    const own = await post('ada', '/v1/runs/adas/approve', yeses((await waiting('adas', 2)).waiting));
    expect(outcomes(own)).toEqual(['refused', 'refused']);
    expect(own.body.packages[1].message).toContain('ada asked for it, so somebody else must approve it');
  });

  it('does not approve what has become dearer since it was seen, and shows what it asks now', async () => {
    const { waiting: seen } = await asked('dearer', ['dearer-a', 'dearer-b']);
    await place.harness.control.post('/behaviour', { prices: { wuyingMinor: 5000 } });
    for (const who of ['bob', 'cleo']) await post(who, '/v1/packages/dearer-b/approve', { request: seen[1].request });
    await vi.waitFor(async () => expect((await stateOf('dearer-b')).approval?.request).not.toBe(seen[1].request), {
      timeout: 120_000,
    });
    await vi.waitFor(async () => expect((await stateOf('dearer-b')).approval).not.toBeNull(), { timeout: 120_000 });
    const answer = await post('ada', '/v1/runs/dearer/approve', yeses(seen));
    expect(outcomes(answer)).toEqual(['needsMore', 'changed']);
    const [, changed] = answer.body.packages;
    expect(changed.now.price.amountMinor).toBeGreaterThan(seen[1].price.amountMinor);
    expect((await stateOf('dearer-b')).approval).toMatchObject({ request: changed.now.request, approvedBy: [] });
  });

  it('wants a key, knows its own packages alone, and is for approvers', async () => {
    const { waiting: all } = await asked('bounds', ['bounds-a'], 'production');
    const path = '/v1/runs/bounds/approve';
    expect((await place.post('approver', path, yeses(all))).body).toMatchObject({ type: 'urn:leaseline:no-key' });
    expect((await place.post('operator', path, yeses(all), { 'idempotency-key': 'k' })).status).toBe(403);
    const twice = { packages: [...yeses(all).packages, ...yeses(all).packages] };
    expect((await post('ada', path, twice)).status).toBe(400);
    const other = await post('ada', '/v1/runs/another/approve', yeses(all));
    expect(other.body.packages).toMatchObject([{ outcome: 'refused', message: 'bounds-a is not of another.' }]);
    expect((await place.ask('viewer', 'GET', '/v1/runs/no-such/approvals')).status).toBe(404);
  });
});

describe('leaseline approve --batch', () => {
  it('approves what was ordered together but what is excepted, and asks nobody only where it is told to', async () => {
    const work = await Workplace.create();
    try {
      const documents = ['pair-a', 'pair-b', 'pair-c'].map((name) => JSON.stringify(wuying(name, 'production')));
      await work.write('pair.yaml', documents.join('\n---\n'));
      const env = async (role: 'requester' | 'approver', name: string) => ({
        LEASELINE_API_URL: place.api.url,
        LEASELINE_TOKEN: await place.token(role, { name }),
      });
      await work.write('leaseline.yaml', place.harness.configText());
      const ordered = await work.run(['order', 'pair.yaml', '--batch', 'pair'], await env('requester', 'dora'));
      expect(ordered, ordered.stderr).toMatchObject({ code: 0 });
      await waiting('pair', 3);
      const ada = await env('approver', 'ada');
      const [nobody, wrong] = await Promise.all([
        work.run(['approve', '--batch', 'pair'], ada),
        work.run(['approve', 'pair-a', '--batch', 'pair'], ada),
      ]);
      expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing was approved') });
      expect(wrong).toMatchObject({ code: 2 });
      const done = await work.run(['approve', '--batch', 'pair', '--except', 'pair-b', '--yes'], ada);
      expect(done, done.stderr).toMatchObject({ code: 0 });
      expect(done.stdout).toContain('Left out, and waiting on: pair-b');
      expect(done.stdout).toContain('pair-c: approved.');
      expect((await waiting('pair', 1)).waiting[0].name).toBe('pair-b');
    } finally {
      await work.remove();
    }
  });
});
