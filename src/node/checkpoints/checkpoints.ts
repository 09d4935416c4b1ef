import { existsSync } from 'node:fs';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { VernierError } from '../../errors.ts';
import type { AttendedStudy, Task } from '../../execution/executor.ts';
import { PAUSED } from '../../history/applied.ts';
import type { Json } from '../../history/record.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { CHECKPOINT } from '../../history/attribute-names.ts';
import { type CheckpointRoom, readRoom, writeRoom } from './room.ts';
import { type Checkpoints, type Keep, leastNeeded, obsolete, spareable, winners } from './rules.ts';
import { trialOfPath } from './stamp.ts';
import { bytesOf, bytesText } from '../executors/slots.ts';
import { checkpointPath, STAMP, studyPath } from '../executors/trial-folder.ts';

/** What is kept of checkpoints in the folders of a study's trials. */
export interface CheckpointOptions {
  /**
   * How much disk they may take in all: bytes, or with a unit such as `10GB` (default). Beyond it those of trials that are
   * over go, then those of the least promising paused trials, which start from nothing when they are promoted, that of the best last.
   */
  readonly limit?: number | string;
  /** Whose checkpoints stay when their trials are over. Default `best`. */
  readonly keep?: Keep;
}

/** Bytes that checkpoints may take where nothing is said. */
export const CHECKPOINT_LIMIT = 10e9;

/** What the limit is called in errors. */
const LIMIT = 'checkpoints: limit';

/** A paused trial whose checkpoint was removed for want of space: `{ step, bytes, at }`. */
export const DROPPED = 'vernier:checkpoint-dropped';

/** What the checkpoints of a study take. */
export interface CheckpointUse {
  readonly trials: number;
  readonly bytes: number;
  /** What they may take, and who had to make room; null = no run has said it. */
  readonly room: CheckpointRoom | null;
}

/** What the checkpoints of a study take of a disk now. */
export async function checkpointUse(root: string, study: Pick<Task, 'study' | 'studyId'>): Promise<CheckpointUse> {
  const sizes = await Promise.all(
    (await numbersIn(root, study)).map((number) => bytesIn(checkpointPath(root, { ...study, number }))),
  );
  const held = sizes.filter((size) => size !== null);
  const room = await readRoom(root, study);
  return { trials: held.length, bytes: held.reduce((sum, size) => sum + size, 0), room };
}

/** How many paused trials lost their checkpoint for want of space. */
export function droppedCheckpoints(history: HistoryView): number {
  let count = 0;
  for (let row = 0; row < history.size; row++) if (history.attribute(row, 'system', DROPPED) !== undefined) count++;
  return count;
}

/** @throws `config-invalid` for a limit or a number that cannot be */
export function checkCheckpoints({ limit = CHECKPOINT_LIMIT, keep = 'best' }: CheckpointOptions): void {
  bytesOf(limit, LIMIT);
  if (typeof keep === 'number' ? !Number.isInteger(keep) || keep < 0 : !['best', 'all', 'none'].includes(keep))
    throw new VernierError(
      'config-invalid',
      `checkpoints: keep is ${JSON.stringify(keep)}; expected best, all, none, or a whole number.`,
      {
        hint: 'best keeps the checkpoint of the best trial, 5 those of the best five.',
      },
    );
}

/**
 * Looks after the checkpoints of a study while its trials run, and once more at the end. Several processes may do so at
 * the same time.
 *
 * @param root  where the folders of the trials lie
 * @returns ends it, with a last look
 */
export function keepCheckpoints(
  study: AttendedStudy,
  root: string,
  options: CheckpointOptions = {},
): () => Promise<void> {
  checkCheckpoints(options);
  const keeper = new Keeper(study, root, options);
  const end = study.subscribe((delta) => keeper.hear(delta));
  return async () => {
    end();
    await keeper.close();
  };
}

/** A look at the disk is taken so long after a change. */
const WAIT_MS = 1_000;

class Keeper {
  readonly #study: AttendedStudy;
  readonly #root: string;
  readonly #limit: number;
  readonly #rules: Checkpoints;
  /** Bytes by trial, of those that have any checkpoint. */
  readonly #sizes = new Map<number, number>();
  /** Trials to be measured anew; null = all. */
  #touched: Set<number> | null = null;
  #next: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(study: AttendedStudy, root: string, { limit = CHECKPOINT_LIMIT, keep = 'best' }: CheckpointOptions) {
    this.#study = study;
    this.#root = root;
    this.#limit = bytesOf(limit, LIMIT);
    const { history, judgeBy, retries, sampler } = study;
    this.#rules = {
      history,
      judgeBy,
      retries,
      sampler,
      keep,
      folderOf: (reference) => trialOfPath(root, study, reference),
    };
  }

  /** Answers when the next look is done, so that what goes wrong in it is heard of. */
  hear({ rows, reset }: Delta): Promise<void> {
    if (reset) this.#touched = null;
    else for (const row of rows) this.#touched?.add(row);
    this.#next ??= new Promise((resolve, reject) => {
      this.#timer = setTimeout(() => {
        this.#next = null;
        this.#look().then(resolve, reject);
      }, WAIT_MS);
      this.#timer.unref();
    });
    return this.#next;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#look().catch(() => undefined); // what could not be removed is tried again by the next run
  }

  #look(): Promise<void> {
    const look = this.#looking.then(() => this.#lookNow());
    this.#looking = look.catch(() => undefined);
    return look;
  }

  async #lookNow(): Promise<void> {
    await this.#measure();
    // Somebody else may have made a copy of a trial that has been replaced since.
    if (obsolete(this.#rules, [...this.#sizes.keys()]).length > 0) await this.#study.refresh();
    for (const row of obsolete(this.#rules, [...this.#sizes.keys()])) await this.#remove(row);
    if (this.#bytes() <= this.#limit) return;
    await this.#study.refresh();
    for (const row of leastNeeded(this.#rules, [...this.#sizes.keys()])) {
      if (this.#bytes() <= this.#limit) break;
      await this.#study.refresh(); // removing takes its time: a trial may have been promoted, or copied, meanwhile
      if (spareable(this.#rules, [row]).length === 0) continue;
      const state = this.#study.history.state(row);
      if (state === 'paused' && !(await this.#drop(row))) continue;
      await this.#remove(row);
      if (state === 'complete') await this.#miss(row);
    }
  }

  /** Says and writes down that a complete trial lost what was to be kept: the trial itself cannot change any more. */
  async #miss(row: number): Promise<void> {
    if (winners(this.#study.history).includes(row))
      this.#study.warn(
        `The checkpoint of the best trial was removed: "${LIMIT}" (${bytesText(this.#limit)}) left no room for it. Raise the limit, or save less.`,
      );
    await this.#note(row);
  }

  async #note(...missed: readonly number[]): Promise<void> {
    const removed = (await readRoom(this.#root, this.#study))?.removed ?? [];
    const room = { limit: this.#limit, removed: [...new Set([...removed, ...missed])] };
    await writeRoom(this.#root, this.#study, room).catch(() => undefined); // on a full disk making room goes before telling of it
  }

  async #measure(): Promise<void> {
    const { history } = this.#study;
    const touched = this.#touched ?? (await this.#begun());
    this.#touched = new Set();
    for (const row of this.#sizes.keys()) if (history.state(row) === 'running') touched.add(row);
    for (const row of touched) {
      const bytes = row < history.size ? await bytesIn(this.#folder(row)) : null;
      if (bytes === null) this.#sizes.delete(row);
      else this.#sizes.set(row, bytes);
    }
  }

  /** All that have a folder, rid of what a run that was killed left in the midst of a removal. */
  async #begun(): Promise<Set<number>> {
    const numbers = await numbersIn(this.#root, this.#study);
    for (const number of numbers) await this.#discard(goneOf(this.#folder(number)));
    if (numbers.length > 0) await this.#note();
    return new Set(numbers);
  }

  #folder(number: number): string {
    return checkpointPath(this.#root, { ...this.#study, number });
  }

  #bytes(): number {
    return [...this.#sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Writes with a paused trial that it has nothing to go on from any more; false where it is not paused any more. */
  async #drop(row: number): Promise<boolean> {
    const { id, systemAttributes, state } = this.#study.history.record(row);
    if (state !== 'paused') return false;
    const paused = systemAttributes[PAUSED] as { readonly step: number };
    const set = (key: string, value: Json) => ({ type: 'attributed', id, owner: 'system', key, value }) as const;
    await this.#study.write([
      set(PAUSED, { ...paused, checkpoint: null }),
      set(CHECKPOINT, null),
      set(DROPPED, { step: paused.step, bytes: this.#sizes.get(row)!, at: Date.now() }),
    ]);
    return true;
  }

  /** Moved away first: nobody finds half of a checkpoint. */
  async #remove(row: number): Promise<void> {
    const folder = this.#folder(row);
    const gone = goneOf(folder);
    this.#sizes.delete(row);
    await this.#discard(gone); // of one that died here
    await rename(folder, gone).catch(ignoreMissing).catch(this.#missed(folder));
    await this.#discard(gone);
  }

  async #discard(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true }).catch(ignoreMissing).catch(this.#missed(folder));
  }

  /** A program that runs as another user, say, leaves what cannot be removed: the others' are looked after all the same. */
  #missed(folder: string): (error: Error) => void {
    return ({ message }) =>
      this.#study.warn(`${folder} could not be removed: ${message}. It takes disk space until you remove it.`);
  }
}

/** Where a checkpoint is moved to be removed. */
const goneOf = (folder: string): string => `${folder}.gone`;

/** Numbers of the trials of a study that have a folder. */
async function numbersIn(root: string, study: Pick<Task, 'study' | 'studyId'>): Promise<readonly number[]> {
  const folder = studyPath(root, study);
  if (!existsSync(folder)) return [];
  return (await readdir(folder)).filter((name) => /^\d{5,}$/.test(name)).map(Number);
}

/** Bytes of a folder's files without its stamp; null where there is none. Files may come and go meanwhile; what nobody may read counts as empty. */
async function bytesIn(folder: string): Promise<number | null> {
  const names = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) =>
    isMissing(error) ? [] : null,
  );
  if (names === null) return 0;
  const files = names.filter((name) => !name.startsWith(STAMP));
  if (files.length === 0) return null;
  const sizes = await Promise.all(
    files.map(async (name) => {
      const found = await lstat(join(folder, name)).catch(() => undefined); // what a link leads to is counted where it lies
      return found?.isFile() ? found.size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (!isMissing(error)) throw error;
}

const isMissing = ({ code }: NodeJS.ErrnoException): boolean => code === 'ENOENT' || code === 'ENOTDIR';
