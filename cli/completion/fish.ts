import { leaselineHome } from '../../workers/embedded/home.js';
import type { CompletedCommand, CompletedOption, Completes } from './tree.js';

/** For fish 3 and later. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  return `# fish completion of leaseline. leaseline completion fish > ~/.config/fish/completions/leaseline.fish
function __leaseline_names
  set -l home ${word(leaselineHome({}))}
  set -q LEASELINE_HOME; and set home $LEASELINE_HOME
  if test -n "$(find $home/names -mmin -1 2>/dev/null)"
    cat $home/names
  else
    leaseline completion --names 2>/dev/null
  end
end
complete -c leaseline -f
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf(command: CompletedCommand): string[] {
  const { path, commands, options, argument } = command;
  const here = condition(command);
  return [
    ...commands.map(({ name, description }) => line(here, `-a ${word(name)} -d ${word(description)}`)),
    ...options.map((option) => line(path.length === 0 ? '' : here, optionWords(option))),
    ...(argument.kind === 'nothing' ? [] : [line(here, valueWords(argument))]),
  ];
}

/** Within this command, and not within one of its own. */
function condition({ path, commands }: CompletedCommand): string {
  if (path.length === 0) return '__fish_use_subcommand';
  const within = path.map((part) => `__fish_seen_subcommand_from ${part}`);
  const beyond =
    commands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`];
  return [...within, ...beyond].join('; and ');
}

function line(when: string, what: string): string {
  return `complete -c leaseline${when === '' ? '' : ` -n ${word(when)}`} ${what}`;
}

function optionWords({ flags, description, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const takes = value === null ? [] : ['-r', ...(value.kind === 'nothing' ? [] : [valueWords(value)])];
  return [...names, `-d ${word(description)}`, ...takes].join(' ');
}

function valueWords(completes: Completes): string {
  switch (completes.kind) {
    case 'names':
      return "-a '(__leaseline_names)'";
    case 'files':
      return '-F';
    case 'words':
      return `-a ${word(completes.words.join(' '))}`;
    case 'nothing':
      return '';
  }
}

/** Fish knows no other escapes within single quotes. */
const word = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
