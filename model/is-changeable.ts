import { LONGEST_MS, SHORTEST_REMINDER_MS } from './duration-limits.js';
import type { Lifecycle, PackageSpec } from './package-spec.js';
import { isInstant, isRecord } from './shapes.js';

/**
 * Whether what somebody tells a package is what may be changed of it, field by field: a program that writes to Temporal directly
 * may leave one out, and a package that took it would stand still at the first use. Files and the API are parsed by schema.
 */
export function isChangeable(spec: unknown): spec is Pick<PackageSpec, 'lifecycle' | 'labels' | 'approval'> {
  if (!isRecord(spec)) return false;
  const { lifecycle, labels, approval } = spec;
  const areLabels = isRecord(labels) && Object.values(labels).every((value) => typeof value === 'string');
  return (
    isLifecycle(lifecycle) && areLabels && (approval === null || (typeof approval === 'string' && approval !== ''))
  );
}

function isLifecycle(value: unknown): value is Lifecycle {
  if (!isRecord(value)) return false;
  const { payment, ready, atTermEnd, renew, renewBy, releaseAt } = value;
  return (
    isRecord(payment) &&
    isDuration(payment.withinMs) &&
    isDuration(payment.remindEveryMs, SHORTEST_REMINDER_MS) &&
    isOneOf(payment.onTimeout, ['cancel', 'keepWaiting']) &&
    isRecord(ready) &&
    isDuration(ready.withinMs) &&
    isOneOf(ready.onTimeout, ['wait', 'fail']) &&
    isOneOf(atTermEnd, ['ask', 'renew', 'release', 'lapse', 'vendorAutoRenew']) &&
    isRecord(renew) &&
    isDuration(renew.beforeMs) &&
    isTerm(renew.term) &&
    typeof renew.autoPay === 'boolean' &&
    isOneOf(renew.onSilence, ['remind', 'bridge', 'lapse']) &&
    typeof renew.backstop === 'boolean' &&
    isOneOf(renewBy, ['leaseline', 'console']) &&
    (releaseAt === null || isInstant(releaseAt))
  );
}

function isTerm(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { period, unit } = value;
  return Number.isSafeInteger(period) && Number(period) > 0 && isOneOf(unit, ['Week', 'Month', 'Year']);
}

const isDuration = (value: unknown, leastMs = 0): boolean =>
  Number.isSafeInteger(value) && Number(value) >= leastMs && Number(value) <= LONGEST_MS;
const isOneOf = (value: unknown, known: readonly string[]): boolean => known.some((one) => one === value);
