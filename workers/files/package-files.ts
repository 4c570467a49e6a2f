import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, normalize } from 'node:path';
import type { InputProblem } from '../../model/config/input-problem.js';
import { mayHoldSecret } from '../../model/config/secret-reference.js';
import { parseYamlDocuments, type YamlSource } from '../../model/config/yaml-positions.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { parsePackage } from '../../model/parse-package.js';
import { utf8Text } from './utf8-text.js';

/** One checked package document, which still knows where its fields stand. */
export interface PackageEntry {
  readonly spec: PackageSpec;
  readonly warnings: readonly string[];
  readonly source: YamlSource;
}

export interface ReadPackages {
  readonly entries: readonly PackageEntry[];
  readonly problems: readonly InputProblem[];
}

const EXTENSIONS = new Set(['.yaml', '.yml', '.json']);
/** Configuration may lie beside packages; in a folder it is passed over, named on the command line it is refused. */
const CONFIGURATION = new Set(['leaseline.yaml', 'temporal.yaml', 'package.json', 'package-lock.json']);

/**
 * Reads every package document in the files and folders given. Folders are searched to the bottom for `.yaml`, `.yml`
 * and `.json`, in the order of their names; what is hidden and `node_modules` are passed over. Links are followed, as
 * in a folder that Kubernetes fills: a package whose file were not seen would be taken for one that is in no file.
 * Everything that is wrong comes back as problems; nothing is thrown for what a person wrote.
 */
export async function readPackages(paths: readonly string[]): Promise<ReadPackages> {
  const found = await Promise.all(paths.map(findFiles));
  const problems = found.flatMap((result) => result.problems);
  const files = [...new Set(found.flatMap((result) => result.files))];
  const read = await Promise.all(files.map(readOne));
  return {
    entries: read.flatMap((result) => result.entries),
    problems: [...problems, ...read.flatMap((result) => result.problems)],
  };
}

async function findFiles(path: string): Promise<{ files: string[]; problems: InputProblem[] }> {
  try {
    const found = await stat(path);
    // However it is written, a file that is named twice is one file.
    if (!found.isDirectory()) return { files: [normalize(path)], problems: [] };
    const { files, problems } = await filesIn(normalize(path), []);
    if (files.length > 0 || problems.length > 0) return { files: files.sort(), problems };
    return { files, problems: [fileProblem(path, 'holds no .yaml, .yml or .json file')] };
  } catch (error) {
    return { files: [], problems: [fileProblem(path, whyUnreadable(error))] };
  }
}

/** @param above the real paths of the folders it lies in: a link may lead back up */
async function filesIn(
  folder: string,
  above: readonly string[],
): Promise<{ files: string[]; problems: InputProblem[] }> {
  const real = await realpath(folder);
  if (above.includes(real)) return { files: [], problems: [] };
  const files: string[] = [];
  const problems: InputProblem[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (name.startsWith('.') || name === 'node_modules') continue;
    const path = join(folder, name);
    const isPackages = EXTENSIONS.has(extname(name).toLowerCase()) && !CONFIGURATION.has(name);
    try {
      const found = entry.isSymbolicLink() ? await stat(path) : entry;
      if (found.isDirectory()) {
        const inside = await filesIn(path, [...above, real]);
        files.push(...inside.files);
        problems.push(...inside.problems);
      } else if (isPackages && found.isFile()) files.push(path);
    } catch (error) {
      // A link that leads nowhere is no concern of ours unless it has the name of a package file.
      if (isPackages || entry.isDirectory()) problems.push(fileProblem(path, whyUnreadable(error)));
    }
  }
  return { files, problems };
}

async function readOne(file: string): Promise<ReadPackages> {
  if (CONFIGURATION.has(basename(file))) {
    return { entries: [], problems: [fileProblem(file, 'is a configuration file, not a package file')] };
  }
  let text: string | null;
  try {
    text = utf8Text(await readFile(file));
  } catch (error) {
    return { entries: [], problems: [fileProblem(file, whyUnreadable(error))] };
  }
  if (text === null) return { entries: [], problems: [fileProblem(file, 'is not UTF-8 text: save it as UTF-8')] };
  const documents = parseYamlDocuments(text, file);
  if (!documents.ok) return { entries: [], problems: documents.problems };
  if (documents.value.length === 0) return { entries: [], problems: [fileProblem(file, 'holds no package')] };
  const entries: PackageEntry[] = [];
  const problems: InputProblem[] = [];
  for (const source of documents.value) {
    const parsed = parsePackage(source.value);
    if (parsed.ok) {
      entries.push({ spec: parsed.spec, warnings: parsed.warnings, source });
      problems.push(...rewrittenLabels(parsed.spec, source));
    } else {
      for (const { path, rule } of parsed.problems) {
        problems.push(mayHoldSecret(path) ? source.problem(path, rule, null) : source.problem(path, rule));
      }
    }
  }
  return { entries, problems };
}

/** YAML reads 0042 as 42 and 1.10 as 1.1: a label is a text, and what was meant is known only where it is quoted. */
function rewrittenLabels({ labels }: PackageSpec, source: YamlSource): InputProblem[] {
  return Object.entries(labels).flatMap(([label, value]) => {
    const path = ['labels', label];
    const written = source.writtenAt(path);
    if (written === null || written === value) return [];
    const rule = `is read as the number ${value}: put it in quotes, "${written}", to keep it as it is written`;
    return [source.problem(path, rule, null)];
  });
}

function fileProblem(file: string, rule: string): InputProblem {
  return { file, line: 1, column: 1, field: '', rule, value: null };
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES') return 'may not be read by this user';
  return `cannot be read (${error instanceof Error ? error.message : String(error)})`;
}
