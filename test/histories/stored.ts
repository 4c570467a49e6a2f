import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { projectRoot } from '../../workers/embedded/home.js';

const { History } = temporal.api.history.v1;
type History = temporal.api.history.v1.History;

export interface StoredHistory {
  readonly version: string;
  /** File name without its ending: workflow id and run. */
  readonly name: string;
  readonly workflowId: string;
  readonly history: History;
}

const ROOT = join(projectRoot(), 'test', 'histories');

export const historiesOf = (version: string): string => join(ROOT, version);

/** What tells of the machine a history was recorded on, and nothing of the workflow. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(['identity', 'stackTrace']);

/**
 * A history as the file keeps it: an event a line, without anything of the machine it was recorded on. The SDK's own
 * `historyToJSON` works only where npm gives all of its packages one copy of protobufjs.
 */
export function historyText(history: temporal.api.history.v1.IHistory): string {
  const { events } = History.fromObject(history);
  const lines = events.map((event) =>
    JSON.stringify(event, (key, value: unknown) => (OF_THE_MACHINE.has(key) ? 'recorded' : value)),
  );
  return `{"events":[\n${lines.join(',\n')}\n]}\n`;
}

/** The histories of every version that was ever released: packages that began then are still running now. */
export function storedHistories(): StoredHistory[] {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(historiesOf(entry.name)))
    .flatMap(({ name: version }) =>
      readdirSync(historiesOf(version))
        .filter((file) => file.endsWith('.json'))
        .map((file) => readHistory(version, file)),
    );
}

/**
 * Versions of which packages may still run, and no history is stored: those CHANGELOG.md has a heading for, and the one
 * that is released next.
 */
export function versionsWithoutHistories(changelog: string, nextVersion: string): string[] {
  const released = [...changelog.matchAll(/^## \[(\d+\.\d+\.\d+[^\]]*)\]/gm)].flatMap(([, version]) => version ?? []);
  const stored = new Set(storedHistories().map(({ version }) => version));
  return [...new Set([nextVersion, ...released])].filter((version) => !stored.has(version));
}

function readHistory(version: string, file: string): StoredHistory {
  const history = History.fromObject(JSON.parse(readFileSync(join(historiesOf(version), file), 'utf8')));
  const name = file.slice(0, -'.json'.length);
  return { version, name, workflowId: name.replace(/\.run-\d+$/, '').replaceAll('.', '/'), history };
}
