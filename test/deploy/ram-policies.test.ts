import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../workers/embedded/home.js';

const read = (...path: string[]) => readFileSync(join(projectRoot(), ...path), 'utf8');

const policySchema = z.strictObject({
  Version: z.literal('1'),
  Statement: z.array(
    z.strictObject({
      Effect: z.literal('Allow'),
      Action: z.array(z.string().regex(/^(ecd|cen|bss|bssapi):[A-Z]\w+$/)),
      Resource: z.union([z.literal('*'), z.array(z.string().startsWith('acs:cen:*:*:'))]),
    }),
  ),
});

const ROLES = ['watcher', 'buyer', 'releaser'] as const;
type Role = (typeof ROLES)[number];

function actionsOf(role: Role): readonly string[] {
  const { Statement } = policySchema.parse(JSON.parse(read('deploy', 'ram', `${role}.json`)));
  return Statement.flatMap(({ Action }) => Action);
}

/** What each call that changes something is for. Reads are the watcher's, by being reads. */
const WRITES: Readonly<Record<string, readonly Role[]>> = {
  CreateNetworkPackage: ['buyer'],
  ModifyNetworkPackageBandwidth: ['buyer'],
  RenewNetworkPackages: ['buyer'],
  DeleteNetworkPackages: ['releaser'],
  CreateCenBandwidthPackage: ['buyer'],
  AssociateCenBandwidthPackage: ['buyer'],
  ModifyCenBandwidthPackageSpec: ['buyer'],
  UnassociateCenBandwidthPackage: ['releaser'],
  DeleteCenBandwidthPackage: ['releaser'],
  RenewInstance: ['buyer'],
  // Switched on or off with what is bought, and off before something lapses.
  SetRenewal: ['buyer', 'releaser'],
  CancelOrder: ['releaser'],
  RefundInstance: ['releaser'],
};

/** Actions that the vendor's page of an operation names beside `<code>:<operation>`. */
const ALSO: Readonly<Record<string, string>> = {
  RenewInstance: 'bssapi:ModifyInstance',
  RefundInstance: 'bss:RefundBatchRemainRefund',
  CancelOrder: 'bss:CancelOrder',
};

interface Sent {
  readonly action: string;
  readonly kind: 'read' | 'send';
}

/** What the methods of one client send, from its own text: `listAll…` sends what it calls. */
function methodsOf(file: string): ReadonlyMap<string, Sent> {
  const parts = read('clouds', 'alibaba', `${file}.ts`).split(/^ {2}(?=[a-z]\w*\()/m);
  const own = new Map<string, Sent>();
  const calls: [string, string][] = [];
  for (const part of parts.slice(1)) {
    const name = /^\w+/.exec(part)?.[0] ?? '';
    const body = part.split(/^ {2}#/m)[0] ?? '';
    const action = /(?:#send|#read)(?:<[^>]*>)?\(\s*'(\w+)'/.exec(body)?.[1] ?? /action: '(\w+)'/.exec(body)?.[1];
    if (action !== undefined) own.set(name, { action, kind: /#send|\.send\(/.test(body) ? 'send' : 'read' });
    else for (const [, called = ''] of body.matchAll(/this\.(\w+)\(/g)) calls.push([name, called]);
  }
  for (const [name, called] of calls) {
    const sent = own.get(called);
    if (sent !== undefined) own.set(name, sent);
  }
  return own;
}

const CODES = { ecd: 'ecd', cen: 'cen', bss: 'bssapi' } as const;

/** Everything that activities call, as the vendor's action names it. */
function called(): ReadonlyMap<string, Sent & { readonly operation: string }> {
  const files = readdirSync(join(projectRoot(), 'activities'), { recursive: true, encoding: 'utf8' });
  const text = files.flatMap((file) => (file.endsWith('.ts') ? [read('activities', file)] : [])).join('\n');
  const used = new Set([...text.matchAll(/\.(\w+)\(/g)].map(([, name]) => name));
  const found = new Map<string, Sent & { readonly operation: string }>();
  for (const file of ['ecd', 'cen', 'bss'] as const) {
    for (const [method, sent] of methodsOf(file)) {
      if (used.has(method)) found.set(`${CODES[file]}:${sent.action}`, { ...sent, operation: sent.action });
    }
  }
  return found;
}

describe('the RAM policies of deploy/ram', () => {
  const calls = called();

  it('are read from all that Leaseline calls: a call that nobody sorted in is noticed', () => {
    const operations = [...calls.values()];
    const sent = operations.filter(({ kind }) => kind === 'send').map(({ operation }) => operation);
    expect(sent.toSorted()).toEqual(Object.keys(WRITES).toSorted());
    const reads = operations.filter(({ kind }) => kind === 'read').map(({ operation }) => operation);
    expect(reads).toContain('DescribeNetworkPackages');
    expect(reads.filter((operation) => !/^(Describe|Query|Get|InquiryPrice)/.test(operation))).toEqual([]);
  });

  it.each(ROLES)('%s allows exactly what is its part, and nothing that is never called', (role) => {
    const wanted = [...calls].flatMap(([action, { kind, operation }]) => {
      const roles = kind === 'read' ? ['watcher'] : (WRITES[operation] ?? []);
      if (!roles.includes(role)) return [];
      const also = ALSO[operation];
      return also === undefined ? [action] : [action, also];
    });
    expect(actionsOf(role).toSorted()).toEqual(wanted.toSorted());
  });

  it('the page names every call of both vendors', () => {
    const page = read('docs', 'permissions.md');
    const ucloud = ['ugn', 'ubill'].flatMap((file) => [
      ...read('clouds', 'ucloud', `${file}.ts`).matchAll(/\.(?:send|read)\('(\w+)'/g),
    ]);
    const operations = [...ucloud.map(([, name = '']) => name), ...[...calls.values()].map((one) => one.operation)];
    expect(operations.length).toBeGreaterThan(25);
    expect(operations.filter((name) => !page.includes(name))).toEqual([]);
  });
});
