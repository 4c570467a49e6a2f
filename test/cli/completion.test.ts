import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bashScript } from '../../cli/completion/bash.js';
import { fishScript } from '../../cli/completion/fish.js';
import { completedCommands } from '../../cli/completion/tree.js';
import { zshScript } from '../../cli/completion/zsh.js';
import { Workplace } from './support/system.js';

const LONG = { timeout: 120_000 };
const run = promisify(execFile);

let workplace: Workplace;
let script: string;
beforeAll(async () => {
  workplace = await Workplace.create();
  await mkdir(join(workplace.folder, 'home'));
  await workplace.write('home/names', 'tokyo-desktops\ntokyo-line\nosaka-line\n');
  await mkdir(join(workplace.folder, 'my packages'));
  await writeFile(join(workplace.folder, 'my packages', 'one.yaml'), '');
  const { stdout, code } = await workplace.run(['completion', 'bash']);
  expect(code).toBe(0);
  script = await workplace.write('completion.bash', stdout);
}, LONG.timeout);
afterAll(() => workplace.remove());

/** What bash would offer for the last of these words. */
async function offered(...words: string[]): Promise<string[]> {
  const ask = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _leaseline; printf "%s\\n" "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['--norc', '-uc', ask, 'bash', script, 'leaseline', ...words], {
    cwd: workplace.folder,
    env: workplace.env,
  });
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion in bash', LONG, () => {
  it('completes commands, also after an option that takes a value', async () => {
    expect(await offered('sh')).toEqual(['show']);
    expect(await offered('--config', 'show', 'rej')).toEqual(['reject']);
    expect(await offered('--json', 'cale')).toEqual(['calendar']);
  });

  it('completes options of the command, the common ones too, and the words they take', async () => {
    expect(await offered('list', '--e')).toEqual(['--expires-within']);
    expect(await offered('list', '--js')).toEqual(['--json']);
    expect(await offered('list', '--waiting', '')).toEqual(['approval', 'payment', 'cloud', 'operator']);
    expect(await offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  it('completes names of packages from what was read a moment ago, without starting a program', async () => {
    expect(await offered('show', 'tokyo')).toEqual(['tokyo-desktops', 'tokyo-line']);
    expect(await offered('approve', 'osaka-line', '--comment', 't')).toEqual([]);
  });

  it('completes files with spaces in their names', async () => {
    expect(await offered('plan', 'my')).toEqual(['my packages']);
    expect(await offered('apply', 'my packages/')).toEqual(['my packages/one.yaml']);
    expect(await offered('list', '--config', 'leaseline.y')).toEqual(['leaseline.yaml']);
  });

  it('says nothing where it knows nothing, and asks for a shell it knows', async () => {
    expect(await offered('unheard-of', '')).toEqual([]);
    expect(await workplace.run(['completion', 'tcsh'])).toMatchObject({ code: 2 });
    expect(await workplace.run(['completion'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('bash, zsh'),
    });
  });
});

describe('completion scripts', () => {
  it('are made of whatever the program has, and no word of it can break out of its quotes', async () => {
    const program = new Command('leaseline').option('--it <file>', "it's; $(touch broken) `touch broken` \\");
    program.command('deep').command("o'clock").description("it's: $(touch broken)\\").argument('<name>', 'x');
    const commands = completedCommands(program);
    expect(commands.map(({ path }) => path.join(' '))).toEqual(['', 'deep', "deep o'clock"]);
    for (const shown of [bashScript(commands), zshScript(commands)]) {
      const { stdout } = await run('bash', [
        '--norc',
        '-c',
        `compdef() { :; }; complete() { :; }\n${shown}\n_leaseline_commands deep`,
      ]);
      expect(stdout).toBe("o'clock\n");
    }
    expect(fishScript(commands)).toContain("-a 'o\\'clock' -d 'it\\'s: $(touch broken)\\\\'");
  });
});
