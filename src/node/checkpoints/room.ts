import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Task } from '../../execution/executor.ts';
import { studyPath } from '../executors/trial-folder.ts';

/** What checkpoints of a study may take, and who had to make room, as it stands beside the folders of the trials. */
export interface CheckpointRoom {
  /** Bytes, as the last run had it. */
  readonly limit: number;
  /** Complete trials whose checkpoints were to be kept, and were removed for want of space. */
  readonly removed: readonly number[];
}

const FILE = 'checkpoints.json';

/** null = no run has written it, or it cannot be read. */
export async function readRoom(root: string, study: Pick<Task, 'study' | 'studyId'>): Promise<CheckpointRoom | null> {
  try {
    return JSON.parse(await readFile(join(studyPath(root, study), FILE), 'utf8')) as CheckpointRoom;
  } catch {
    return null;
  }
}

/** Whole, or not at all. */
export async function writeRoom(
  root: string,
  study: Pick<Task, 'study' | 'studyId'>,
  room: CheckpointRoom,
): Promise<void> {
  const file = join(studyPath(root, study), FILE);
  const unfinished = `${file}.${process.pid}`;
  try {
    await writeFile(unfinished, `${JSON.stringify(room)}\n`);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }); // of a full disk
    throw error;
  }
}
