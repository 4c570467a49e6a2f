import { ANYBODY, type ApprovalRules } from '../../model/approval.js';
import { exactDuration } from '../../model/format-duration.js';
import type { LifeSettings } from '../../model/life-settings.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { type GateRules, NO_RULES } from '../../model/policy/gate-rules.js';
import { PRODUCTS, type Product } from '../../model/product.js';

/** One field in which the file and the running package differ. */
export interface FieldChange {
  /** As in the package file, for example `lifecycle.payment.within`. */
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Why it cannot be changed on a package that exists; null when it can. */
  readonly refusal: string | null;
}

/** Every field in which two checked packages differ, in the order of the file. */
export function changesBetween(running: PackageSpec, wanted: PackageSpec): readonly FieldChange[] {
  const before = flatten(running);
  const after = flatten(wanted);
  const paths = [...new Set([...after.keys(), ...before.keys()])];
  return paths
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => ({
      field: asWritten(path),
      from: before.get(path) ?? null,
      to: after.get(path) ?? null,
      refusal: refusalOf(path),
    }));
}

/** What leaseline.yaml says otherwise than when the package was last told; named as it is written there. */
export function lifeChanges(
  told: LifeSettings | null,
  wanted: LifeSettings | null,
  { product, approval }: PackageSpec,
): readonly FieldChange[] {
  if (told === null || wanted === null) return [];
  const calendar = `calendar.${product}`;
  const fields: [field: string, read: (life: LifeSettings) => string][] = [
    [`${calendar}.unpaidOrder`, (life) => exactDuration(life.unpaidOrderMs)],
    [`${calendar}.deductsBefore`, (life) => exactDuration(life.deductsBeforeMs)],
    [`${calendar}.grace`, (life) => exactDuration(life.graceMs)],
    ['reminders.ladder', ({ ladder }) => ladder.rungsMs.map(exactDuration).join(', ')],
    ['reminders.timeZone', ({ ladder }) => ladder.timeZone],
    ['reminders.workingDays', ({ ladder }) => ladder.workingDays.join(', ')],
  ];
  if (approval !== null) {
    const policy = `policies.${approval}`;
    const rules = (life: LifeSettings) => life.approval ?? ANYBODY;
    const limit = (ms: number | null) => (ms === null ? 'never' : exactDuration(ms));
    fields.push(
      [`${policy}.bridge`, (life) => String(life.mayBridge)],
      [`${policy}.approvers`, (life) => rules(life).approvers.join(', ') || 'anybody'],
      [`${policy}.quorum`, (life) => String(rules(life).quorum)],
      [`${policy}.requesterMayApprove`, (life) => String(rules(life).requesterMayApprove)],
      [`${policy}.priceTolerancePercent`, (life) => String(rules(life).priceTolerancePercent)],
      [`${policy}.expireAfter`, (life) => limit(rules(life).expireAfterMs)],
      [`${policy}.remindEvery`, (life) => limit(rules(life).remindEveryMs)],
      [`${policy}.escalate`, (life) => escalationText(rules(life))],
    );
  }
  const changed = fields
    .map(([field, read]) => ({ field, from: read(told), to: read(wanted), refusal: null }))
    .filter(({ from, to }) => from !== to);
  return [...changed, ...gateChanges(told.gate ?? NO_RULES, wanted.gate ?? NO_RULES)];
}

function escalationText({ escalation }: ApprovalRules): string {
  if (escalation === undefined) return 'never';
  return `to ${escalation.to.join(', ')} after ${exactDuration(escalation.afterMs)}`;
}

/** What decides beside the package's own policy: told whole, so that one that changed inside is seen as well. */
function gateChanges(told: GateRules, wanted: GateRules): FieldChange[] {
  const names = {
    rules: ({ rules }: GateRules) => rules.map(({ name }) => name),
    budgets: ({ budgets }: GateRules) => budgets.map(({ name }) => name),
    freezes: ({ freezes }: GateRules) => freezes.map(({ name }) => name),
    buyWindows: ({ buyWindows }: GateRules) => buyWindows.map(({ name }) => name),
    policies: ({ policies }: GateRules) => Object.keys(policies),
  };
  return (Object.keys(names) as (keyof typeof names)[])
    .filter((field) => JSON.stringify(told[field]) !== JSON.stringify(wanted[field]))
    .map((field) => {
      const text = (gate: GateRules) => names[field](gate).join(', ') || 'none';
      const [from, to] = [text(told), text(wanted)];
      return { field, from, to: from === to ? `${to}, changed` : to, refusal: null };
    });
}

const CONFIGURABLE = /^(labels|lifecycle|approval)(\.|$)/;
const NEVER =
  /^(product|account|order\.(regionId|officeSiteId|payType|internetChargeType|geographicRegionAId|geographicRegionBId|bandwidthPackageChargeType|projectId|ugnId|regionA|regionB|payMode|chargeType))$/;

function refusalOf(path: string): string | null {
  if (CONFIGURABLE.test(path) || BANDWIDTHS.has(path)) return null;
  if (NEVER.test(path)) return 'it says what was bought, and that stays as it is for the whole life of the package';
  return 'it was part of the order and means nothing once that is sent';
}

/** Whether that is the bandwidth, which is changed by a resize. */
export const isBandwidth = ({ field }: FieldChange): boolean => BANDWIDTHS.has(field);

/** What the order of each product calls it. */
export const bandwidthField = (product: Product): string => (product === 'ugn' ? 'bandWidth' : 'bandwidth');

const BANDWIDTHS: ReadonlySet<string> = new Set(PRODUCTS.map((product) => `order.${bandwidthField(product)}`));

/** What a person can do about a field that is refused. */
export function remedyOf({ field }: FieldChange, name: string): string {
  if (NEVER.test(field)) return 'Order another package under another name, then release this one';
  return `Write it as it runs: leaseline show ${name} --json has it under spec`;
}

/** Derived by us, so never a difference a person made. */
const DERIVED = new Set(['order.periodGiven']);

function flatten(spec: PackageSpec): Map<string, string> {
  const leaves = new Map<string, string>();
  collect(spec, '', leaves);
  for (const path of DERIVED) leaves.delete(path);
  return leaves;
}

function collect(value: unknown, path: string, leaves: Map<string, string>): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object') {
    leaves.set(path, typeof value === 'number' && path.endsWith('Ms') ? exactDuration(value) : String(value));
    return;
  }
  for (const [key, child] of Object.entries(value)) collect(child, path === '' ? key : `${path}.${key}`, leaves);
}

/** Inside, durations carry their unit and a renewal's term is an object; people know them as they wrote them. */
function asWritten(path: string): string {
  return path
    .replace(/^lifecycle\.renew\.term\.period$/, 'lifecycle.renew.period')
    .replace(/^lifecycle\.renew\.term\.unit$/, 'lifecycle.renew.periodUnit')
    .replace(/Ms$/, '');
}
