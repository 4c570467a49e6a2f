import type { temporal } from '@temporalio/proto';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** Under this the SDK lists the patches of a run in its search attributes. */
const CHANGES = 'TemporalChangeVersion';
/** What `patched()` writes the first time a run comes to it. */
export const PATCH = { noted: 'patch noted', listed: 'patch listed' } as const;

/**
 * Billed Temporal actions in a stretch of history, by what they were for, as Temporal's price list names them: a start of a
 * workflow (continue-as-new is one), each start of an activity (a retry is one more), each timer, each signal and each
 * update that came in, each upsert of search attributes, each marker. A memo is none, nor is a workflow task. Heartbeats
 * leave nothing in a history: no activity of ours beats before it has run for three seconds.
 */
export function actionsIn(events: readonly HistoryEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of events) {
    const action = actionOf(event);
    if (action !== null) counts[action.what] = (counts[action.what] ?? 0) + action.times;
  }
  return counts;
}

function actionOf(event: HistoryEvent): { readonly what: string; readonly times: number } | null {
  const once = (what: string) => ({ what, times: 1 });
  const { activityTaskScheduledEventAttributes: scheduled, activityTaskStartedEventAttributes: started } = event;
  if (scheduled) return once(`activity ${scheduled.activityType?.name}`);
  if (started) return { what: 'activity retried', times: Number(started.attempt ?? 1) - 1 };
  if (event.workflowExecutionStartedEventAttributes) return once('workflow started');
  if (event.timerStartedEventAttributes) return once('timer');
  if (event.workflowExecutionSignaledEventAttributes) {
    return once(`signal ${event.workflowExecutionSignaledEventAttributes.signalName}`);
  }
  if (event.workflowExecutionUpdateAcceptedEventAttributes) return once('update');
  const { upsertWorkflowSearchAttributesEventAttributes: upserted, markerRecordedEventAttributes: marker } = event;
  if (upserted)
    return once(CHANGES in (upserted.searchAttributes?.indexedFields ?? {}) ? PATCH.listed : 'search attributes');
  if (marker) return once(marker.markerName === 'core_patch' ? PATCH.noted : `marker ${marker.markerName}`);
  return null;
}

export const isSweep = (event: HistoryEvent): boolean =>
  event.activityTaskScheduledEventAttributes?.activityType?.name === 'sweepRegion';

export function timeOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1_000_000;
}
