import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startMarkOf } from './process-identity.js';
import { replaceFile } from './replace-file.js';

const runFileSchema = z.object({
  /** The supervisor. */
  pid: z.number().int().positive(),
  startMark: z.string(),
  startedAt: z.string(),
  addresses: z.object({
    /** `host:port` */
    temporal: z.string(),
    temporalUi: z.url().nullable(),
    simulator: z.url().nullable(),
    /** Of the HTTP API; a run file of an earlier release names none. */
    api: z.url().nullable().default(null),
  }),
  /** Process ids by name: `temporal`, `simulator`, `worker`, `api`. A process that is being restarted is not there. */
  processes: z.record(z.string(), z.object({ pid: z.number().int().positive() })),
});

/** What `leaseline up` writes down about itself in `.leaseline/run.json`: the real addresses and the process ids. */
export type RunFile = Readonly<z.infer<typeof runFileSchema>>;

/** The system that runs in this home; null when none does (also when a file was left behind by one that was killed). */
export function readRunFile(home: string): RunFile | null {
  let text: string;
  try {
    text = readFileSync(runFilePath(home), 'utf8');
  } catch {
    return null;
  }
  const parsed = runFileSchema.safeParse(parseJson(text));
  if (!parsed.success) return null;
  return startMarkOf(parsed.data.pid) === parsed.data.startMark ? parsed.data : null;
}

export function writeRunFile(home: string, content: RunFile): void {
  replaceFile(runFilePath(home), `${JSON.stringify(content, null, 2)}\n`, { isPrivate: false });
}

export function removeRunFile(home: string): void {
  rmSync(runFilePath(home), { force: true });
}

function runFilePath(home: string): string {
  return join(home, 'run.json');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
