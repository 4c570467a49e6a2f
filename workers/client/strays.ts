import { type ListedPackage, listPackages } from '../../activities/listing/rows.js';
import { showInstant } from '../../model/format-instant.js';
import { type DeskName, deskWorkflowId } from '../../model/ids.js';
import { isEnded } from '../../model/status.js';
import type { StrayOrder, StrayResource } from '../../model/survey.js';
import { knownDesks } from './desks.js';
import type { Reach } from './reach.js';
import { type SurveyedDesk, surveyDesks, surveysFor } from './survey.js';

export interface Strays {
  readonly resources: readonly StrayResource[];
  readonly orders: readonly StrayOrder[];
  readonly desks: readonly DeskReport[];
}

/** How far one desk's answer can be trusted. */
export interface DeskReport {
  readonly desk: DeskName;
  readonly listedAt: string | null;
  readonly blindSince: string | null;
  /** One sentence; null when the desk has seen everything. */
  readonly problem: string | null;
}

/**
 * All answers as one: an account's orders belong to no region, so several desks may know the same one, and one that is a
 * stray to this desk may be the order of a package at another.
 * @param owned order ids of running packages
 */
export function straysOf(surveyed: readonly SurveyedDesk[], owned: ReadonlySet<string> = new Set()): Strays {
  const resources = surveyed.flatMap(({ survey }) => survey?.resources ?? []);
  const orders = surveyed.flatMap(({ survey }) => survey?.orders ?? []).filter(({ orderId }) => !owned.has(orderId));
  const byKey = new Map(orders.map((order) => [`${order.account} ${order.orderId}`, order]));
  return { resources, orders: [...byKey.values()], desks: surveyed.map(deskReport) };
}

function deskReport({ desk, survey, failure }: SurveyedDesk): DeskReport {
  const { listedAt = null, blindSince = null } = survey ?? {};
  return { desk, listedAt, blindSince, problem: failure?.what ?? problemOf(desk, listedAt, blindSince) };
}

function problemOf(desk: DeskName, listedAt: string | null, blindSince: string | null): string | null {
  const known = listedAt === null ? 'it never could' : `what it shows is of ${showInstant(listedAt)} UTC`;
  if (blindSince !== null) {
    return `${deskPlace(desk)} cannot be read to the end since ${showInstant(blindSince)} UTC; ${known}`;
  }
  return listedAt === null ? `${deskPlace(desk)} has not been read yet` : null;
}

function deskPlace({ account, product, region }: DeskName): string {
  return `${product} in ${region}, account ${account},`;
}

/** What nobody owns in every place that is known. @param fresh read the vendors now, not the newest listing */
export async function readStrays(reach: Reach, fresh: boolean): Promise<Strays> {
  const desks = await knownDesks(reach.client, reach.config);
  const surveyed = await surveyStrays(reach, desks, fresh);
  return straysOf(surveyed, await ownedOrders(reach));
}

/**
 * Asks desks what nobody owns. What belonged to a package whose workflow was ended from outside is asked for by its id: such a
 * package never said at its desk that it leaves, and what it may have lost must not become free there by itself.
 */
export async function surveyStrays(
  reach: Reach,
  desks: readonly DeskName[],
  fresh: boolean,
): Promise<readonly SurveyedDesk[]> {
  const [surveyed, packages] = await Promise.all([
    surveyDesks(reach, desks, { fresh, resourceIds: [] }),
    listPackages(reach.client),
  ]);
  const stopped = stoppedOf(packages);
  return Promise.all(
    surveyed.map((answer) => withLeft(reach, answer, stopped.get(deskWorkflowId(answer.desk)) ?? nothingLeft())),
  );
}

/** What packages that were ended from outside had: id → name of the package. */
interface Left {
  readonly resources: Map<string, string>;
  readonly orders: Map<string, string>;
}

const nothingLeft = (): Left => ({ resources: new Map(), orders: new Map() });

async function withLeft(reach: Reach, answer: SurveyedDesk, left: Left): Promise<SurveyedDesk> {
  const { desk, survey } = answer;
  if (survey === null) return answer;
  const shown = new Set([
    ...survey.resources.map(({ resourceId }) => resourceId),
    ...survey.orders.map(({ orderId }) => orderId),
  ]);
  const hidden = (ids: ReadonlyMap<string, string>) => [...ids.keys()].filter((id) => !shown.has(id));
  const resources = [...survey.resources];
  const orders = [...survey.orders];
  for (const request of surveysFor(hidden(left.resources), false, hidden(left.orders))) {
    const [described] = await surveyDesks(reach, [desk], request);
    // What nobody owns is told all the same, and so is that this is not all.
    if (described?.survey == null) {
      return { desk, survey: { ...survey, resources, orders }, failure: described?.failure ?? null };
    }
    const there = described.survey.resources.filter(({ phase }) => phase !== 'released');
    resources.push(...there.map((one) => ({ ...one, origin: leftBy(left.resources.get(one.resourceId) ?? '') })));
    orders.push(
      ...described.survey.orders.map((one) => ({ ...one, origin: leftBy(left.orders.get(one.orderId) ?? '') })),
    );
  }
  return { ...answer, survey: { ...survey, resources, orders } };
}

const leftBy = (packageName: string): string =>
  `the one of package ${packageName}, whose workflow was ended from outside`;

/** By desk's workflow id, what no other package has taken over since. UGN shows no orders. */
function stoppedOf(packages: readonly ListedPackage[]): ReadonlyMap<string, Left> {
  const running = packages.filter(({ closed }) => !closed);
  const held = new Set(running.flatMap(({ row }) => [row.resourceId, row.orderId]));
  const byDesk = new Map<string, Left>();
  for (const { row, closed } of packages) {
    const { resourceId, orderId, name, product, status } = row;
    if (!closed || isEnded(status)) continue;
    const deskId = deskWorkflowId(row);
    const left = byDesk.get(deskId) ?? nothingLeft();
    if (resourceId !== null && !held.has(resourceId)) left.resources.set(resourceId, name);
    if (orderId !== null && product !== 'ugn' && !held.has(orderId)) left.orders.set(orderId, name);
    byDesk.set(deskId, left);
  }
  return byDesk;
}

/** Order ids of packages that run. */
export async function ownedOrders({ client }: Pick<Reach, 'client'>): Promise<ReadonlySet<string>> {
  const running = (await listPackages(client)).filter(({ closed }) => !closed);
  return new Set(running.flatMap(({ row }) => row.orderId ?? []));
}
