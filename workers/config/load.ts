import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { loadClientConfigProfile } from '@temporalio/envconfig';
import type { ParseResult } from '../../model/config/input-problem.js';
import { type LeaselineConfig, parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import { parseTemporalConfig, type TemporalConfig } from '../../model/config/temporal-config.js';
import { leaselineHome } from '../embedded/home.js';
import { readRunFile } from '../embedded/run-file.js';
import { utf8Text } from '../files/utf8-text.js';
import { ConfigError } from './config-error.js';
import { withSimulatorPort } from './simulator-endpoints.js';

export interface LoadedConfig {
  readonly leaseline: LeaselineConfig;
  readonly temporal: TemporalConfig;
  /** The absolute path of the `leaseline.yaml` that was read. */
  readonly file: string;
}

export interface LoadOptions {
  /** `--config FILE`; without it `leaseline.yaml` in the current folder. */
  readonly file?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Reads `leaseline.yaml` and the `temporal.yaml` beside it.
 *
 * Endpoints at the simulator's usual port follow the simulator to the port it really has (`LEASELINE_SIMULATOR_PORT`,
 * else what `leaseline up` wrote down).
 * @throws ConfigError when a file is missing, unreadable or wrong
 */
export function loadConfig(options: LoadOptions = {}): LoadedConfig {
  const { env = process.env } = options;
  const file = resolve(options.file ?? 'leaseline.yaml');
  const text = readText(file);
  if (text === null) {
    throw new ConfigError(
      `There is no ${file}`,
      options.file === undefined
        ? 'Run leaseline init to write one, or name yours with --config FILE'
        : 'Check the path given with --config, or run leaseline init to write one',
    );
  }
  const config = parsedOrThrow(parseLeaselineConfig(text, file), file);
  return {
    leaseline: withSimulatorPort(config, env, readRunFile(leaselineHome(env))),
    temporal: loadTemporalConfig(join(dirname(file), 'temporal.yaml'), env),
    file,
  };
}

/**
 * Reads a `temporal.yaml`; when there is none, everything has its default. `TEMPORAL_*` variables and a profile of
 * `temporal.toml` override address and namespace; an address from there means a server that somebody else runs.
 * In embedded mode the address is the one the running `leaseline up` wrote down.
 * @throws ConfigError when the file or the profile is unreadable or wrong
 */
export function loadTemporalConfig(file: string, env: NodeJS.ProcessEnv = process.env): TemporalConfig {
  const parsed = parsedOrThrow(parseTemporalConfig(readText(file) ?? '', file), file);
  const fromFile = (path: string) => resolve(dirname(file), path);
  const schedules = parsed.schedules.map((run) => ({ ...run, packages: run.packages.map(fromFile) }));
  const written = { ...parsed, schedules };
  const profile = loadProfile(env);
  const namespace = profile.namespace ?? written.namespace;
  if (written.mode === 'external') refuseUnsaidEncryption(written, file);
  if (profile.address !== undefined) return { ...written, mode: 'external', address: profile.address, namespace };
  if (written.mode === 'external') return { ...written, namespace };
  const running = readRunFile(leaselineHome(env))?.addresses.temporal;
  return { ...written, address: running ?? written.address, namespace };
}

/** Whoever runs a server can read what it stores: outside our own machine that is decided, not left open. */
function refuseUnsaidEncryption({ encryption }: TemporalConfig, file: string): void {
  if (encryption !== null) return;
  throw new ConfigError(
    `${file} says mode: external, and not how what Temporal stores is encrypted`,
    'Name keys under encryption (docs/encryption.md), or write encryption: off to store prices and names in the clear',
  );
}

/** The `TEMPORAL_*` variables over the chosen profile of `temporal.toml`. */
export function loadProfile(env: NodeJS.ProcessEnv): ReturnType<typeof loadClientConfigProfile> {
  const defined = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  try {
    return loadClientConfigProfile({ overrideEnvVars: Object.fromEntries(defined) });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      `The Temporal profile cannot be read: ${why}`,
      'Check TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE and the temporal.toml they name',
    );
  }
}

function readText(file: string): string | null {
  let text: string | null;
  try {
    text = utf8Text(readFileSync(file));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${file} cannot be read: ${why}`, 'Make it a readable file');
  }
  if (text === null) throw new ConfigError(`${file} is not UTF-8 text`, 'Save it as UTF-8');
  return text;
}

function parsedOrThrow<T>(result: ParseResult<T>, file: string): T {
  if (result.ok) return result.value;
  throw new ConfigError(`${file} is not valid`, 'Correct the lines named above', result.problems);
}
