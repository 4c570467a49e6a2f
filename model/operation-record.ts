/** What became of one attempt at something that spends or destroys. */
export interface OperationRecord {
  readonly operation: number;
  readonly attempt: number;
  readonly what: string;
  readonly outcome: 'open' | 'accepted' | 'refused' | 'throttled' | 'suspended' | 'unknown' | 'absent';
  readonly openedAt: string;
  readonly detail: string | null;
}
