import { ExplainedError } from '../../model/config/explained-error.js';
import { formatProblem, type InputProblem } from '../../model/config/input-problem.js';

/** A configuration file that is missing or wrong. The message has one line for each problem. */
export class ConfigError extends ExplainedError {
  override readonly name = 'ConfigError';
  readonly problems: readonly InputProblem[];

  constructor(what: string, remedy: string, problems: readonly InputProblem[] = []) {
    super([what, ...problems.map(formatProblem)].join('\n'), remedy);
    this.problems = problems;
  }
}
