import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { ensureLocalToken } from '../../api/local-token.js';
import type { LoginProvider } from '../../api/login/provider.js';
import { signingKey, tokensFile } from '../../api/tokens.js';
import type { LoginConfig } from '../../model/config/login-config.js';
import { type RunningExporter, startAuditExport } from '../../workers/audit/exporter.js';
import { answers } from '../../workers/client/answers.js';
import { readSecret } from '../../workers/config/credentials.js';
import { loadConfig } from '../../workers/config/load.js';
import { connectClient } from '../../workers/connection.js';
import { untilServing } from '../../workers/embedded/dev-server.js';
import { leaselineHome, projectRoot } from '../../workers/embedded/home.js';
import { readRunFile } from '../../workers/embedded/run-file.js';
import { type HealthServer, serveHealth } from '../../workers/health.js';
import { CliError } from '../support/errors.js';
import { createLogger } from '../support/logger.js';
import { note, printJson } from '../support/output.js';
import { chooseHealthPort, choosePort, HEALTH_OPTION, PORTS } from '../support/ports.js';
import { endWithSupervisor, isSupervised, untilSignal } from '../support/supervised.js';
import { globalsOf } from './options.js';

interface ApiFlags {
  readonly port?: string;
  readonly host: string;
  readonly healthPort?: string;
  readonly console: boolean;
}

const PORT = { ...PORTS.api, flag: '--port' };
const isLoopback = (host: string): boolean => ['127.0.0.1', '::1', 'localhost'].includes(host);

export function registerApi(program: Command): void {
  program
    .command('api')
    .description('answer HTTP: orders, answers of people, lists, events, and the web console (docs/api.md)')
    .option('--port <port>', `port (default ${PORT.fallback}, or ${PORT.variable}; 0: any free one)`)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(...HEALTH_OPTION)
    .option('--no-console', 'without the web console')
    .addHelpText(
      'after',
      `
Every request but /healthz and /readyz carries a token: leaseline token makes one. On this machine's own system the token
in .leaseline/token opens everything. Where other machines shall reach it, put a proxy that speaks TLS before it.

Examples:
  $ leaseline api --port 7800
  $ curl -H "Authorization: Bearer $(cat .leaseline/token)" http://127.0.0.1:7800/v1/packages`,
    )
    .action(async ({ port: flag, host, console, healthPort }: ApiFlags, command: Command) => {
      const { config: file, json } = globalsOf(command);
      const { leaseline, temporal } = loadConfig({ file });
      const port = choosePort(PORT, flag);
      const home = leaselineHome();
      const key = signingKey(home);
      endWithSupervisor();
      const loading = import('../../api/server.js');
      if (isSupervised() && temporal.mode === 'embedded') {
        await untilServing(temporal.address, temporal.namespace, new AbortController().signal);
      }
      const { startApi } = await loading;
      const { client, connection } = await connectClient(temporal);
      let health: HealthServer | null = null;
      let audit: RunningExporter | null = null;
      try {
        health = await healthOf(chooseHealthPort(healthPort), client);
        const localToken = temporal.mode === 'embedded' && isLoopback(host) ? ensureLocalToken(home) : null;
        const running = readRunFile(home)?.addresses;
        const pages = { temporalUi: running?.temporalUi ?? null, simulator: running?.simulator ?? null };
        const consoleFolder = console ? join(projectRoot(), 'dist', 'console') : null;
        const calendarLinksFile = join(home, 'calendar-links.json');
        const logger = createLogger('api');
        const options = {
          client,
          config: leaseline,
          key,
          localToken,
          logger,
          port,
          host,
          consoleFolder,
          pages,
          calendarLinksFile,
          tokensFile: tokensFile(home),
          provider: await providerOf(leaseline.login),
        };
        // Before it listens: what cannot be written down ends the process instead of leaving half of it there.
        audit = await startAuditExport(client, { home, store: leaseline.audit.store, logger });
        const api = await startApi(options).catch((error: unknown) => {
          throw explained(error, host, port);
        });
        if (json === true) printJson({ url: api.url, healthPort: health?.port ?? null });
        else note(`The API listens on ${api.url}`);
        await untilSignal();
        await api.close();
      } finally {
        health?.close();
        await audit?.close();
        await connection.close();
      }
    });
}

/** Few installations have one, and its libraries take a while to load. */
async function providerOf(login: LoginConfig | null): Promise<LoginProvider | null> {
  if (login === null) return null;
  const { LoginProvider } = await import('../../api/login/provider.js');
  const { clientSecret } = login;
  return new LoginProvider(login, clientSecret === null ? null : readSecret(clientSecret, 'the login provider'));
}

async function healthOf(port: number | undefined, client: Client): Promise<HealthServer | null> {
  return port === undefined ? null : serveHealth(port, async () => ({ ready: await answers(client) }));
}

function explained(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    const remedy = 'End that process, or choose another port with --port (0 takes any free one)';
    return new CliError({ what: `Port ${port} for ${PORT.what} is taken by another process`, remedy, cause: error });
  }
  if (code !== 'EADDRNOTAVAIL' && code !== 'ENOTFOUND') return error;
  const remedy = 'Give --host an address of this machine, or leave it out';
  return new CliError({ what: `${host} is no address of this machine`, remedy, cause: error });
}
