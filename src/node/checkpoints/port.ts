import type { Score, Task, TaskPort } from '../../execution/executor.ts';
import type { Json, Ruling } from '../../history/record.ts';
import type { Choice, Distribution } from '../../space/distribution.ts';
import { checkpointFault, isWholeFolder, stampFolder, trialOfPath, whereItLies } from './stamp.ts';
import { checkpointPath } from '../executors/trial-folder.ts';

/** A checkpoint with which its program has failed so often at once is taken to be damaged. */
const SPOILT = 2;

/** A trial's way back to its study, which stamps the folder of the checkpoints that it names, and knows the last one. */
export class CheckpointPort implements TaskPort {
  /** The last checkpoint named in this run, and its step; null = none. */
  reached: { readonly step: number; readonly checkpoint: string } | null = null;
  readonly #port: TaskPort;
  readonly #root: string;
  readonly #task: Task;
  #step: number;
  /** Has the program neither reported nor saved anything since it was started last? */
  #isSilent = true;
  /** How often in a row it has failed so, by itself. */
  #failures = 0;

  /** @param root  where the folders of the trials lie */
  constructor(port: TaskPort, root: string, task: Task) {
    this.#port = port;
    this.#root = root;
    this.#task = task;
    this.#step = task.resume?.step ?? 0;
  }

  /** From where the trial can go on; null = from nothing. Its study is told of a checkpoint that is of no use. */
  usable(resume: Task['resume']): Task['resume'] {
    if (resume === null) return null;
    const here = whereItLies(this.#root, this.#task, resume);
    const fault = checkpointFault(this.#root, this.#task, here);
    if (fault === null) {
      if (here !== resume) {
        this.#port.runsFrom?.(here, null);
        this.#port.setCheckpoint(here.checkpoint!, here.step);
      }
      return here;
    }
    return this.#anew(fault);
  }

  /** Has the program named no checkpoint, neither in this run nor before it? Then it keeps to the folder that it has. */
  isUnnamed(resume: Task['resume']): boolean {
    const checkpoint = resume?.checkpoint ?? null;
    return this.reached === null && (checkpoint === null || isWholeFolder(this.#root, this.#task, checkpoint));
  }

  /**
   * The run is over, and the next one of the same trial goes on from here: from nothing, where the program has failed too often with its
   * checkpoint before it reported anything. Once may be the machine's fault.
   *
   * @param isItsOwn the program has failed by itself, and was not ended for what it took
   */
  again(resume: Task['resume'], isItsOwn: boolean): Task['resume'] {
    const from = this.reached ?? resume;
    this.#failures = this.#isSilent ? this.#failures + Number(isItsOwn) : 0;
    this.#isSilent = true;
    this.#step = from?.step ?? 0;
    this.#port.runsFrom?.(from, null);
    // Who names none may have saved more without a word.
    if (this.#failures < SPOILT || !from?.checkpoint || this.isUnnamed(from)) return this.usable(from);
    this.#failures = 0;
    return this.#anew(
      `With the checkpoint ${from.checkpoint} of step ${from.step} the program failed ${SPOILT} times before it reported anything: the trial started from nothing.`,
    );
  }

  #anew(why: string): null {
    this.#port.runsFrom?.(null, why);
    [this.reached, this.#step] = [null, 0];
    return null;
  }

  suggest(name: string, distribution: Distribution): Choice {
    return this.#port.suggest(name, distribution);
  }

  report(score: Score, step: number): Promise<Ruling> {
    this.#step = step;
    this.#isSilent = false;
    return this.#port.report(score, step);
  }

  setConstraint(key: string, value: number): void {
    this.#port.setConstraint(key, value);
  }

  setAttribute(key: string, value: Json): void {
    this.#port.setAttribute(key, value);
  }

  /** The stamp comes first: who dies in between leaves one that is too new, which does no harm. */
  setCheckpoint(reference: string, step: number = this.#step): void {
    const { studyId, number } = this.#task;
    if (trialOfPath(this.#root, this.#task, reference) === number) {
      try {
        stampFolder(checkpointPath(this.#root, this.#task), { study: studyId, trial: number, step });
      } catch {
        // A disk that is full, say, is no reason to end the trial: without the stamp it would start from nothing, and say so.
      }
    }
    this.reached = { step, checkpoint: reference };
    this.#isSilent = false;
    this.#port.setCheckpoint(reference, step);
  }
}
