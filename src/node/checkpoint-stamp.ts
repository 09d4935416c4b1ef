import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Task } from '../execution/executor.ts';
import { checkpointPath, STAMP, studyPath } from './executors/trial-folder.ts';

/** Whose state a checkpoint folder holds: written beside it whenever the trial names a checkpoint there. */
export interface Stamp {
  /** Id of the study. */
  readonly study: string;
  readonly trial: number;
  /** The step of the state. */
  readonly step: number;
}

/** Writes a folder's stamp; whole, or not at all. */
export function stampFolder(folder: string, stamp: Stamp): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, STAMP);
  writeFileSync(`${file}.new`, `${JSON.stringify(stamp)}\n`);
  renameSync(`${file}.new`, file);
}

/** The trial in whose folder a checkpoint lies; null = elsewhere, or it is no path. */
export function trialOfPath(root: string, task: Pick<Task, 'study' | 'studyId'>, reference: string): number | null {
  if (!isAbsolute(reference)) return null;
  const [number, folder] = relative(studyPath(root, task), reference).split(sep);
  return folder === 'checkpoint' && /^\d{5,}$/.test(number!) ? Number(number) : null;
}

/**
 * Why a trial cannot go on from a checkpoint, as a sentence; null = nothing speaks against it.
 *
 * A checkpoint in a folder of ours has to bear the stamp of its trial, of no earlier step. (Of a later one it may: then
 * the worker died between the saving and the storing.) Of any other path only its existence can be told, of a text
 * that is no absolute path nothing.
 *
 * @param root  where the folders of the trials lie
 */
export function checkpointFault(
  root: string,
  task: Task,
  { step, checkpoint }: NonNullable<Task['resume']>,
): string | null {
  if (checkpoint === null || !isAbsolute(checkpoint)) return null;
  const unfit = (why: string): string =>
    `The checkpoint ${checkpoint} of step ${step} ${why}: the trial started from nothing.`;
  if (!existsSync(checkpoint)) return unfit('is not there any more');
  if (statSync(checkpoint).isFile() && statSync(checkpoint).size === 0) return unfit('is an empty file');
  const trial = trialOfPath(root, task, resolve(checkpoint));
  if (trial === null) return null;
  const stamp = stampOf(checkpointPath(root, { ...task, number: trial }));
  if (stamp === null) return unfit(`lies in a folder without the stamp (${STAMP}) of its trial`);
  if (stamp.study !== task.studyId) return unfit('lies in a folder with the stamp of another study');
  if (stamp.trial !== trial) return unfit(`lies in a folder with the stamp of trial ${stamp.trial}, not ${trial}`);
  return stamp.step < step ? unfit(`lies in a folder that holds step ${stamp.step}, an older one`) : null;
}

function stampOf(folder: string): Stamp | null {
  try {
    const { study, trial, step } = JSON.parse(readFileSync(join(folder, STAMP), 'utf8')) as Partial<Stamp>;
    return typeof study === 'string' && Number.isInteger(trial) && Number.isInteger(step)
      ? { study, trial: trial!, step: step! }
      : null;
  } catch {
    return null;
  }
}
