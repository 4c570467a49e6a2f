import { posixTables, quoted } from './posix.js';
import type { CompletedCommand } from './tree.js';

/** For zsh with its completion system on (compinit). */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef leaseline
# zsh completion of leaseline. In ~/.zshrc, after compinit: eval "$(leaseline completion zsh)"
${posixTables(commands)}
_leaseline_described() {
  case "$1" in
${commands
  .filter((one) => one.commands.length > 0)
  .map(describedCase)
  .join('\n')}
  esac
}
_leaseline() {
  local cur="\${words[CURRENT]}" command='' word='' value='' index
  local -a found
  for ((index = 2; index < CURRENT; index++)); do
    word="\${words[index]}"
    if [ -n "$value" ]; then value=''; continue; fi
    case "$word" in
      -*) value="$(_leaseline_value "$command $word")" ;;
      *)
        case " $(_leaseline_commands "$command") " in
          *" $word "*) command="\${command:+$command }$word" ;;
          *) if [ -n "$(_leaseline_commands "$command")" ]; then return; fi ;;
        esac
        ;;
    esac
  done
  if [ -z "$value" ]; then
    case "$cur" in
      -*) value="words $(_leaseline_options "$command")" ;;
      *)
        if [ -n "$(_leaseline_commands "$command")" ]; then
          found=("\${(@f)$(_leaseline_described "$command")}")
          _describe 'command' found
          return
        fi
        value="$(_leaseline_argument "$command")"
        ;;
    esac
  fi
  case "$value" in
    names) compadd -- \${(f)"$(_leaseline_names)"} ;;
    words*) compadd -- \${=value#words} ;;
    files) _files ;;
  esac
}
compdef _leaseline leaseline
`;
}

function describedCase({ path, commands }: CompletedCommand): string {
  const lines = commands.map(({ name, description }) => quoted(`${name}:${description.replaceAll(':', '\\:')}`));
  return `    ${quoted(path.join(' '))}) print -rl -- ${lines.join(' ')} ;;`;
}
