import { mkdirSync, readFileSync, realpathSync, renameSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { basename, isAbsolute, join, normalize, sep } from 'node:path';
import type { Task } from '../../execution/executor.ts';
import { checkpointPath, hasFiles, STAMP, studyPath } from '../executors/trial-folder.ts';

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

/** Where among the folders of a study's trials a checkpoint lies. */
interface Place {
  readonly trial: number;
  /** The checkpoint folder, as the path names it. */
  readonly folder: string;
  /** From there on; empty = the folder itself. */
  readonly within: string;
}

/**
 * By the end of a path: what is before it is another one where the folders are reached by a link, or were moved since.
 *
 * @returns null = elsewhere, or it is no path
 */
function placeOf(root: string, task: Pick<Task, 'study' | 'studyId'>, reference: string): Place | null {
  const parts = normalize(reference).split(sep);
  const name = basename(studyPath(root, task));
  const at = parts.findIndex(
    (part, i) => part === name && /^\d{5,}$/.test(parts[i + 1] ?? '') && parts[i + 2] === 'checkpoint',
  );
  if (at < 0) return null;
  return {
    trial: Number(parts[at + 1]),
    folder: parts.slice(0, at + 3).join(sep),
    within: parts.slice(at + 3).join(sep),
  };
}

/** The trial in whose folder a checkpoint lies; null = elsewhere, or it is no path. */
export function trialOfPath(root: string, task: Pick<Task, 'study' | 'studyId'>, reference: string): number | null {
  return placeOf(root, task, reference)?.trial ?? null;
}

/** Is it the whole folder that a trial has for its checkpoints? */
export function isWholeFolder(root: string, task: Pick<Task, 'study' | 'studyId'>, reference: string): boolean {
  return placeOf(root, task, reference)?.within === '';
}

/** A checkpoint where it lies now: the folders of the trials may have been moved or copied since it was named. */
export function whereItLies(
  root: string,
  task: Task,
  resume: NonNullable<Task['resume']>,
): NonNullable<Task['resume']> {
  const named = resume.checkpoint;
  const place = named === null || !isAbsolute(named) ? null : placeOf(root, task, named);
  if (place === null) return resume;
  const checkpoint = join(checkpointPath(root, { ...task, number: place.trial }), place.within);
  if (isSameFile(checkpoint, named!)) return resume;
  const here = { ...resume, checkpoint };
  return checkpointFault(root, task, here) === null ? here : resume;
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
  const found = statOf(checkpoint);
  if (found === null) return unfit('is not there any more');
  if (found.isFile() && found.size === 0) return unfit('is an empty file');
  if (found.isDirectory() && !hasFiles(checkpoint)) return unfit('is an empty folder');
  const place = placeOf(root, task, checkpoint);
  if (place === null) return null;
  const { trial, folder } = place;
  const stamp = stampOf(folder);
  const isOurs = isSameFile(folder, checkpointPath(root, { ...task, number: trial })); // who copies it elsewhere may leave the stamp
  if (stamp === null) return isOurs ? unfit(`lies in a folder without the stamp (${STAMP}) of its trial`) : null;
  if (stamp.study !== task.studyId) return unfit('lies in a folder with the stamp of another study');
  if (stamp.trial !== trial) return unfit(`lies in a folder with the stamp of trial ${stamp.trial}, not ${trial}`);
  return stamp.step < step ? unfit(`lies in a folder that holds step ${stamp.step}, an older one`) : null;
}

/** null = it is not there, or nobody may look. It may go at any moment. */
function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

function isSameFile(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
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
