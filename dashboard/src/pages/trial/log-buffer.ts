/** What is kept of a log in the page. Characters. */
export const MOST_KEPT = 2_000_000;

/** A piece of a log, as the server sends it. */
export interface LogPiece {
  readonly text: string;
  readonly from: number;
  readonly next: number;
  readonly bytes: number | null;
  readonly omitted: number;
  readonly isOver: boolean;
}

/** A log as far as it is known. Never changed: each piece makes another one. */
export interface LogBuffer {
  readonly lines: readonly string[];
  /** Lines that were dropped from the front, for room. */
  readonly dropped: number;
  /** Bytes that the server left out. */
  readonly omitted: number;
  /** Where to go on; null = from the beginning. */
  readonly next: number | null;
  /** How long the log is; null = there is none on the server's machine. */
  readonly bytes: number | null;
  readonly isOver: boolean;
  readonly size: number;
}

/** Nothing is known yet. */
export const EMPTY_LOG: LogBuffer = {
  lines: [],
  dropped: 0,
  omitted: 0,
  next: null,
  bytes: null,
  isOver: false,
  size: 0,
};

/** The log with one more piece. A piece that begins before the end of what is known replaces all: the log began anew. */
export function withPiece(log: LogBuffer, piece: LogPiece, most = MOST_KEPT): LogBuffer {
  const isAnew = log.next !== null && piece.from < log.next;
  const before = isAnew ? EMPTY_LOG : log;
  const added = piece.text === '' ? [] : piece.text.replace(/\n$/, '').split('\n');
  let lines = added.length === 0 ? before.lines : [...before.lines, ...added];
  let size = before.size + piece.text.length;
  let gone = 0;
  while (size > most && gone < lines.length - 1) size -= lines[gone++]!.length + 1;
  if (gone > 0) lines = lines.slice(gone);
  return {
    lines,
    size,
    dropped: before.dropped + gone,
    omitted: before.omitted + piece.omitted,
    next: piece.next,
    bytes: piece.bytes,
    isOver: piece.isOver,
  };
}

/** Numbers of the lines that hold a text, in small or large letters; none for an empty text. */
export function linesWith(lines: readonly string[], search: string): readonly number[] {
  if (search === '') return [];
  const wanted = search.toLowerCase();
  const found: number[] = [];
  lines.forEach((line, i) => {
    if (line.toLowerCase().includes(wanted)) found.push(i);
  });
  return found;
}
