import { listPackages } from '../../activities/listing/rows.js';
import { showInstant } from '../../model/format-instant.js';
import type { DeskName } from '../../model/ids.js';
import type { StrayOrder, StrayResource } from '../../model/survey.js';
import { knownDesks } from './desks.js';
import type { Reach } from './reach.js';
import { type SurveyedDesk, surveyDesks } from './survey.js';

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
  const surveyed = await surveyDesks(reach, desks, { fresh, resourceIds: [] });
  return straysOf(surveyed, await ownedOrders(reach));
}

/** Order ids of packages that run. */
export async function ownedOrders({ client }: Pick<Reach, 'client'>): Promise<ReadonlySet<string>> {
  const running = (await listPackages(client)).filter(({ closed }) => !closed);
  return new Set(running.flatMap(({ row }) => row.orderId ?? []));
}
