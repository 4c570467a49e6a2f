import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeskRequest, Holder, Review, Reviewable, Reviewed, SweepReport } from '../../model/desk.js';
import { DeskBook, PACKAGES_MAX } from '../../workflows/desk/desk-book.js';
import { emptyPages, packed, unpacked } from '../../workflows/desk/pages.js';

const life = (name: string, run = 1): Holder => ({
  packageName: name,
  firstExecutionRunId: `${name}-run-${run}`,
});
const book = () => new DeskBook(emptyPages(0));
const ask = (desk: DeskBook, request: DeskRequest, nowMs = 0) => desk.answer(request, nowMs);
const site = { name: 'site A', until: 'operation' } as const;
const pair = { name: 'pair A', until: 'life' } as const;
const shown = { createdAt: null, isTold: true };
const resource = (resourceId: string): Reviewable => ({ ...shown, resourceId, orderId: null });
/** Its configuration cannot be read. */
const order = (orderId: string): Reviewable => ({ ...shown, resourceId: null, orderId, isTold: false });
const HOUR_MS = 60 * 60 * 1000;
const watch = { resourceId: 'np-1', orderId: null, mark: null, pace: 'idle' } as const;

const anyHolder = fc
  .tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 2 }))
  .map(([name, run]) => life(name, run));
const small = fc.integer({ min: 1, max: 4 });
const anyRequest: fc.Arbitrary<DeskRequest> = fc.oneof(
  fc.record({ kind: fc.constant('fence' as const), holder: anyHolder, operation: small, attempt: small }),
  fc.record({
    kind: fc.constant('open' as const),
    holder: anyHolder,
    operation: small,
    lane: fc.constantFrom(site, pair, null),
    fingerprint: fc.constantFrom('one', 'two', null),
  }),
  fc.record({ kind: fc.constant('settle' as const), holder: anyHolder, operation: small }),
  fc.record({ kind: fc.constant('own' as const), holder: anyHolder, resourceId: fc.constantFrom('np-1', 'np-2') }),
  fc.record({ kind: fc.constant('ownOrder' as const), holder: anyHolder, orderId: fc.constantFrom('o-1', 'o-2') }),
  fc.record({
    kind: fc.constant('review' as const),
    holder: anyHolder,
    operation: small,
    candidates: fc.constant([resource('np-1'), resource('np-2'), order('o-1'), order('o-2')]),
    ordered: fc.constantFrom([], ['np-1']),
    mayCommitForMs: small,
  }),
  fc.record({ kind: fc.constant('leave' as const), holder: anyHolder }),
  fc.record({ kind: fc.constant('handOver' as const), holder: anyHolder, from: anyHolder }),
);

describe('the desk, whatever it is asked in whatever order', () => {
  it('grants a fence once, ever, and none behind a later one', () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 60 }), (requests) => {
        const desk = book();
        const granted: { life: string; operation: number; attempt: number }[] = [];
        for (const request of requests) {
          const answer = ask(desk, request);
          if (request.kind !== 'fence' || answer.kind !== 'granted') continue;
          const { operation, attempt } = request;
          const of = request.holder.firstExecutionRunId;
          const last = granted.filter((one) => one.life === of).at(-1);
          if (last) {
            const isLater = operation > last.operation || (operation === last.operation && attempt > last.attempt);
            expect(isLater).toBe(true);
          }
          granted.push({ life: of, operation, attempt });
        }
      }),
    );
  });

  it('lets one life into a lane, and gives a resource one owner', () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 60 }), (requests) => {
        const desk = book();
        for (const request of requests) {
          const lanes = structuredClone(desk.pages.lanes);
          const owners = structuredClone(desk.pages.owners);
          const answer = ask(desk, request);
          const of = request.holder.firstExecutionRunId;
          if (request.kind === 'open' && request.lane !== null) {
            const before = lanes[request.lane.name]?.life;
            expect(answer.kind).toBe(before === undefined || before === of ? 'done' : 'busy');
          }
          if (request.kind === 'own') {
            const before = owners[request.resourceId];
            expect(answer.kind).toBe(before === undefined || before === of ? 'done' : 'busy');
          }
          // Nobody frees what is another's, and it is handed over only to whom it is given.
          const giver = request.kind === 'handOver' ? request.from.firstExecutionRunId : null;
          for (const [name, inside] of Object.entries(lanes)) {
            if (inside.life === giver) expect([giver, of]).toContain(desk.pages.lanes[name]?.life);
            else if (inside.life !== of) expect(desk.pages.lanes[name]).toEqual(inside);
          }
          for (const [resourceId, owner] of Object.entries(owners)) {
            if (owner === giver) expect([giver, of]).toContain(desk.pages.owners[resourceId]);
            else if (owner !== of) expect(desk.pages.owners[resourceId]).toEqual(owner);
          }
        }
      }),
    );
  });

  it('answers the same after it was carried into a new run', () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 30 }), anyRequest, (requests, last) => {
        const desk = book();
        for (const request of requests) ask(desk, request);
        const carried = new DeskBook(unpacked(JSON.parse(JSON.stringify(packed(desk.pages, 0)))));
        expect(ask(carried, last)).toEqual(ask(desk, last));
      }),
    );
  });
});

describe('a desk', () => {
  it('names who is in the lane, and frees it when that operation is settled', () => {
    const desk = book();
    ask(desk, { kind: 'open', holder: life('a'), operation: 1, lane: site, fingerprint: null });
    const waits: DeskRequest = { kind: 'open', holder: life('b'), operation: 1, lane: site, fingerprint: null };
    expect(ask(desk, waits)).toEqual({ kind: 'busy', holder: life('a') });
    ask(desk, { kind: 'settle', holder: life('a'), operation: 1 });
    expect(ask(desk, waits)).toMatchObject({ kind: 'done' });
  });

  it('keeps a lane for life until its package leaves', () => {
    const desk = book();
    ask(desk, { kind: 'open', holder: life('a'), operation: 1, lane: pair, fingerprint: null });
    ask(desk, { kind: 'settle', holder: life('a'), operation: 1 });
    const waits: DeskRequest = { kind: 'open', holder: life('b'), operation: 1, lane: pair, fingerprint: null };
    expect(ask(desk, waits).kind).toBe('busy');
    ask(desk, { kind: 'leave', holder: life('a') });
    expect(ask(desk, waits).kind).toBe('done');
  });

  it('remembers the fences of packages that have ended: a reset long after must not send', () => {
    const desk = book();
    const fence: DeskRequest = { kind: 'fence', holder: life('a'), operation: 1, attempt: 1 };
    expect(ask(desk, fence, 5).kind).toBe('granted');
    ask(desk, { kind: 'leave', holder: life('a') });
    expect(ask(desk, fence)).toEqual({ kind: 'taken', since: new Date(5).toISOString() });
  });

  it('does not let the same name bought anew inherit lanes or what it owns', () => {
    const desk = book();
    ask(desk, { kind: 'own', holder: life('a', 1), resourceId: 'np-1' });
    expect(ask(desk, { kind: 'own', holder: life('a', 2), resourceId: 'np-1' }).kind).toBe('busy');
    ask(desk, { kind: 'watch', holder: life('a', 2), watch });
    ask(desk, { kind: 'leave', holder: life('a', 1) });
    expect(desk.entries()).toHaveLength(1);
  });

  it('takes nothing from a sweep that began before a package asked anew', () => {
    const desk = book();
    ask(desk, { kind: 'watch', holder: life('a'), watch }, 1_000);
    desk.absorb(report(500, { misses: { a: 1 }, gone: ['a'] }), 600);
    expect(desk.entries()).toMatchObject([{ misses: 0 }]);
    desk.absorb(report(1_500, { misses: { a: 1 }, gone: ['a'] }), 1_600);
    expect(desk.entries()).toEqual([]);
  });
});

describe('what nobody owns', () => {
  const one = { fingerprint: 'site A / 10 Mbps', mark: null };

  it('is what a listing showed and no package claims', () => {
    const desk = book();
    desk.absorb(report(0, { appeared: { 'np-1': one, 'np-2': one } }), 10);
    ask(desk, { kind: 'own', holder: life('a'), resourceId: 'np-1' });
    expect(desk.strays()).toEqual([{ resourceId: 'np-2', firstSeenAt: new Date(10).toISOString() }]);
  });

  it('is mute while an open order may have made it, and no longer once that is settled', () => {
    const desk = book();
    ask(desk, { kind: 'open', holder: life('a'), operation: 1, lane: site, fingerprint: one.fingerprint }, 5);
    desk.absorb(report(6, { appeared: { 'np-1': one } }), 10);
    expect(desk.strays()).toEqual([]);
    ask(desk, { kind: 'settle', holder: life('a'), operation: 1 }, 20);
    expect(desk.strays()).toHaveLength(1);
  });

  it('is reported although an order like it is under way, when a listing showed it before that was sent', () => {
    const desk = book();
    ask(desk, { kind: 'open', holder: life('a'), operation: 1, lane: site, fingerprint: one.fingerprint }, 5);
    desk.absorb(report(6, { appeared: { 'np-1': one } }), 10);
    ask(desk, { kind: 'open', holder: life('a'), operation: 1, lane: site, fingerprint: one.fingerprint }, 11);
    ask(desk, { kind: 'fence', holder: life('a'), operation: 1, attempt: 1 }, 12);
    expect(desk.strays()).toHaveLength(1);
  });

  it('is not what carries the mark of a package that lives and owns nothing yet', () => {
    const desk = book();
    ask(desk, { kind: 'watch', holder: life('a'), watch: { ...watch, resourceId: null } });
    desk.absorb(report(0, { appeared: { 'np-1': { ...one, mark: 'a-run-1-1' } } }), 10);
    expect(desk.strays()).toEqual([]);
    ask(desk, { kind: 'leave', holder: life('a') }, 20);
    expect(desk.strays()).toHaveLength(1);
  });

  it('is the second thing under one mark: its package bought one, and owns that', () => {
    const desk = book();
    const marked = { ...one, mark: 'a-run-1-1' };
    ask(desk, { kind: 'open', holder: life('a'), operation: 1, lane: null, fingerprint: one.fingerprint }, 1);
    desk.absorb(report(2, { appeared: { 'np-2': marked } }), 3);
    ask(desk, { kind: 'own', holder: life('a'), resourceId: 'np-2' }, 4);
    ask(desk, { kind: 'settle', holder: life('a'), operation: 1 }, 4);
    expect(desk.strays()).toEqual([]);
    desk.absorb(report(5, { appeared: { 'np-1': marked } }), 6);
    expect(desk.strays()).toEqual([{ resourceId: 'np-1', firstSeenAt: new Date(6).toISOString() }]);
    expect(new DeskBook(unpacked(packed(desk.pages, 7))).strays()).toHaveLength(1);
  });

  it('is whichever of two under one mark its package does not own, also when both came before it owned one', () => {
    const desk = book();
    const marked = { ...one, mark: 'a-run-1-1' };
    ask(desk, { kind: 'watch', holder: life('a'), watch: { ...watch, resourceId: null } });
    desk.absorb(report(2, { appeared: { 'np-1': marked, 'np-2': marked } }), 3);
    expect(desk.strays()).toEqual([]);
    ask(desk, { kind: 'own', holder: life('a'), resourceId: 'np-2' }, 4);
    expect(desk.strays().map(({ resourceId }) => resourceId)).toEqual(['np-1']);
  });

  it('is forgotten only when two complete listings in a row did not show it', () => {
    const desk = book();
    desk.absorb(report(0, { appeared: { 'np-1': one } }), 1);
    desk.absorb(report(2, { unlisted: ['np-1'] }), 3);
    desk.absorb(report(4, { relisted: ['np-1'] }), 5);
    desk.absorb(report(6, { unlisted: ['np-1'] }), 7);
    expect(desk.strays()).toHaveLength(1);
    desk.absorb(report(8, { unlisted: ['np-1'] }), 9);
    expect(desk.strays()).toEqual([]);
  });

  it('cannot be adopted while an open order may have made it, nor twice', () => {
    const desk = book();
    ask(desk, { kind: 'open', holder: life('a'), operation: 1, lane: null, fingerprint: one.fingerprint }, 5);
    desk.absorb(report(6, { appeared: { 'np-1': one } }), 10);
    const adopts: DeskRequest = { kind: 'own', holder: life('b'), resourceId: 'np-1', adopting: true };
    expect(ask(desk, adopts)).toEqual({ kind: 'busy', holder: life('a') });
    ask(desk, { kind: 'settle', holder: life('a'), operation: 1 });
    expect(ask(desk, adopts)).toEqual({ kind: 'done' });
    expect(ask(desk, { ...adopts, holder: life('c') })).toEqual({ kind: 'busy', holder: life('b') });
  });

  it.each(['owned', 'marked'])('once adopted, who had %s it before sends nothing for it any more', (how) => {
    const desk = book();
    const former = life('a');
    ask(desk, { kind: 'fence', holder: former, operation: 1, attempt: 1 });
    if (how === 'owned') ask(desk, { kind: 'own', holder: former, resourceId: 'np-1' });
    desk.absorb(report(6, { appeared: { 'np-1': { ...one, mark: `${former.firstExecutionRunId}-1` } } }), 10);
    ask(desk, { kind: 'leave', holder: former });
    const sends: DeskRequest = { kind: 'fence', holder: former, operation: 2, attempt: 1 };
    expect(ask(new DeskBook(structuredClone(desk.pages)), sends)).toMatchObject({ kind: 'granted' });
    ask(desk, { kind: 'own', holder: life('b'), resourceId: 'np-1', adopting: true });
    expect(ask(desk, sends)).toMatchObject({ kind: 'taken' });
    expect(ask(new DeskBook(unpacked(packed(desk.pages, 20))), sends)).toMatchObject({ kind: 'taken' });
  });
});

describe('what an attempt whose answer was lost may have made', () => {
  const one = { fingerprint: 'site A / 10 Mbps', mark: null };
  const review: Review = {
    kind: 'review',
    holder: life('a'),
    operation: 1,
    candidates: [resource('np-old'), resource('np-new'), resource('np-other'), order('o-1'), order('o-2')],
    ordered: [],
    mayCommitForMs: 100,
  };
  const opened = (desk: DeskBook, name: string, lane: string | null = null, fingerprint = 'ten', atMs = 5) => {
    const claim = lane === null ? null : { name: lane, until: 'operation' as const };
    ask(desk, { kind: 'open', holder: life(name), operation: 1, lane: claim, fingerprint }, atMs);
    ask(desk, { kind: 'fence', holder: life(name), operation: 1, attempt: 1 }, atMs + 1);
  };
  const verdictOn = (desk: DeskBook, candidate: Reviewable) =>
    (ask(desk, { ...review, candidates: [candidate] }) as Reviewed).verdicts[0];

  it("is neither what a listing showed before the fence was taken, nor another package's", () => {
    const desk = book();
    desk.absorb(report(0, { appeared: { 'np-old': one } }), 10);
    opened(desk, 'a', null, 'ten', 19);
    desk.absorb(report(15, { appeared: { 'np-new': one } }), 30);
    ask(desk, { kind: 'own', holder: life('b'), resourceId: 'np-other' }, 30);
    ask(desk, { kind: 'ownOrder', holder: life('b'), orderId: 'o-2' }, 30);
    const verdicts = ['excluded', 'possible', 'excluded', 'possible', 'excluded'];
    expect(ask(desk, review)).toEqual({ kind: 'reviewed', verdicts });
  });

  it('may be anything, and is for nobody to take unasked, where the desk has forgotten when the fence was taken', () => {
    const desk = book();
    desk.absorb(report(0, { appeared: { 'np-old': one } }), 10);
    expect(ask(desk, review)).toEqual({ kind: 'reviewed', verdicts: Array(5).fill('contested') });
  });

  it('is contested while another operation under way could have made it: an order that does not say for what it is', () => {
    const desk = book();
    opened(desk, 'a', 'site A', 'site A / ten');
    expect(verdictOn(desk, order('o-1'))).toBe('possible');
    opened(desk, 'b', 'site B', 'site B / ten');
    expect(verdictOn(desk, order('o-1'))).toBe('contested');
    expect(verdictOn(desk, { ...order('o-1'), isTold: true })).toBe('possible');
  });

  it('is contested by what was settled lately without an order it could name, until that is named', () => {
    const desk = book();
    opened(desk, 'a', 'site A', 'site A / ten');
    opened(desk, 'b', 'site B', 'site B / ten');
    ask(desk, { kind: 'own', holder: life('b'), resourceId: 'np-b' });
    ask(desk, { kind: 'settle', holder: life('b'), operation: 1 });
    expect(verdictOn(desk, order('o-1'))).toBe('contested');
    // What b made is known, so an order for something else is not its.
    expect(verdictOn(desk, { ...order('o-1'), resourceId: 'np-new' })).toBe('possible');
    const listed = { ...review, candidates: [order('o-1')], ordered: ['np-b'] };
    expect(ask(desk, listed)).toMatchObject({ verdicts: ['possible'] });
    ask(desk, { kind: 'ownOrder', holder: life('b'), orderId: 'o-2' });
    expect(verdictOn(desk, order('o-1'))).toBe('possible');
  });

  it('is contested by a like order that is known and has brought nothing yet, however late it is paid, until it has', () => {
    const desk = book();
    opened(desk, 'b', 'site A', one.fingerprint);
    ask(desk, { kind: 'ownOrder', holder: life('b'), orderId: 'o-2' });
    ask(desk, { kind: 'settle', holder: life('b'), operation: 1 });
    opened(desk, 'a', 'site A', one.fingerprint, HOUR_MS);
    const made = { ...resource('np-new'), createdAt: new Date(HOUR_MS).toISOString() };
    for (const at of [desk, new DeskBook(unpacked(packed(desk.pages, 20 * 24 * HOUR_MS)))]) {
      expect(verdictOn(at, made)).toBe('contested');
      expect(verdictOn(at, { ...made, isTold: true })).toBe('contested');
      // Its order is known, so another order is not its.
      expect(verdictOn(at, order('o-1'))).toBe('possible');
    }
    desk.absorb(report(HOUR_MS, { appeared: { 'np-new': one } }), HOUR_MS);
    expect(desk.strays()).toEqual([]);
    expect(ask(desk, { kind: 'own', holder: life('d'), resourceId: 'np-new', adopting: true })).toMatchObject({
      kind: 'busy',
    });
    ask(desk, { kind: 'own', holder: life('b'), resourceId: 'np-b' });
    expect(verdictOn(desk, { ...made, resourceId: 'np-next' })).toBe('possible');
  });

  it('is contested for a day by the like order of a package that left without being brought anything', () => {
    const desk = book();
    opened(desk, 'b', 'site A', one.fingerprint);
    ask(desk, { kind: 'ownOrder', holder: life('b'), orderId: 'o-2' });
    ask(desk, { kind: 'leave', holder: life('b') }, HOUR_MS);
    opened(desk, 'a', 'site A', one.fingerprint, 2 * HOUR_MS);
    const at = (nowMs: number) =>
      (ask(desk, { ...review, candidates: [resource('np-new')] }, nowMs) as Reviewed).verdicts;
    expect(at(3 * HOUR_MS)).toEqual(['contested']);
    expect(at(26 * HOUR_MS)).toEqual(['possible']);
    expect(new DeskBook(unpacked(packed(desk.pages, 26 * HOUR_MS))).pages.undelivered).toEqual({});
  });

  it('hides no stray for longer than a month for a package that was ended from outside', () => {
    const desk = book();
    opened(desk, 'b', 'site A', one.fingerprint);
    ask(desk, { kind: 'ownOrder', holder: life('b'), orderId: 'o-2' });
    ask(desk, { kind: 'settle', holder: life('b'), operation: 1 });
    desk.absorb(report(HOUR_MS, { appeared: { 'np-new': one } }), HOUR_MS);
    expect(desk.strays()).toEqual([]);
    desk.absorb(report(31 * 24 * HOUR_MS, {}), 31 * 24 * HOUR_MS);
    expect(desk.strays()).toMatchObject([{ resourceId: 'np-new' }]);
  });

  it('is contested by what ended lately and was never found', () => {
    const desk = book();
    opened(desk, 'b', 'site A', 'site A / ten');
    ask(desk, { kind: 'leave', holder: life('b') });
    opened(desk, 'a', 'site A', 'site A / ten');
    expect(verdictOn(desk, order('o-1'))).toBe('contested');
    const later = new DeskBook(unpacked(packed(desk.pages, 2 * 24 * HOUR_MS)));
    expect(verdictOn(later, order('o-1'))).toBe('possible');
  });

  it('is contested by the like where no lane keeps the like apart', () => {
    const desk = book();
    opened(desk, 'a');
    opened(desk, 'b');
    expect(verdictOn(desk, resource('np-new'))).toBe('contested');
  });

  it('is not contested by what was not sent yet, or was over before it was made', () => {
    const desk = book();
    opened(desk, 'a', null, 'ten', HOUR_MS);
    ask(desk, { kind: 'open', holder: life('b'), operation: 1, lane: null, fingerprint: 'ten' }, HOUR_MS);
    opened(desk, 'c', null, 'ten', 0);
    const createdAt = new Date(HOUR_MS).toISOString();
    expect(verdictOn(desk, { ...resource('np-new'), createdAt })).toBe('possible');
  });

  it('is not taken unasked when the vendor says that it is older than the order, however little', () => {
    const desk = book();
    opened(desk, 'a', null, 'ten', HOUR_MS);
    const made = (beforeMs: number) => ({
      ...resource('np-new'),
      createdAt: new Date(HOUR_MS - beforeMs).toISOString(),
    });
    expect(verdictOn(desk, made(59_000))).toBe('possible');
    expect(verdictOn(desk, made(2 * 60_000))).toBe('contested');
  });

  it('is not taken unasked when it is younger than an attempt of long ago can have made', () => {
    const desk = book();
    opened(desk, 'a');
    expect(verdictOn(desk, { ...resource('np-new'), createdAt: new Date(HOUR_MS).toISOString() })).toBe('contested');
  });
});

describe('what a package leaves behind when it ends', () => {
  it('is reported as nobody’s, can be adopted, and is never taken for what another one’s lost order made', () => {
    const desk = book();
    const ended = life('ended');
    const looking = life('looking');
    ask(desk, { kind: 'fence', holder: ended, operation: 1, attempt: 1 }, 1);
    ask(desk, { kind: 'own', holder: ended, resourceId: 'np-1' }, 1);
    ask(desk, { kind: 'ownOrder', holder: ended, orderId: 'o-1' }, 1);
    desk.absorb(report(2, { appeared: { 'np-1': { fingerprint: 'ten', mark: null } } }), 3);
    expect(desk.strays()).toEqual([]);
    ask(desk, { kind: 'leave', holder: ended }, 4);
    expect(desk.strays()).toHaveLength(1);
    expect(desk.ownsOrder('o-1')).toBe(false);
    const candidates = [resource('np-1'), order('o-1')];
    const review = {
      kind: 'review',
      holder: looking,
      operation: 1,
      candidates,
      ordered: [],
      mayCommitForMs: 100,
    } as const;
    expect(ask(desk, review, 5)).toMatchObject({ verdicts: ['excluded', 'excluded'] });
    expect(ask(desk, { kind: 'own', holder: looking, resourceId: 'np-1' }, 5)).toMatchObject({ kind: 'busy' });
    expect(ask(desk, { kind: 'own', holder: looking, resourceId: 'np-1', adopting: true }, 5).kind).toBe('done');
  });
});

describe('a desk that is full', () => {
  const filled = () => {
    const desk = book();
    for (let index = 0; index < PACKAGES_MAX; index += 1) {
      const holder = { packageName: `p-${index}`, firstExecutionRunId: `run-${index}` };
      ask(desk, { kind: 'fence', holder, operation: 1, attempt: 1 }, 1);
    }
    return desk;
  };
  const open = (name: string): DeskRequest => ({
    kind: 'open',
    holder: { packageName: name, firstExecutionRunId: `run-of-${name}` },
    operation: 1,
    lane: null,
    fingerprint: 'ten Mbps',
  });

  it('lets nobody new order, and forgets who asked in vain', () => {
    const desk = filled();
    const request = open('one-more');
    expect(ask(desk, request, 2)).toMatchObject({ kind: 'full' });
    ask(desk, { kind: 'leave', holder: request.holder }, 3);
    expect(Object.keys(desk.pages.lives)).toHaveLength(PACKAGES_MAX);
  });

  it('goes on serving whoever is there', () => {
    const desk = filled();
    const holder = { packageName: 'p-7', firstExecutionRunId: 'run-7' };
    expect(ask(desk, { kind: 'fence', holder, operation: 2, attempt: 1 }, 2)).toMatchObject({ kind: 'granted' });
  });
});

describe('the pages a desk carries into its next run', () => {
  it('lose nothing', () => {
    const desk = book();
    const appeared: Record<string, { fingerprint: string; mark: string | null }> = {};
    const told: Record<string, string> = {};
    for (let index = 0; index < 300; index += 1) {
      const run = `0190b3c1-7c4f-7000-8000-${String(index).padStart(12, '0')}`;
      const holder = { packageName: `office-${index}-bandwidth`, firstExecutionRunId: run };
      const resourceId = `np-${String(index).padStart(13, 'x')}`;
      const mark = `${run}-1`;
      ask(desk, { kind: 'fence', holder, operation: 1, attempt: 1 }, 1_700_000_000_000);
      ask(desk, { kind: 'own', holder, resourceId }, 1_700_000_000_000);
      ask(desk, { kind: 'ownOrder', holder, orderId: `23${index}9875932851` }, 1_700_000_000_000);
      ask(desk, { kind: 'watch', holder, watch: { resourceId, orderId: null, mark, pace: 'idle' } }, 1_700_000_000_000);
      appeared[resourceId] = { fingerprint: `site cn-hangzhou+dir-${3_633_530_000 + index} / 10 Mbps`, mark };
      told[holder.packageName] = 'r-0123456789';
    }
    desk.absorb(report(1_700_000_000_001, { appeared, told }), 1_700_000_000_002);
    expect(unpacked(packed(desk.pages, 1_700_000_000_003))).toEqual(desk.pages);
  });
});

function report(atMs: number, found: Partial<SweepReport>): SweepReport {
  return {
    readAt: new Date(atMs).toISOString(),
    complete: true,
    told: {},
    misses: {},
    gone: [],
    ready: [],
    appeared: {},
    unlisted: [],
    relisted: [],
    resources: 0,
    ordersRead: false,
    problem: null,
    ...found,
  };
}

describe('a package that goes on under another name', () => {
  const [old, heir, other] = [life('old'), life('new'), life('other')];
  const owning = (): DeskBook => {
    const desk = book();
    ask(desk, { kind: 'open', holder: old, operation: 1, lane: pair, fingerprint: 'one' });
    ask(desk, { kind: 'fence', holder: old, operation: 1, attempt: 1 });
    ask(desk, { kind: 'own', holder: old, resourceId: 'np-1' });
    ask(desk, { kind: 'ownOrder', holder: old, orderId: 'o-1' });
    ask(desk, { kind: 'settle', holder: old, operation: 1 });
    ask(desk, { kind: 'watch', holder: old, watch });
    return desk;
  };
  const handOver = { kind: 'handOver', holder: heir, from: old } as const;

  it('owns everything in one step, and nobody else can have it before or after', () => {
    const desk = owning();
    const claim = { kind: 'own', holder: other, resourceId: 'np-1', adopting: true } as const;
    expect(ask(desk, claim)).toEqual({ kind: 'busy', holder: old });
    expect(ask(desk, handOver)).toEqual({ kind: 'done' });
    expect(ask(desk, claim)).toEqual({ kind: 'busy', holder: heir });
    expect(ask(desk, { ...claim, adopting: false, holder: old })).toEqual({ kind: 'busy', holder: heir });
    expect(ask(desk, { kind: 'ownOrder', holder: other, orderId: 'o-1' })).toEqual({ kind: 'busy', holder: heir });
    const rival = { kind: 'open', holder: other, operation: 1, lane: pair, fingerprint: null } as const;
    expect(ask(desk, rival)).toEqual({ kind: 'busy', holder: heir });
    expect(desk.entries()).toMatchObject([{ holder: heir, watch }]);
    expect(desk.strays()).toEqual([]);
  });

  it('said again it changes nothing, also after the old one has left and between two runs of the desk', () => {
    const desk = owning();
    ask(desk, handOver);
    ask(desk, { kind: 'leave', holder: old });
    const again = new DeskBook(unpacked(packed(desk.pages, 0)));
    ask(again, handOver);
    expect(again.pages).toEqual(unpacked(packed(desk.pages, 0)));
    expect(ask(again, { kind: 'own', holder: heir, resourceId: 'np-1' })).toEqual({ kind: 'done' });
    expect(ask(again, { kind: 'handOver', holder: old, from: old })).toMatchObject({
      kind: 'busy',
      holder: { packageName: 'new' },
    });
  });

  it('sends under its own fences from then on, and the old one never again', () => {
    const desk = owning();
    ask(desk, handOver);
    for (const operation of [1, 2, 3]) {
      expect(ask(desk, { kind: 'fence', holder: old, operation, attempt: 1 })).toMatchObject({ kind: 'taken' });
    }
    expect(ask(desk, { kind: 'fence', holder: heir, operation: 1, attempt: 1 })).toMatchObject({ kind: 'taken' });
    expect(ask(desk, { kind: 'fence', holder: heir, operation: 2, attempt: 1 })).toMatchObject({ kind: 'granted' });
  });
});
