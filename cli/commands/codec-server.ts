import type { Command } from 'commander';
import { loadConfig } from '../../workers/config/load.js';
import { startCodecServer } from '../../workers/payloads/codec-server.js';
import { isEncrypted, payloadCodecsOf } from '../../workers/payloads/data-converter.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { note, printJson } from '../support/output.js';
import { choosePort } from '../support/ports.js';
import { endWithSupervisor, untilSignal } from '../support/supervised.js';
import { globalsOf } from './options.js';

const PORT = {
  what: 'the codec server',
  flag: '--port',
  variable: 'LEASELINE_CODEC_PORT',
  fallback: 7802,
} as const;

const TOKEN = 'LEASELINE_CODEC_TOKEN';

export function registerCodecServer(program: Command): void {
  program
    .command('codec-server')
    .description("decrypt payloads for Temporal's web UI and command line, on this machine")
    .option('--port <port>', `port on 127.0.0.1 (default ${PORT.fallback}; 0: any free one)`)
    .option('--ui-origin <url>', 'the web page that may ask', 'http://127.0.0.1:8233')
    .addHelpText(
      'after',
      `
It reads the keys that temporal.yaml names under encryption. Whoever can ask it can read everything: it listens on
loopback only, and where other people use this machine, ${TOKEN} makes it ask for a bearer token.

Examples:
  $ leaseline codec-server --ui-origin https://cloud.temporal.io
  $ temporal workflow show -w package/tokyo-desktops --codec-endpoint http://127.0.0.1:${PORT.fallback}`,
    )
    .action(async ({ port: flag, uiOrigin }: { port?: string; uiOrigin: string }, command: Command) => {
      const { temporal } = loadConfig({ file: globalsOf(command).config });
      const codecs = payloadCodecsOf(temporal, process.env);
      if (!isEncrypted(temporal)) {
        note('Nothing is encrypted here (temporal.yaml names no keys): it only unpacks what is larger than 128 KiB');
      }
      const port = choosePort(PORT, flag);
      const token = process.env[TOKEN] ?? '';
      const server = await startCodecServer({
        port,
        codecs,
        uiOrigin: originOf(uiOrigin),
        token: token === '' ? null : token,
      }).catch((cause: unknown) => {
        if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
        throw new CliError({
          what: `Port ${port} for ${PORT.what} is taken by another process`,
          remedy: `End that process, or choose another port with --port (0 takes any free one)`,
          cause,
        });
      });
      const address = server.address();
      const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
      if (globalsOf(command).json === true) printJson({ url });
      else note(`The codec server listens on ${url}`);
      endWithSupervisor();
      await untilSignal();
      server.close();
    });
}

function originOf(text: string): string {
  try {
    return new URL(text).origin;
  } catch {
    throw new CliError({
      what: `"${text}" is no address of a web page`,
      remedy: 'Give --ui-origin as in http://127.0.0.1:8233',
      exitCode: EXIT.usage,
    });
  }
}
