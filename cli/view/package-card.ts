import type { ApprovalAsked } from '../../model/approval.js';
import { bookedText } from '../../model/booked-text.js';
import { showInstant } from '../../model/format-instant.js';
import type { PackageState, TimelineEntry } from '../../model/messages.js';
import { formatMoney } from '../../model/money.js';
import type { OperationRecord } from '../../model/operation-record.js';
import type { PackageRow } from '../../model/row.js';
import { colour } from './colour.js';
import { paint } from './package-table.js';
import { printable, showNextStep, showWhen } from './text.js';

/** Everything `show` knows of one package. `state` is null when no worker answered: then only the row is shown. */
export function packageCard(row: PackageRow, state: PackageState | null, now: Date): string {
  const lines = [
    `${colour.bold(row.name)}  ${paint(row.status)}${row.waitingFor === null ? '' : colour.yellow(`, waits for ${row.waitingFor}`)}`,
    ...field('why', row.reason),
    ...approvalFields(state?.approval ?? null, now),
    ...field('product', `${row.product} in ${row.region}, account ${row.account}`),
    ...field('bandwidth', `${row.bandwidthMbps} Mbps`),
    ...field('resource', row.resourceId),
    ...field('order', row.orderId),
    ...field('expires', row.expiresAt === null ? 'never, or not known yet' : showWhen(row.expiresAt, now)),
    ...field('next', showNextStep(row.nextStep)),
    ...field(
      'price',
      row.price === null
        ? 'not known'
        : `${formatMoney(row.price)}${row.price.per === null ? '' : ` per ${row.price.per}`}`,
    ),
    ...field('attached to', row.attachedTo.join(', ') || null),
    ...field('addresses', row.eipAddresses.join(', ') || null),
    ...field(
      'planned',
      row.plannedResize === null
        ? null
        : `${row.plannedResize.bandwidthMbps} Mbps ${showWhen(row.plannedResize.at, now)}`,
    ),
    ...field('booked', row.reservation === null ? null : bookedText(row.reservation)),
    ...field('vendor says', row.observedStatus),
    ...field('last read', row.observedAt === null ? null : showWhen(row.observedAt, now)),
    ...field(
      'labels',
      Object.entries(row.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(', ') || null,
    ),
    ...field('batch', row.batch ?? null),
    ...field('workflow', row.workflowId),
  ];
  if (state === null) return lines.join('\n');
  if (state.operations.length > 0) lines.push('', colour.dim('Operations'), ...state.operations.map(operationLine));
  if (state.timeline.length > 0) lines.push('', colour.dim('Timeline'), ...state.timeline.map(timelineLine));
  return lines.join('\n');
}

export function timelineLine(entry: TimelineEntry): string {
  return `  ${showInstant(entry.at)}  ${printable(entry.what)} ${colour.dim(`(${printable(entry.who)})`)}`;
}

function operationLine(record: OperationRecord): string {
  const detail = record.detail === null ? '' : `: ${printable(record.detail)}`;
  return `  ${showInstant(record.openedAt)}  ${printable(record.what)}, attempt ${record.attempt}, ${record.outcome}${detail}`;
}

function approvalFields(approval: ApprovalAsked | null, now: Date): string[] {
  if (approval === null) return [];
  const { request, requestedBy, approvers, quorum, approvedBy, endsAt } = approval;
  const yeses = approvedBy.map(({ by, comment }) => (comment === null ? by : `${by} ("${comment}")`)).join(', ');
  return [
    ...field('request', `${request}${requestedBy === null ? '' : `, asked for by ${requestedBy}`}`),
    ...field('approved by', `${yeses || 'nobody yet'}; ${approvedBy.length} of ${quorum}`),
    ...field('approvers', approvers.join(', ') || 'anybody'),
    ...field('answer by', endsAt === null ? null : showWhen(endsAt, now)),
  ];
}

function field(label: string, value: string | null): string[] {
  return value === null ? [] : [`  ${label.padEnd(12)} ${printable(value)}`];
}
