/** A table that was read from a text. */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Is there more than was read? */
  readonly hasMore: boolean;
}

/** Rows and columns that are shown of a table. */
const MOST_ROWS = 200;
const MOST_COLUMNS = 60;

/** The table in a text of CSV (commas, semicolons or tabs) or of lines of JSON; null = there is none. */
export function tableOf(text: string, isWhole: boolean): TextTable | null {
  const trimmed = text.replace(/^\uFEFF/, '');
  if (trimmed.trim() === '') return null;
  const table = /^\s*[{[]/.test(trimmed) ? fromJsonLines(trimmed, isWhole) : fromCsv(trimmed, isWhole);
  return table?.head.length === 0 ? null : table;
}

function fromCsv(text: string, isWhole: boolean): TextTable | null {
  const firstLine = text.slice(0, text.search(/\r?\n|$/));
  const counts = [',', ';', '\t'].map((mark) => firstLine.split(mark).length);
  const separator = [',', ';', '\t'][counts.indexOf(Math.max(...counts))]!;
  const lines: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    cells.push(cell);
    cell = '';
  };
  for (let i = 0; i < text.length && lines.length <= MOST_ROWS + 1; i++) {
    const letter = text[i]!;
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text[i + 1] === '"') cell += text[++i];
      else isQuoted = false;
    } else if (letter === '"' && cell === '') isQuoted = true;
    else if (letter === separator) endCell();
    else if (letter === '\n') {
      endCell();
      lines.push(cells);
      cells = [];
    } else if (letter !== '\r') cell += letter;
  }
  // What was cut off is no row.
  if (isWhole && lines.length <= MOST_ROWS + 1 && (cell !== '' || cells.length > 0)) lines.push([...cells, cell]);
  const [head = [], ...rows] = lines;
  return cut(head, rows, !isWhole);
}

function fromJsonLines(text: string, isWhole: boolean): TextTable | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (!isWhole) lines.pop();
  const records: Readonly<Record<string, unknown>>[] = [];
  for (const line of lines.slice(0, MOST_ROWS + 1))
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
      records.push(value as Record<string, unknown>);
    } catch {
      return null;
    }
  const head = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const shown = (value: unknown) =>
    value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return cut(
    head,
    records.map((record) => head.map((key) => (Object.hasOwn(record, key) ? shown(record[key]) : ''))),
    !isWhole,
  );
}

const cut = (head: readonly string[], rows: readonly (readonly string[])[], hasMore: boolean): TextTable => ({
  head: head.slice(0, MOST_COLUMNS),
  rows: rows.slice(0, MOST_ROWS).map((row) => row.slice(0, MOST_COLUMNS)),
  hasMore: hasMore || rows.length > MOST_ROWS || head.length > MOST_COLUMNS,
});
