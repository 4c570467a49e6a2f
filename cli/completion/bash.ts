import { posixTables } from './posix.js';
import type { CompletedCommand } from './tree.js';

/** For bash 3.2 (macOS) and later; it does not need the package bash-completion. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# bash completion of leaseline. In ~/.bashrc: eval "$(leaseline completion bash)"
${posixTables(commands)}
_leaseline() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" command='' word='' value='' index
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
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
        value="$(_leaseline_commands "$command")"
        if [ -n "$value" ]; then value="words $value"; else value="$(_leaseline_argument "$command")"; fi
        ;;
    esac
  fi
  case "$value" in
    names) COMPREPLY=($(compgen -W "$(_leaseline_names)" -- "$cur")) ;;
    words*) COMPREPLY=($(compgen -W "\${value#words}" -- "$cur")) ;;
    files)
      local IFS=$'\\n'
      COMPREPLY=($(compgen -f -- "$cur"))
      compopt -o filenames 2>/dev/null
      ;;
  esac
}
complete -F _leaseline leaseline
`;
}
