import type { FileHandle } from 'node:fs/promises';
import type { LogPiece } from '../server/trial-files.ts';
import { plainText } from './executors/output.ts';

/** Of a log that is longer than this, only the start and the end are shown at first. Bytes. */
const WHOLE_BYTES = 2 ** 21;
const START_BYTES = 2 ** 18;
/** A piece has so many bytes at most. */
const PIECE_BYTES = 2 ** 20;
/** A line that is longer comes in pieces. */
const LINE_BYTES = 2 ** 16;

/** A piece of a log, as `TrialFiles.log` has it. */
export async function logPiece(file: FileHandle, from: number | null, isOver: boolean): Promise<LogPiece> {
  const { size } = await file.stat();
  const isFirst = from === null || from > size; // a log that is shorter than it was began anew, or lost its middle
  if (isFirst && size > WHOLE_BYTES) return startAndEnd(file, size, isOver);
  const start = isFirst ? 0 : from;
  const bytes = await read(file, start, Math.min(size, start + (isFirst ? WHOLE_BYTES : PIECE_BYTES)));
  const length = lengthOfLines(bytes, isOver && start + bytes.length === size);
  return { text: shown(bytes.subarray(0, length)), from: start, next: start + length, bytes: size, omitted: 0 };
}

async function startAndEnd(file: FileHandle, size: number, isOver: boolean): Promise<LogPiece> {
  const first = await read(file, 0, START_BYTES);
  const start = first.subarray(0, lengthOfLines(first, false));
  const lastFrom = size - PIECE_BYTES;
  const last = await read(file, lastFrom, size);
  const skipped = Math.min(last.indexOf(NEWLINE) + 1, LINE_BYTES); // the end of a line whose start is left out
  const end = last.subarray(skipped);
  const length = lengthOfLines(end, isOver);
  const omitted = lastFrom + skipped - start.length;
  return {
    text: `${shown(start)}\n[${omitted} bytes are left out here]\n\n${shown(end.subarray(0, length))}`,
    from: 0,
    next: lastFrom + skipped + length,
    bytes: size,
    omitted,
  };
}

const [NEWLINE, RETURN] = [10, 13];

/** How many bytes are whole lines: the rest comes with the next piece. A progress bar ends its lines by going back to their start. */
function lengthOfLines(bytes: Buffer, isAll: boolean): number {
  if (isAll) return bytes.length;
  const length = Math.max(bytes.lastIndexOf(NEWLINE), bytes.lastIndexOf(RETURN)) + 1;
  if (length > 0 || bytes.length < LINE_BYTES) return length;
  let end = bytes.length;
  while (end > bytes.length - 4 && (bytes[end - 1]! & 0xc0) === 0x80) end--; // no letter is cut in two
  return end - 1;
}

/** As a terminal would show it: of a line that was written over, what stood last. */
function shown(bytes: Buffer): string {
  const lines = bytes
    .toString('utf8')
    .replace(/\r+\n/g, '\n')
    .replace(/\r+$/, '\n')
    .replace(/[^\n]*\r(?=[^\n])/g, '');
  return plainText(lines);
}

async function read(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, to - from));
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, from + length);
    if (bytesRead === 0) break; // it was cut off meanwhile
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}
