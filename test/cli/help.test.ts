import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../cli/program.js';

const COMMON = ['--config', '--json'];

/** Every command with the words that call it. */
function all(command: Command, path: readonly string[] = []): { path: string; command: Command }[] {
  // What only groups others has no option of its own.
  const isGroup = command.commands.length > 0 && !command.options.some(({ long }) => !COMMON.includes(long ?? ''));
  const own = path.length === 0 || isGroup ? [] : [{ path: path.join(' '), command }];
  return [...own, ...command.commands.flatMap((one) => all(one, [...path, one.name()]))];
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

const commands = all(await createProgram());

describe('the help of every command', () => {
  it('is that of the commands which are promised', () => {
    const promised =
      'up worker api simulator plan apply order list show timeline approve reject paid resolve resize renew release cancel ' +
      'adopt strays calendar costs funding rehearse wake doctor init token completion breakglass';
    const known = commands.map(({ path }) => path);
    expect(promised.split(' ').filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(commands.map(({ path }) => path))(
    '%s is loaded alone, and found, when it is what was asked for',
    async (path) => {
      const words = path.split(' ');
      const loaded = all(await createProgram(['--config', 'list', '--json', ...words])).map((one) => one.path);
      expect(loaded).toContain(path);
      if (path !== 'completion') expect(loaded.length).toBeLessThan(8);
    },
  );

  it.each(commands.map(({ path, command }) => [path, command] as const))('%s', (path, command) => {
    const help = helpOf(command);
    expect(help).toMatch(new RegExp(`Examples?:\n(.*\n)*? +\\$ .*leaseline ${path}\\b`));
    expect(help).toContain('--json');
    expect(help).toContain('--config <file>');
    expect(command.description()).not.toBe('');
    expect(command.options.filter(({ description }) => description === '')).toEqual([]);
    expect(command.registeredArguments.filter(({ description }) => description === '')).toEqual([]);
  });
});
