import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { VernierError } from '../../errors.ts';
import type { Task } from '../../execution/executor.ts';
import { bare } from '../../history/record.ts';
import { fileName } from '../file-name.ts';
import type { ProgramParams } from './arguments.ts';
import { MARK } from './ledger.ts';
import { type LentSlot, slotEnvironment } from './slots.ts';

/** Where the files of one trial lie: `FOLDER/STUDY/NUMBER/`. Absolute paths. */
export interface TrialFolder {
  /** JSON object of the parameters. */
  readonly params: string;
  /** The same as W&B's programs expect it: `{"lr": {"value": 0.1}}`. */
  readonly sweepParams: string;
  /** Where a program may write its result. */
  readonly result: string;
  /** Where a program keeps what it needs to go on. Survives from one run of the trial to the next. */
  readonly checkpoint: string;
  /** Where a program leaves what people are to look at: pictures, tables, texts. Survives as the checkpoint does. */
  readonly artifacts: string;
  readonly log: string;
}

/**
 * Makes a trial's folder and writes its parameters. A result of an earlier run is removed.
 *
 * @param anew  the trial starts from nothing: whatever a trial of the same name left here, its checkpoint above all, goes
 */
export function trialFolder(root: string, task: Task, params: ProgramParams, anew: boolean): TrialFolder {
  const folder = trialPath(root, task);
  if (anew) rmSync(folder, { recursive: true, force: true });
  const made: TrialFolder = {
    params: join(folder, 'params.json'),
    sweepParams: join(folder, 'sweep-params.yaml'),
    result: join(folder, 'result.json'),
    checkpoint: checkpointPath(root, task),
    artifacts: artifactPath(root, task),
    log: join(folder, LOG),
  };
  mkdirSync(made.checkpoint, { recursive: true });
  mkdirSync(made.artifacts, { recursive: true });
  writeFileSync(made.params, JSON.stringify(params));
  // JSON is YAML, too.
  const valued = bare<{ value: unknown }>();
  for (const name of Object.keys(params)) valued[name] = { value: params[name] };
  writeFileSync(made.sweepParams, JSON.stringify(valued));
  rmSync(made.result, { force: true });
  return made;
}

/** Writes the files of a trial. @throws `storage-unavailable` where nothing can be written: that is not the trial's fault */
export function written<T>(task: Pick<Task, 'number'>, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new VernierError(
      'storage-unavailable',
      `The files of trial ${task.number} cannot be written: ${(error as Error).message}.`,
      {
        hint: 'Free space, allow writing there, or run from another folder (in code: the option "folder").',
        cause: error,
      },
    );
  }
}

/** Where the folders of trials lie, from the working folder, unless another place is named. */
export const TRIALS = join('.vernier', 'trials');

/** In a trial's folder: what its program prints. */
export const LOG = 'output.log';

/** In a trial's folder: what its program leaves for people to look at. */
export const ARTIFACTS = 'artifacts';

/** The folder of a study's trials. Studies of one name in several storages have folders of their own. */
export function studyPath(root: string, task: Pick<Task, 'study' | 'studyId'>): string {
  return resolve(root, studyName(task));
}

/** The folder of one trial. */
export function trialPath(root: string, task: Pick<Task, 'study' | 'studyId' | 'number'>): string {
  return join(studyPath(root, task), String(task.number).padStart(5, '0'));
}

/** The folder of one trial's checkpoints. */
export function checkpointPath(root: string, task: Pick<Task, 'study' | 'studyId' | 'number'>): string {
  return join(trialPath(root, task), 'checkpoint');
}

/** The folder of one trial's artifacts. */
export function artifactPath(root: string, task: Pick<Task, 'study' | 'studyId' | 'number'>): string {
  return join(trialPath(root, task), ARTIFACTS);
}

/** The file in a checkpoint folder that says whose it is: see `node/checkpoints/stamp.ts`. */
export const STAMP = '.vernier.json';

function studyName({ study, studyId }: Pick<Task, 'study' | 'studyId'>): string {
  return fileName(study, studyId);
}

/** The longest text that all systems take as one environment variable. Bytes. */
const LONGEST_VARIABLE = 100_000;

/**
 * What a trial's program finds in its environment: see docs/reference/trial-protocol.md. What is undefined must not be
 * set, even where this process is itself a trial of another study.
 */
export function trialEnvironment(
  task: Task,
  params: ProgramParams,
  folder: TrialFolder,
  slot: LentSlot | null,
  mark: string,
): Record<string, string | undefined> {
  const json = JSON.stringify(params);
  const objectives = Object.fromEntries(task.objectives.map(({ name, direction }) => [name, direction]));
  return {
    VERNIER_PROTOCOL: '1',
    VERNIER_STUDY: task.study,
    VERNIER_TRIAL_NUMBER: String(task.number),
    VERNIER_OBJECTIVES: JSON.stringify(objectives),
    VERNIER_PARAMS: Buffer.byteLength(json) > LONGEST_VARIABLE ? undefined : json,
    VERNIER_PARAMS_FILE: folder.params,
    VERNIER_RESULT_FILE: folder.result,
    VERNIER_CHECKPOINT_DIR: folder.checkpoint,
    VERNIER_ARTIFACT_DIR: folder.artifacts,
    VERNIER_UNTIL: task.until === null ? undefined : String(task.until),
    VERNIER_REPEAT: task.repeat === undefined ? undefined : String(task.repeat),
    VERNIER_RESUME_STEP: task.resume === null ? undefined : String(task.resume.step),
    VERNIER_RESUME_CHECKPOINT: task.resume?.checkpoint ?? undefined,
    WANDB_SWEEP_ID: studyName(task),
    WANDB_RUN_ID: `${studyName(task)}-${task.number}`,
    WANDB_SWEEP_PARAM_PATH: folder.sweepParams,
    ...slotEnvironment(slot),
    [MARK]: mark,
  };
}

/** Has the program left anything in the folder? It may have removed it. */
export function hasFiles(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => !name.startsWith(STAMP));
  } catch {
    return false;
  }
}

/** What lies in a folder but for its stamp, with sizes and times: another text where anything was written. Empty = nothing. */
export function contentsOf(folder: string): string {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith(STAMP));
    return names
      .sort()
      .map((name) => `${name} ${lookOf(join(folder, name))}`)
      .join('\n');
  } catch {
    return ''; // the program may have removed it
  }
}

/** Size and time of a file, which may have gone meanwhile. */
function lookOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.size} ${found.mtimeMs} ${found.ino}`;
}

/** Text of a file written at or after an instant (milliseconds since 1970); null where there is none. */
export function writtenSince(path: string, instant: number): string | null {
  try {
    // Some file systems keep whole seconds only.
    return statSync(path).mtimeMs >= Math.floor(instant / 1000) * 1000 ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
}
