import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeskRequest, Holder, SweepReport } from '../../model/desk.js';
import { DeskBook, emptyPages } from '../../workflows/desk/desk-book.js';

const life = (name: string, run = 1): Holder => ({
  packageName: name,
  workflowId: `package/${name}`,
  firstExecutionRunId: `${name}-run-${run}`,
});
const book = () => new DeskBook(emptyPages(0));
const ask = (desk: DeskBook, request: DeskRequest, nowMs = 0) => desk.answer(request, nowMs);
const site = { name: 'site A', until: 'operation' } as const;
const pair = { name: 'pair A', until: 'life' } as const;
const watch = { resourceId: 'np-1', orderId: null, mark: null, naturalKey: null, pace: 'idle' } as const;

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
  }),
  fc.record({ kind: fc.constant('settle' as const), holder: anyHolder, operation: small }),
  fc.record({ kind: fc.constant('own' as const), holder: anyHolder, resourceId: fc.constantFrom('np-1', 'np-2') }),
  fc.record({ kind: fc.constant('leave' as const), holder: anyHolder }),
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
            const before = lanes[request.lane.name]?.holder.firstExecutionRunId;
            expect(answer.kind).toBe(before === undefined || before === of ? 'done' : 'busy');
          }
          if (request.kind === 'own') {
            const before = owners[request.resourceId]?.firstExecutionRunId;
            expect(answer.kind).toBe(before === undefined || before === of ? 'done' : 'busy');
          }
          // Nobody frees what is another's.
          for (const [name, inside] of Object.entries(lanes)) {
            if (inside.holder.firstExecutionRunId !== of) expect(desk.pages.lanes[name]).toEqual(inside);
          }
          for (const [resourceId, owner] of Object.entries(owners)) {
            if (owner.firstExecutionRunId !== of) expect(desk.pages.owners[resourceId]).toEqual(owner);
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
        const carried = new DeskBook(JSON.parse(JSON.stringify(desk.pages)));
        expect(ask(carried, last)).toEqual(ask(desk, last));
      }),
    );
  });
});

describe('a desk', () => {
  it('names who is in the lane, and frees it when that operation is settled', () => {
    const desk = book();
    ask(desk, { kind: 'open', holder: life('a'), operation: 1, lane: site });
    const waits: DeskRequest = { kind: 'open', holder: life('b'), operation: 1, lane: site };
    expect(ask(desk, waits)).toEqual({ kind: 'busy', holder: life('a') });
    ask(desk, { kind: 'settle', holder: life('a'), operation: 1 });
    expect(ask(desk, waits)).toEqual({ kind: 'done' });
  });

  it('keeps a lane for life until its package leaves', () => {
    const desk = book();
    ask(desk, { kind: 'open', holder: life('a'), operation: 1, lane: pair });
    ask(desk, { kind: 'settle', holder: life('a'), operation: 1 });
    const waits: DeskRequest = { kind: 'open', holder: life('b'), operation: 1, lane: pair };
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
    const report = (atMs: number): SweepReport => ({
      readAt: new Date(atMs).toISOString(),
      complete: true,
      told: {},
      misses: { 'package/a': 1 },
      gone: ['package/a'],
      resources: 0,
      problem: null,
    });
    desk.absorb(report(500));
    expect(desk.entries()).toMatchObject([{ misses: 0 }]);
    desk.absorb(report(1_500));
    expect(desk.entries()).toEqual([]);
  });
});
