/** What stands at the top of each generated page. */
export const GENERATED =
  '<!-- Written by npm run docs from the source; change it there. A test fails when this page is behind. -->';

export interface Table {
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** One Markdown table; what would break out of a cell is written so that it does not. */
export function tableText({ head, lines }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...lines.map(line)].join('\n');
}

const cell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replace(/\s*\n\s*/g, ' ')
    .trim();

export const code = (text: string): string => `\`${text}\``;
