import { createReadStream } from 'node:fs';

/**
 * Lines of a file, each up to its newline and nothing else: Node's own reader of lines (from Node 24 on) ends one at U+2028 as
 * well, which may stand in what somebody said, and takes an added carriage return for a part of the line's end.
 * @param start where to begin, in bytes
 */
export async function* linesOf(path: string, start = 0): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { start, encoding: 'utf8' }) as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
