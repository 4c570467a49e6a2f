import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { type BillLine, type BillSource, billLine } from '../../model/bill/bill-line.js';
import { type BillField, columnsOf } from '../../model/bill/columns.js';
import { ExplainedError } from '../../model/config/explained-error.js';
import { utf8Text } from '../files/utf8-text.js';

export interface BillFile extends BillSource {
  /** Columns that a person names; the vendors' usual names stand for the others. */
  readonly columns: Readonly<Partial<Record<BillField, string>>>;
}

/** Some exports begin with a few lines about themselves. */
const HEADER_WITHIN = 20;
const NAMES_SHOWN = 40;

/**
 * The lines of a bill that somebody exported from the vendor's console as CSV.
 * @throws ExplainedError naming file and line; half a bill is not compared
 */
export async function readBill(bill: BillFile): Promise<readonly BillLine[]> {
  const { file } = bill;
  const rows = rowsOf(await textOf(file), file);
  for (const [index, row] of rows.slice(0, HEADER_WITHIN).entries()) {
    const columns = columnsOf(row.cells, bill.columns);
    if (columns === null) continue;
    return rows.slice(index + 1).flatMap(({ cells, line }) => {
      const read = billLine(cells, line, columns, bill);
      if (typeof read !== 'string') return read ?? [];
      throw new ExplainedError(`Line ${line} of ${file} ${read}`, 'Correct the export; nothing was compared');
    });
  }
  const seen = rows[0]?.cells.filter((name) => name !== '').slice(0, NAMES_SHOWN) ?? [];
  throw new ExplainedError(
    seen.length === 0
      ? `${file} is empty`
      : `${file} names no columns of a bill that are known (it has ${seen.join(', ')})`,
    'Name those that hold them: --column order=NAME, resource, amount, currency, at, product, kind, status',
  );
}

async function textOf(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new ExplainedError(`${file} cannot be read (${error.code ?? error.message})`, 'Name a bill exported as CSV');
  });
  // What Chinese consoles and spreadsheets write otherwise.
  return utf8Text(bytes) ?? new TextDecoder('gb18030').decode(bytes);
}

function rowsOf(text: string, file: string): readonly { readonly cells: readonly string[]; readonly line: number }[] {
  const [first = ''] = text.split(/\r?\n/, 1);
  const [delimiter = ','] = [',', ';', '\t'].sort((one, other) => first.split(other).length - first.split(one).length);
  const rows: { cells: readonly string[]; line: number }[] = [];
  try {
    parse(text, {
      delimiter,
      bom: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // Marks such as ="123" stand outside of what CSV calls quoted.
      relax_quotes: true,
      on_record: (cells: string[], { lines }) => {
        rows.push({ cells, line: lines });
        return null;
      },
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ExplainedError(`${file} is no CSV: ${why}`, 'Export it from the vendor as CSV (UTF-8)');
  }
  return rows;
}
