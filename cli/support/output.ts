/** One JSON document on stdout. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** One line of a stream of JSON documents on stdout. */
export function printJsonLine(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

/** What a person asked to see. */
export function printLine(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Progress and explanations; never part of what a script reads. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
