import { arranged } from '../faults/listings.js';
import type { Visit } from '../world.js';
import { invalidParameter } from './errors.js';
import type { Parameters } from './parameters.js';

/** A list to be shown in pages, and what tells its items apart. */
interface Listed<Item> {
  readonly visit: Visit;
  readonly parameters: Parameters;
  readonly all: readonly Item[];
  readonly idOf: (item: Item) => string;
}

/** ECD: MaxResults (10, at most 100) and NextToken; the token says after which item to go on. */
export function tokenPage<Item>(listed: Listed<Item>): { items: Item[]; nextToken: string } {
  const { visit, parameters, idOf } = listed;
  const items = arranged(visit, listed.all, idOf);
  const size = parameters.integerOr('MaxResults', 10, 1, 100);
  const token = parameters.optional('NextToken');
  const from = token === null ? 0 : positionAfter(token, visit, items, idOf);
  const page = items.slice(from, from + size);
  const last = page.at(-1);
  const more = last !== undefined && from + size < items.length;
  return { items: page, nextToken: more ? tokenAfter(from + size, idOf(last)) : '' };
}

/** CEN: PageNumber (1) and PageSize (10, at most 50). */
export function numberedPage<Item>(listed: Listed<Item>): { page: Record<string, number>; items: Item[] } {
  const { parameters } = listed;
  const number = parameters.integerOr('PageNumber', 1, 1, 1_000_000);
  const size = parameters.integerOr('PageSize', 10, 1, 50);
  const { items, total } = cut(listed, number, size);
  return { page: { PageNumber: number, PageSize: size, TotalCount: total }, items };
}

/** BSS: PageNum (1) and PageSize (20, at most 300). */
export function billingPage<Item>(listed: Listed<Item>): { page: Record<string, number>; items: Item[] } {
  const { parameters } = listed;
  const number = parameters.integerOr('PageNum', 1, 1, 100_000);
  const size = parameters.integerOr('PageSize', 20, 1, 300);
  const { items, total } = cut(listed, number, size);
  return { page: { PageNum: number, PageSize: size, TotalCount: total }, items };
}

function cut<Item>(listed: Listed<Item>, number: number, size: number): { items: Item[]; total: number } {
  const all = arranged(listed.visit, listed.all, listed.idOf);
  return { items: all.slice((number - 1) * size, number * size), total: all.length };
}

function tokenAfter(position: number, id: string): string {
  return Buffer.from(`${position}:${id}`, 'utf8').toString('hex');
}

/** Goes on after the item the token names, or, when that has gone, at the place where it was. */
function positionAfter<Item>(
  token: string,
  visit: Visit,
  items: readonly Item[],
  idOf: (item: Item) => string,
): number {
  const match = /^(\d+):(.+)$/.exec(Buffer.from(token, 'hex').toString('utf8'));
  const [, position, id] = match ?? [];
  if (position === undefined || id === undefined) throw invalidParameter('NextToken', 'it is not one of ours.');
  // A shuffled list is cut by place alone, so that the walk still ends after as many pages.
  if (visit.effects.rotation !== null) return Number(position);
  const index = items.findIndex((item) => idOf(item) === id);
  return index >= 0 ? index + 1 : Math.max(0, Number(position) - 1);
}
