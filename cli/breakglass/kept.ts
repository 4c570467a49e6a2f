import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BreakGlassSheet, sheetSchema } from '../../model/breakglass/sheet.js';
import { formatProblem, type InputProblem } from '../../model/config/input-problem.js';
import { parseWithSchema, parseYamlDocuments } from '../../model/config/yaml-positions.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import { replaceFile } from '../../workers/embedded/replace-file.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';

/** The newest sheet, for the day on which nobody can be asked for another one. */
export const keptFile = (): string => join(leaselineHome(), 'breakglass.json');

/** Keeps a sheet; no loss where that cannot be. For its owner's eyes, at once, so that nobody reads half of it. */
export function keepSheet(sheet: BreakGlassSheet): void {
  try {
    replaceFile(keptFile(), `${JSON.stringify(sheet, null, 2)}\n`, { isPrivate: true });
  } catch {
    // A home that may not be written to has no memory.
  }
}

/** The kept sheet; null when there is none that can be read. */
export function keptSheet(): BreakGlassSheet | null {
  try {
    return readSheet(keptFile());
  } catch (error) {
    if (error instanceof CliError) return null;
    throw error;
  }
}

/** @throws CliError naming every line that is not as it should be */
export function readSheet(file: string): BreakGlassSheet {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError({
      what: `${file} cannot be read (${error instanceof Error ? error.message : String(error)})`,
      remedy: 'Name a file that leaseline breakglass --json has written',
      exitCode: EXIT.usage,
    });
  }
  return parseSheet(text, file);
}

/** @throws CliError naming every line that is not as it should be */
export function parseSheet(text: string, file: string): BreakGlassSheet {
  const documents = parseYamlDocuments(text, file);
  if (!documents.ok) throw invalid(documents.problems);
  const [source, another] = documents.value;
  if (source === undefined || another !== undefined) {
    throw invalid([{ file, line: 1, column: 1, field: '', rule: 'holds no sheet, or more than one', value: null }]);
  }
  const parsed = parseWithSchema(source, sheetSchema, () => true);
  if (!parsed.ok) throw invalid(parsed.problems);
  return parsed.value;
}

const MOST_SHOWN = 20;

function invalid(problems: readonly InputProblem[]): CliError {
  const more = problems.length > MOST_SHOWN ? [`and ${problems.length - MOST_SHOWN} more`] : [];
  return new CliError({
    what: [...problems.slice(0, MOST_SHOWN).map(formatProblem), ...more].join('\n'),
    remedy: 'Name a file that leaseline breakglass --json has written',
    exitCode: EXIT.usage,
  });
}
