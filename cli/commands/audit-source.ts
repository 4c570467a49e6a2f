import { existsSync } from 'node:fs';
import type { AuditHead, AuditLine } from '../../model/audit.js';
import { type AuditFlaw, ChainReader, isFlaw } from '../../workers/audit/chain.js';
import { readLines, readTrail, trailFile } from '../../workers/audit/trail.js';
import { loadConfig } from '../../workers/config/load.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';

/** Where lines of a trail are read from. */
export interface AuditSource {
  /** A file, or bucket and folder. */
  readonly name: string;
  read(reader: ChainReader): AsyncGenerator<AuditLine | AuditFlaw>;
}

export interface SourceOptions {
  readonly file?: string;
  readonly store?: boolean;
}

/** @throws CliError when there is none */
export async function sourceOf({ file, store }: SourceOptions, configFile: string | undefined): Promise<AuditSource> {
  if (store === true) return storeSource(configFile);
  const path = file ?? trailFile(leaselineHome());
  const source = fileSource(path);
  if (source !== null) return source;
  throw new CliError({
    what: `There is no audit trail at ${path}`,
    remedy: 'leaseline api (also as part of up) writes one while it runs; name another with --file',
    exitCode: EXIT.usage,
  });
}

/** @returns null when there is no such file */
export function fileSource(file: string): AuditSource | null {
  return existsSync(file) ? { name: file, read: (reader) => readTrail(file, reader) } : null;
}

async function storeSource(configFile: string | undefined): Promise<AuditSource> {
  const { store } = loadConfig({ file: configFile }).leaseline.audit;
  if (store === null) {
    throw new CliError({
      what: 'No audit store is configured',
      remedy: 'Name a bucket under audit.store in leaseline.yaml (docs/audit.md), or leave --store out',
      exitCode: EXIT.usage,
    });
  }
  const { AuditStore } = await import('../../workers/audit/store.js');
  const opened = new AuditStore(store);
  return { name: opened.place, read: (reader) => readLines(opened.lines(), reader) };
}

/** What following a trail from its first line to its last has shown. */
export interface Followed {
  readonly source: string;
  readonly head: AuditHead;
  readonly gaps: number;
  readonly flaw: AuditFlaw | null;
}

/** @param expected heads that were kept elsewhere */
export async function follow(source: AuditSource, expected: readonly AuditHead[]): Promise<Followed> {
  const reader = new ChainReader(expected);
  let flaw: AuditFlaw | null = null;
  let gaps = 0;
  for await (const line of source.read(reader)) {
    if (isFlaw(line)) flaw = line;
    else if (line.kind === 'gap') gaps += 1;
  }
  return { source: source.name, head: reader.head, gaps, flaw };
}
