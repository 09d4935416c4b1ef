/** What may be printed of a name or of a program's output: no terminal escapes, no control characters, one line. */
export function safe(text: string): string {
  return text
    .replace(
      /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[PX^_][^\x1b]*(?:\x1b\\)?|\x1b[ -/]*[0-~]?/g,
      '',
    )
    .replace(/[\s\x85\u2028\u2029]+/g, ' ')
    .replace(/[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
}

/** As `safe`, line by line: line feeds and tabs stay. */
export function safeLines(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .split('\t')
        .map((part) => keepSpaces(part))
        .join('\t'),
    )
    .join('\n');
}

function keepSpaces(part: string): string {
  const [lead] = /^ */.exec(part)!;
  return lead + safe(part);
}

/** Data as it may be shown on a terminal: control characters, line ends apart, as `\\u001b`, which JSON reads as the same text. */
export function visible(data: string): string {
  return data.replace(
    /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

// Whether a character takes two columns (East Asian wide, emoji) or none (combining marks, joiners).
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NONE = /[\p{Mn}\p{Me}\p{Cf}]/u;
const STYLE = /\x1b\[[0-9;]*m/g;

/** Columns that a text takes; our own colours take none. */
export function width(text: string): number {
  let sum = 0;
  for (const character of text.replace(STYLE, '')) sum += NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return sum;
}

/** At most `columns` wide; what is cut off is marked by an ellipsis. Colours are kept, and closed. */
export function fit(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let cut = '';
  let used = 0;
  let styled = false;
  for (const part of text.split(/(\x1b\[[0-9;]*m)/)) {
    if (part.startsWith('\x1b[')) {
      cut += part;
      styled = true;
      continue;
    }
    for (const character of part) {
      used += width(character);
      if (used > columns - 1) return columns < 1 ? '' : `${cut}…${styled ? '\x1b[0m' : ''}`;
      cut += character;
    }
  }
  return cut;
}

/** Columns of running text, at most: longer lines are hard to read. */
const PROSE = 100;

/** Columns that running text takes: those of the terminal, within what can be read. */
export const proseColumns = (terminal: number | undefined = process.stdout.columns): number =>
  Math.max(40, Math.min(PROSE, terminal ?? PROSE));

/** A text in at most `most` lines of at most `columns`, broken at blanks; words that are longer, and what is left, are cut. */
export function proseLines(text: string, columns: number, most: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (lines.length < most - 1 && width(rest) > columns) {
    let line = '';
    for (const word of rest.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (width(longer) > columns) break;
      line = longer;
    }
    if (line === '') line = rest.split(' ', 1)[0]!; // a word that is too long: it is cut, what follows is not
    lines.push(fit(line, columns));
    rest = rest.slice(line.length + 1);
    if (rest === '') return lines;
  }
  return [...lines, fit(rest, columns)];
}

/** Padded with spaces to `columns`. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

/** A number in at most about eight characters. */
export function short(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const rounded = Number(value.toPrecision(4));
  const size = Math.abs(rounded);
  return (size < 1e-4 && size > 0) || (size >= 1e9 && Number.isFinite(size))
    ? rounded.toExponential().replace('e+', 'e')
    : String(rounded);
}

/** A length of time as a person says it: `8 s`, `2 min 5 s`, `3 h 12 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.round((minutes % 1440) / 60)} h`;
}

/** `1 trial`, `2 trials`. */
export function count(many: number, noun: string): string {
  return `${many} ${many === 1 ? noun : plural(noun)}`;
}

/** `trials`; what a user names may be a plural already, or have none. */
export const plural = (noun: string): string => (/[^s]s$|^percent$|%$/.test(noun) ? noun : `${noun}s`);

/** A parameter's or attribute's value on one line. */
export function valueText(value: unknown): string {
  if (typeof value === 'number') return short(value);
  if (typeof value === 'string') return safe(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, part]) => `${safe(key)}: ${valueText(part)}`)
      .join(', ')}}`;
  return String(value);
}

/** Columns of a table, padded to the widest cell; numbers to the right where `right` says so. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => width(row[i] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, i) => (right.includes(i) ? ' '.repeat(widths[i]! - width(cell)) + cell : pad(cell, widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}
