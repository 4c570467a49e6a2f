import { formatDuration } from '../../model/format-duration.js';
import { hasTerm, type PackageSpec } from '../../model/package-spec.js';
import { isEnded, waitsForPerson } from '../../model/status.js';
import { nominalTermMs, renewalLeadMs } from '../../model/term.js';
import { slowRenewal } from './advice.js';
import type { RehearsedStory } from './events.js';
import type { People } from './people.js';
import { type DarkTime, isSerious, type Problem, type ProblemKind } from './report.js';

const DAY_MS = 24 * 60 * 60_000;
/** A renewal with less to spare is worth a word. */
const TIGHT_MS = DAY_MS;

/** What a person should know before spending anything: first what goes wrong, then advice. */
export function problemsOf(
  stories: readonly RehearsedStory[],
  warnings: readonly string[],
  people: People,
): readonly Problem[] {
  const found = [
    ...stories.flatMap((story) => problemsOfOne(story, people)),
    ...warnings.map((what) => problem(null, 'warning', null, what, null)),
  ];
  return [...found.filter(isSerious), ...found.filter((one) => !isSerious(one))];
}

function problemsOfOne(story: RehearsedStory, people: People): Problem[] {
  return [
    ...notBought(story),
    ...goesDark(story, people),
    ...isTight(story, people),
    ...stillWaits(story),
    ...renewBeforeCut(story.life.spec),
    ...chargedAtOnce(story),
    ...metered(story),
  ];
}

function notBought({ life, coverage, orders }: RehearsedStory): Problem[] {
  const { spec, state } = life;
  if (coverage.boughtAt !== null) return [];
  const why = state.reason ?? `it is ${state.status}`;
  const suggestion = orders.some(({ cancelledAt }) => cancelledAt !== null)
    ? 'pay the order sooner, or give it longer with lifecycle.payment.within'
    : null;
  return [problem(spec.name, 'notBought', null, `it is never bought: ${why}`, suggestion)];
}

function goesDark({ life, dark }: RehearsedStory, people: People): Problem[] {
  const [first] = dark;
  if (first === undefined) return [];
  const { spec } = life;
  const times = dark.length === 1 ? '' : ` (${dark.length} times, this is the first)`;
  const what = `${whyDark(spec, people)} its term ends on ${dayOf(first.from)} ${howLong(first)}${times}`;
  return [problem(spec.name, 'dark', first.from, what, againstDark(spec, first, people))];
}

function whyDark(spec: PackageSpec, people: People): string {
  switch (spec.lifecycle.atTermEnd) {
    case 'ask':
      return 'lifecycle.atTermEnd is ask and nobody answers:';
    case 'vendorAutoRenew':
      return 'the vendor did not renew it by itself:';
    default:
      if (spec.lifecycle.renewBy === 'console')
        return 'lifecycle.renewBy is console and nobody renews it there in time:';
      return slowRenewal(spec, people)?.why ?? 'its renewal did not come about in time:';
  }
}

function againstDark(spec: PackageSpec, dark: DarkTime, people: People): string {
  switch (spec.lifecycle.atTermEnd) {
    case 'ask':
      return 'say lifecycle.atTermEnd: renew, or release or lapse if it is to end';
    case 'vendorAutoRenew':
      return "look at the account's balance, or say lifecycle.atTermEnd: renew";
    default:
      if (spec.lifecycle.renewBy === 'console') return 'renew it there sooner, or say lifecycle.renewBy: leaseline';
      return (
        slowRenewal(spec, people)?.suggestion ??
        `look at what is refused or asked before ${dayOf(dark.from)}, or begin earlier with renew.before`
      );
  }
}

function howLong({ from, to }: DarkTime): string {
  if (to === null) return 'and it is lost';
  return `and it is renewed only ${formatDuration(Date.parse(to) - Date.parse(from))} later`;
}

function isTight({ life, coverage, dark }: RehearsedStory, people: People): Problem[] {
  const spareMs = ({ paidAt, expiresBefore }: { paidAt: string; expiresBefore: string }) =>
    Date.parse(expiresBefore) - Date.parse(paidAt);
  if (dark.length > 0 || life.spec.lifecycle.atTermEnd === 'vendorAutoRenew') return [];
  const [tightest] = coverage.renewals.toSorted((a, b) => spareMs(a) - spareMs(b));
  if (tightest === undefined || spareMs(tightest) >= TIGHT_MS) return [];
  const what = `it is renewed only ${formatDuration(spareMs(tightest))} before its term ends`;
  const suggestion = slowRenewal(life.spec, people)?.suggestion ?? 'set renew.before longer';
  return [problem(life.spec.name, 'tight', tightest.paidAt, what, suggestion)];
}

/** Somebody is asked and does not answer, and it has no worse consequence within the time rehearsed. */
function stillWaits({ life, coverage, dark }: RehearsedStory): Problem[] {
  const { spec, state } = life;
  if (isEnded(state.status) || !waitsForPerson(state.waitingFor)) return [];
  if (coverage.boughtAt === null || dark.some(({ to }) => to === null)) return [];
  const since = life.asked === null ? null : new Date(life.asked.sinceMs).toISOString();
  return [problem(spec.name, 'waits', since, `at the end it waits for a person: ${state.reason ?? ''}`, null)];
}

function renewBeforeCut(spec: PackageSpec): Problem[] {
  const { atTermEnd, renew } = spec.lifecycle;
  if (!hasTerm(spec) || atTermEnd !== 'renew') return [];
  const leadMs = renewalLeadMs(renew.beforeMs, nominalTermMs(renew.term));
  if (leadMs >= renew.beforeMs) return [];
  const what = `renew.before ${formatDuration(renew.beforeMs)} is cut to about ${formatDuration(leadMs)}: a renewal begins in the last third of its term`;
  return [problem(spec.name, 'renewBeforeCut', null, what, 'renew for longer terms if that is too late')];
}

/** People are in the loop, and here nobody is asked: CEN renewals and everything of UGN take the money at once. */
function chargedAtOnce({ life, orders }: RehearsedStory): Problem[] {
  const { spec } = life;
  const wantsPerson = spec.product === 'ugn' || (spec.product === 'cen' && !spec.order.autoPay);
  if (!wantsPerson || spec.approval !== null) return [];
  const atOnce = orders.filter(
    ({ kind, paidAt, createdAt, amountMinor }) =>
      amountMinor > 0 && paidAt === createdAt && (spec.product === 'ugn' || kind === 'Renew'),
  );
  const [first] = atOnce;
  if (first === undefined) return [];
  const whose = spec.product === 'ugn' ? 'orders and renewals' : 'renewals';
  const what = `${whose} are charged at once by the vendor (${atOnce.length} times): nobody is asked to pay`;
  return [
    problem(spec.name, 'chargedAtOnce', first.createdAt, what, 'give it an approval policy if a person is to decide'),
  ];
}

function metered({ life, coverage }: RehearsedStory): Problem[] {
  if (hasTerm(life.spec) || coverage.boughtAt === null) return [];
  const what = 'it is billed by use, which is not rehearsed: the totals hold nothing of it';
  return [problem(life.spec.name, 'metered', null, what, null)];
}

function dayOf(iso: string): string {
  return iso.slice(0, 10);
}

function problem(
  name: string | null,
  kind: ProblemKind,
  at: string | null,
  what: string,
  suggestion: string | null,
): Problem {
  return { package: name, kind, at, what, suggestion };
}
