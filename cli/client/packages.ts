import type { RowFilter } from '../../activities/listing/rows.js';
import type { BatchAnswer, BatchView, BatchYes } from '../../model/batch.js';
import type { CalendarEvent } from '../../model/calendar.js';
import type { MessageAnswer, MessageArguments, MessageName, PackageState, Said } from '../../model/messages.js';
import type { PackageSpec } from '../../model/package-spec.js';
import type { PackageRow } from '../../model/row.js';
import { unknownPackage } from '../../workers/client/names.js';
import type { ReleasePreview } from '../../workers/client/release-preview.js';

/** One package in a list. */
export interface Listed {
  readonly row: PackageRow;
  /** True when its life is over. */
  readonly closed: boolean;
}

/** One package, and what it says itself; null when no worker answered. */
export interface Looked extends Listed {
  readonly state: PackageState | null;
}

/** A package about to be ordered: as it was checked, and as somebody wrote it. */
export interface WantedPackage {
  readonly spec: PackageSpec;
  readonly document: unknown;
}

/**
 * - `started`: it runs now; `runId` is empty where whoever started it does not say
 * - `taken`: the name was somebody's already
 */
export type Started =
  | { readonly kind: 'started'; readonly runId: string }
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly reason: string };

export interface StartTogether {
  readonly again: boolean;
  /** By what they can be decided about together; null: by nothing. */
  readonly batch: string | null;
}

/** What commands ask about packages and tell them, whoever answers: Temporal itself, or the HTTP API. */
export interface Packages {
  list(filter?: RowFilter): Promise<readonly Listed[]>;
  /**
   * The newest life of a package by its name; null when there is none.
   * @param asks false: the row will do
   */
  look(name: string, asks?: boolean): Promise<Looked | null>;
  /** @throws UnknownPackageError when there is no such package; MessageError when it does not take it */
  tell<Name extends MessageName>(name: string, message: Name, argument: MessageArguments[Name]): Promise<MessageAnswer>;
  /** `configure`, with what leaseline.yaml says of it where the package is told. */
  configure(wanted: WantedPackage): Promise<MessageAnswer>;
  /** Orders them: each name once, however often it is asked. One answer for each, in order. */
  start(wanted: readonly WantedPackage[], options: StartTogether): Promise<readonly Started[]>;
  /** What of a run or batch waits for approval; null: no package is of it. */
  batch(id: string): Promise<BatchView | null>;
  /** Says yes to each as it was seen. */
  approveBatch(id: string, yeses: readonly BatchYes[], said: Said): Promise<readonly BatchAnswer[]>;
  calendar(days: number): Promise<Calendar>;
  /** What a release of it now would mean; nothing is changed. */
  previewRelease(name: string): Promise<ReleasePreview>;
  /** Accounts that never spend. */
  observeOnlyAccounts(): Promise<ReadonlySet<string>>;
}

export interface Calendar {
  /** ISO 8601 UTC. */
  readonly from: string;
  readonly until: string;
  readonly events: readonly CalendarEvent[];
}

/** @throws UnknownPackageError that names what comes near */
export async function requireLooked(packages: Packages, name: string): Promise<Looked> {
  const found = await packages.look(name);
  if (found !== null) return found;
  throw unknownPackage(
    name,
    (await packages.list()).map(({ row }) => row.name),
  );
}
