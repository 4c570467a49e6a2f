import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import type { InputProblem } from '../../model/config/input-problem.js';
import { mayHoldSecret } from '../../model/config/secret-reference.js';
import { parseYamlDocuments, type YamlSource } from '../../model/config/yaml-positions.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { parsePackage } from '../../model/parse-package.js';

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
 * and `.json`, in the order of their names; hidden folders and `node_modules` are passed over.
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
    if (!found.isDirectory()) return { files: [path], problems: [] };
    const files = (await readdir(path, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && EXTENSIONS.has(extname(entry.name)) && !CONFIGURATION.has(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !isHidden(relative(path, file)))
      .sort();
    if (files.length > 0) return { files, problems: [] };
    return { files, problems: [fileProblem(path, 'holds no .yaml, .yml or .json file')] };
  } catch (error) {
    return { files: [], problems: [fileProblem(path, whyUnreadable(error))] };
  }
}

async function readOne(file: string): Promise<ReadPackages> {
  if (CONFIGURATION.has(basename(file))) {
    return { entries: [], problems: [fileProblem(file, 'is a configuration file, not a package file')] };
  }
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { entries: [], problems: [fileProblem(file, whyUnreadable(error))] };
  }
  const documents = parseYamlDocuments(text, file);
  if (!documents.ok) return { entries: [], problems: documents.problems };
  if (documents.value.length === 0) return { entries: [], problems: [fileProblem(file, 'holds no package')] };
  const entries: PackageEntry[] = [];
  const problems: InputProblem[] = [];
  for (const source of documents.value) {
    const parsed = parsePackage(source.value);
    if (parsed.ok) entries.push({ spec: parsed.spec, warnings: parsed.warnings, source });
    else {
      for (const { path, rule } of parsed.problems) {
        problems.push(mayHoldSecret(path) ? source.problem(path, rule, null) : source.problem(path, rule));
      }
    }
  }
  return { entries, problems };
}

function isHidden(path: string): boolean {
  return path.split(/[\\/]/).some((part) => part.startsWith('.') || part === 'node_modules');
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
