import { leaselineHome } from '../../workers/embedded/home.js';
import type { CompletedCommand, Completes } from './tree.js';

/** What bash and zsh both ask, as functions that both understand: each answers with words, or with nothing. */
export function posixTables(commands: readonly CompletedCommand[]): string {
  return [
    table(
      '_leaseline_commands',
      commands
        .filter((one) => one.commands.length > 0)
        .map((one) => [key(one), one.commands.map(({ name }) => name).join(' ')]),
    ),
    table(
      '_leaseline_options',
      commands.map((one) => [key(one), one.options.flatMap(({ flags }) => flags).join(' ')]),
    ),
    table(
      '_leaseline_value',
      commands.flatMap((one) =>
        one.options.flatMap(({ flags, value }) =>
          value === null ? [] : flags.map((flag): [string, string] => [`${key(one)} ${flag}`, answer(value)]),
        ),
      ),
    ),
    table(
      '_leaseline_argument',
      commands.filter(({ argument }) => argument.kind !== 'nothing').map((one) => [key(one), answer(one.argument)]),
    ),
    namesFunction(),
  ].join('\n');
}

/** Text as one word of a shell, whatever is in it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const key = ({ path }: CompletedCommand): string => path.join(' ');

function answer(completes: Completes): string {
  return completes.kind === 'words' ? `words ${completes.words.join(' ')}` : completes.kind;
}

function table(name: string, rows: readonly (readonly [string, string])[]): string {
  const cases = rows.map(([pattern, words]) => `    ${quoted(pattern)}) echo ${quoted(words)} ;;`);
  return [`${name}() {`, '  case "$1" in', ...cases, '  esac', '}'].join('\n');
}

/** Names that were asked for within the last minute are read from a file, so that a key press starts no program. */
function namesFunction(): string {
  return `_leaseline_names() {
  local file="\${LEASELINE_HOME:-"${leaselineHome({}).replaceAll(/["$`\\]/g, '\\$&')}"}/names"
  if [ -n "$(find "$file" -mmin -1 2>/dev/null)" ]; then cat "$file"; else leaseline completion --names 2>/dev/null; fi
}`;
}
