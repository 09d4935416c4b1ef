import { LONGEST_LINE, PREFIX } from './report-line.ts';

const NEWLINE = 10;

/**
 * Finds the lines for Vernier in a program's output, which may come in any pieces.
 *
 * Its work and memory do not depend on how much else is printed: pieces are searched as bytes, and of other lines only
 * the last, unfinished one is kept.
 *
 * @returns `push` takes a piece and gives the lines it completed, without the word `vernier`; `end` gives the last one
 */
export function lineFinder(): { push(piece: Buffer): readonly string[]; end(): readonly string[] } {
  const lines = lineCutter();
  return {
    push(piece) {
      // Where the piece cannot hold the beginning of such a line, only its last line is of interest.
      return messagesIn(lines.push(piece, (bytes) => bytes.includes(PREFIX)));
    },
    end: () => messagesIn(lines.end()),
  };
}

/**
 * Cuts bytes into lines. A line above `LONGEST_LINE` bytes is cut off there.
 *
 * @returns `push` gives the lines that a piece completes; those that lie wholly inside it only where `wanted(piece)`
 */
export function lineCutter(): {
  push(piece: Buffer, wanted?: (piece: Buffer) => boolean): readonly string[];
  end(): readonly string[];
} {
  let kept: Buffer[] = [];
  let size = 0;
  function keep(bytes: Buffer): void {
    const room = bytes.subarray(0, LONGEST_LINE - size);
    // A copy: a slice would keep the whole piece alive.
    if (room.length > 0) kept.push(Buffer.from(room));
    size += room.length;
  }
  function take(): string {
    const line = Buffer.concat(kept).toString('utf8');
    kept = [];
    size = 0;
    return withoutReturn(line);
  }
  return {
    push(piece, wanted = () => true) {
      const first = piece.indexOf(NEWLINE);
      if (first < 0) {
        keep(piece);
        return [];
      }
      keep(piece.subarray(0, first));
      const lines = [take()];
      const last = piece.lastIndexOf(NEWLINE);
      const inside = piece.subarray(first + 1, last);
      if (last > first && wanted(inside)) lines.push(...inside.toString('utf8').split('\n').map(withoutReturn));
      keep(piece.subarray(last + 1));
      return lines;
    },
    end: () => (size === 0 ? [] : [take()]),
  };
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function messagesIn(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith(PREFIX)).map((line) => line.slice(PREFIX.length - 1));
}

/** The end of an output, to be quoted when the program fails: at most `limit` characters, whole lines, plain text. */
export function outputTail(limit = 1_000): { push(piece: Buffer): void; text(): string } {
  let tail = Buffer.alloc(0);
  return {
    push(piece) {
      tail =
        piece.length >= 4 * limit
          ? Buffer.from(piece.subarray(-4 * limit))
          : Buffer.concat([tail, piece]).subarray(-4 * limit);
    },
    text() {
      const text = plainText(tail.toString('utf8')).trimEnd();
      return text.length <= limit
        ? text
        : text.slice(text.indexOf('\n', text.length - limit) + 1 || text.length - limit);
    },
  };
}

/** Text without terminal escapes and other control characters, line ends and tabs excepted. */
export function plainText(text: string): string {
  return text
    .replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]/g, '')
    .replace(/\r\n/g, '\n')
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '');
}
