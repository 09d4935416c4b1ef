import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { OpenedFile } from '../server/trial-files.ts';

/** Is it a relative path with slashes that stays where it is, by its letters? */
export function isPlainPath(name: string): boolean {
  const isShort = name.length > 0 && name.length <= 1000;
  return (
    isShort && !/[\\\0]/.test(name) && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

/**
 * Opens a plain file of a folder; null where it is none, or a link leads elsewhere.
 *
 * @param name as `isPlainPath` has it
 */
export async function openInside(folder: string, name: string): Promise<FileHandle | null> {
  if (!isPlainPath(name)) return null;
  const path = await realPathInside(folder, name);
  if (path === null) return null;
  // A pipe would be waited for until somebody writes to it.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch(() => null);
  if (file === null) return null;
  if ((await file.stat()).isFile()) return file;
  await file.close();
  return null;
}

/** Where a path leads, links followed; null where that is not in the folder. */
export async function realPathInside(folder: string, name: string): Promise<string | null> {
  try {
    const base = await realpath(folder);
    const path = await realpath(join(base, name));
    return path.startsWith(base.endsWith(sep) ? base : base + sep) ? path : null;
  } catch {
    return null;
  }
}

/** An open file as the server reads it. */
export async function openedFile(file: FileHandle): Promise<OpenedFile> {
  const { size, mtimeMs } = await file.stat();
  return {
    bytes: size,
    changedAt: mtimeMs,
    read: (from, to) =>
      Readable.toWeb(file.createReadStream({ start: from, end: to })) as unknown as ReadableStream<Uint8Array>,
    close: () => file.close(),
  };
}
