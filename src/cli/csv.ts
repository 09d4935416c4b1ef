/** Cells of a CSV text (RFC 4180): quotes, separators and line feeds within quotes; a byte order mark is left out. Empty lines are skipped. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const body = text.replace(/^\ufeff/, '');
  const separator = separatorOf(body);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < body.length) {
    const quoted = body[at] === '"';
    const [cell, next] = quoted ? quotedCell(body, at) : plainCell(body, at, separator);
    row.push(cell);
    at = next;
    if (body[at] === separator) {
      at++;
      if (at < body.length) continue;
      row.push('');
    }
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    at += body.startsWith('\r\n', at) ? 2 : 1;
  }
  return rows;
}

/** Comma, semicolon or tab: whichever stands most often in the first line. */
function separatorOf(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [',', ';', '\t'].map((separator) => first.split(separator).length);
  return [',', ';', '\t'][counts.indexOf(Math.max(...counts))]!;
}

function quotedCell(text: string, start: number): readonly [string, number] {
  let cell = '';
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== '"') cell += text[at];
    else if (text[at + 1] === '"') {
      cell += '"';
      at++;
    } else return [cell, at + 1];
  }
  return [cell, text.length];
}

function plainCell(text: string, start: number, separator: string): readonly [string, number] {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
  return [text.slice(start, end), end];
}
