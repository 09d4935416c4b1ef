import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

/** A trial's log file. Of one that becomes too long the middle is left out, with a note; what a full disk refuses is lost. */
export interface Log {
  write(piece: Buffer | string): void;
  close(): void;
}

/**
 * Opens a log to add to it. Written at once, so that it can be followed, and so that no backlog can grow.
 *
 * @param limit  bytes that the file may have: beyond it a quarter from its start and a quarter from its end are kept, and it goes on
 */
export function openLog(path: string, limit: number): Log {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644);
  let size = fstatSync(file).size;
  let isLost = false;
  return {
    write(piece) {
      if (isLost) return;
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      try {
        for (let done = 0; done < bytes.length; ) {
          const fitting = bytes.subarray(done, done + Math.max(1, limit - size));
          writeAll(file, fitting, size);
          size += fitting.length;
          done += fitting.length;
          if (size >= limit) size = shorten(file, size, limit);
        }
      } catch {
        isLost = true;
      }
    },
    close: () => closeSync(file),
  };
}

const NOTE = /^\n?\[vernier: (\d+) bytes are left out here, .*\]\n/;

/** Leaves out the middle; answers how long the file is then. */
function shorten(file: number, size: number, limit: number): number {
  const kept = Math.floor(limit / 4);
  const first = read(file, 0, kept);
  const start = first.subarray(0, first.lastIndexOf('\n') + 1 || first.length); // whole lines, where there are any
  const last = read(file, size - kept, size);
  const end = last.subarray(last.subarray(0, -1).indexOf('\n') + 1);
  const earlier = NOTE.exec(String(read(file, start.length, Math.min(size, start.length + 200))));
  const omitted = size - start.length - end.length + (earlier === null ? 0 : Number(earlier[1]) - earlier[0].length);
  const gap = start.at(-1) === 10 || start.length === 0 ? '' : '\n';
  const note = Buffer.from(`${gap}[vernier: ${omitted} bytes are left out here, of a log of ${limit} bytes at most]\n`);
  writeAll(file, note, start.length);
  writeAll(file, end, start.length + note.length);
  const now = start.length + note.length + end.length;
  ftruncateSync(file, now);
  return now;
}

function read(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, to - from));
  let length = 0;
  for (let more = 1; more > 0 && length < bytes.length; length += more)
    more = readSync(file, bytes, length, bytes.length - length, from + length);
  return bytes.subarray(0, length);
}

function writeAll(file: number, bytes: Buffer, at: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, at + done);
}
