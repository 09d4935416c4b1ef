import type { Outcome, Score, Task, TaskPort } from '../execution/executor.ts';
import { errorOf, errorRecord, isVernierError, VernierError } from '../errors.ts';
import { type Change, type Json, type Ruling, type StoredParam, type TrialRecord } from '../history/record.ts';
import { PAUSED } from '../history/applied.ts';
import { ANEW } from '../history/lineage.ts';
import { seenOf } from '../history/seen.ts';
import {
  type Choice,
  compatible,
  contains,
  type Distribution,
  describe,
  toExternal,
  toInternal,
} from '../space/distribution.ts';
import { fromUnit } from '../space/encode.ts';
import { paramsOf } from '../space/space.ts';
import { CHECKPOINT, SEEN } from '../history/attribute-names.ts';
import type { Legacy } from './again/legacy.ts';
import { plainJson } from './telling/plain-json.ts';
import { constraintValue, sortScore } from './telling/score.ts';
import type { Session } from './session.ts';
import { idOf } from './opening/setup.ts';
import { endChanges, type Judged } from './telling/tell.ts';

/** Is a write refused because the trial has come to its end already? */
export const isOver = (error: unknown): boolean =>
  isVernierError(error) && (error.code === 'trial-finished' || error.code === 'trial-missing');

const NONE: Legacy = { wishes: {}, resume: null, seconds: 0 };

/** A trial that this process runs: what it was given, what it has said, and what is still to be written of it. */
export class RunningTrial implements TaskPort {
  readonly id: number;
  readonly number: number;
  readonly task: Task;
  readonly startedAt: number;
  ruling: Ruling;
  checkpoint: string | null;
  /** Somebody else ended it while it ran. */
  ended = false;
  /** Why its checkpoint was of no use; null = it is. */
  #anew: string | null = null;
  /** The checkpoint that this run was given, be it of use or not; null = none. */
  #given: Task['resume'];
  readonly #secondsBefore: number;
  readonly #wishes: Legacy['wishes'];
  /** Who asked it to end, and why; null = nobody has. */
  judged: Judged | null = null;
  /** The earlier trial with the same parameters, if any. */
  twin: number | null = null;
  readonly #session: Session;
  readonly #began: number;
  readonly #record: TrialRecord;
  readonly #values: Float64Array | null;
  #known: Map<string, StoredParam> | null = null;
  #buffer: Change[] = [];
  /** Where in the buffer a note or constraint lies: said a million times, it takes room once. */
  readonly #places = new Map<string, number>();
  #seenAt: number;
  /** The step of the first checkpoint that this run has named. */
  #firstCheckpoint: number | undefined;
  /** The last step that this run has reported; null = none yet. */
  #step: number | null = null;

  /** @param seenAt the session's version when what the trial has seen was written down */
  constructor(session: Session, record: TrialRecord, values: Float64Array | null, seenAt: number, legacy = NONE) {
    this.#session = session;
    this.id = record.id;
    this.number = record.number;
    this.startedAt = record.startedAt ?? session.clock.instant();
    this.#began = session.clock.elapsed();
    this.#seenAt = seenAt;
    this.#record = record;
    this.#values = values;
    const { wishes, resume, seconds, ...before } = legacy;
    this.#wishes = wishes;
    this.#given = resume;
    this.#secondsBefore = seconds;
    this.checkpoint = resume?.checkpoint ?? null;
    const { space } = session.problem;
    const until = session.pruner?.until?.(record.number) ?? null;
    this.ruling = { verdict: 'continue', until };
    this.task = {
      study: session.record.name,
      studyId: idOf(session.record),
      number: record.number,
      objectives: session.problem.objectives,
      params: space !== null && values !== null ? paramsOf(space, values) : {},
      until,
      resume,
      ...before,
    };
  }

  /** Parameters that this trial has, by stored name. Made at the first suggestion: most trials of a declared space never ask. */
  get #params(): Map<string, StoredParam> {
    if (this.#known !== null) return this.#known;
    this.#known = new Map();
    const { space } = this.#session.problem;
    if (space !== null && this.#values !== null)
      for (const [i, { name, distribution }] of space.nodes.entries()) {
        if (!Number.isNaN(this.#values[i]!)) this.#known.set(name, { distribution, internal: this.#values[i]! });
      }
    else for (const name of Object.keys(this.#record.params)) this.#known.set(name, this.#record.params[name]!);
    return this.#known;
  }

  suggest(name: string, distribution: Distribution): Choice {
    const known = this.#params.get(name);
    if (known !== undefined) {
      if (!compatible(known.distribution, distribution))
        throw new VernierError(
          'distribution-conflict',
          `Parameter "${name}" is ${describe(known.distribution)} in this trial and was asked for as ${describe(distribution)}.`,
          {
            details: { name },
            hint: 'Use one distribution for a name.',
          },
        );
      return toExternal(known.distribution, known.internal);
    }
    const internal = this.#choose(name, distribution);
    this.#params.set(name, { distribution, internal });
    this.#buffer.push({ type: 'suggested', id: this.id, name, distribution, internal });
    return toExternal(distribution, internal);
  }

  #choose(name: string, distribution: Distribution): number {
    const wished = Object.hasOwn(this.#wishes, name) ? toInternal(distribution, this.#wishes[name]) : null;
    if (wished !== null) return wished;
    const { run, root, history, version } = this.#session;
    if (version !== this.#seenAt) {
      // Others have gone on since this trial was asked for: what this draw looks at is written down, so that it can be repeated.
      this.#seenAt = version;
      this.setSystem(`${SEEN}@${this.#params.size}`, seenOf(history, []) as unknown as Json);
    }
    const internal = run.suggest(this.number, name, distribution, root.fork(this.number).fork(name));
    return contains(distribution, internal)
      ? internal
      : fromUnit(distribution, root.fork(this.number).fork(name).uniform());
  }

  async report(score: Score, step: number): Promise<Ruling> {
    const session = this.#session;
    const sorted = sortScore(session.problem.objectives, score);
    if (sorted === null || !Number.isInteger(step) || step < 0 || step > 2 ** 31 - 1)
      throw (await import('./telling/score-fault.ts')).reportError(session.problem.objectives, score, step);
    const before = this.#step;
    this.#step = step;
    // The first report of a run after others shows whether the trial went on from its checkpoint; a step that does not rise is put on record.
    const isTelling = before === null ? this.#given !== null || this.#record.systemAttributes[PAUSED] : step <= before;
    if (isTelling || step > (session.problem.fidelity?.max ?? step)) await this.#judgeStep(sorted.values, step, before);
    const changes = this.take();
    if (sorted.given > 0) changes.push({ type: 'reported', id: this.id, step, values: sorted.values });
    if (sorted.hasMetrics) changes.push({ type: 'logged', id: this.id, step, metrics: sorted.metrics });
    try {
      await session.write(changes);
    } catch (error) {
      // Somebody else ended the trial (removed it, or took its worker for dead): there is nothing to go on for.
      if (!isOver(error)) throw error;
      this.ended = true;
      return (this.ruling = { verdict: 'stop', until: null });
    }
    return this.judge(step);
  }

  /** What becomes of the trial after a report. */
  protected async judge(step: number): Promise<Ruling> {
    const session = this.#session;
    // Who was told to end, and goes on, is told the same again: what it still reports is kept, and changes nothing.
    if (session.pruner === null || this.ruling.verdict !== 'continue') return this.ruling;
    if (session.peers) await session.refresh();
    const verdict = session.pruner.judge(this.number);
    this.ruling = { verdict, until: session.pruner.until?.(this.number, step) ?? null };
    if (verdict !== 'continue') {
      this.judged = {
        by: (session.pruning ?? session.sampler).name,
        step,
        why: session.pruner.why?.(this.number) ?? null,
      };
      await session.peers?.judged(this); // before it is told: who dies now goes on from a verdict
    }
    return this.ruling;
  }

  setConstraint(key: string, value: number): void {
    const change: Change = { type: 'constrained', id: this.id, key, value: constraintValue(key, value) };
    if (!this.#places.has(`c${key}`)) this.#note(`c${key}`, change); // the first value stands
  }

  setAttribute(key: string, value: Json): void {
    const said = plainJson(`Attribute "${key}"`, value);
    this.#note(`a${key}`, { type: 'attributed', id: this.id, owner: 'user', key, value: said });
  }

  #note(place: string, change: Change): void {
    const at = this.#places.get(place) ?? this.#buffer.length;
    this.#places.set(place, at);
    this.#buffer[at] = change;
  }

  /** An attribute of ours, written with the next report or the end. */
  setSystem(key: string, value: Json): void {
    this.#buffer.push({ type: 'attributed', id: this.id, owner: 'system', key, value });
  }

  setCheckpoint(reference: string, step = this.#step ?? (this.#anew === null ? this.#given?.step : 0) ?? 0): void {
    this.checkpoint = reference;
    this.#note('checkpoint', {
      type: 'attributed',
      id: this.id,
      owner: 'system',
      key: CHECKPOINT,
      value: {
        step,
        first: (this.#firstCheckpoint ??= step),
        checkpoint: reference,
        seconds: this.#secondsBefore + (this.instant() - this.startedAt) / 1000,
      },
    });
    void this.save();
  }

  /**
   * Writes what was noted, soon after a checkpoint was named: who dies now is to go on from there. What cannot be written now is
   * written with the next report, or with the end; that tells what is wrong.
   */
  async save(): Promise<void> {
    await Promise.resolve(); // whatever else is said in the same breath is written with it
    const changes = this.take();
    await this.#session.write(changes).catch(() => {
      this.#buffer.unshift(...changes);
      this.#places.clear();
    });
  }

  runsFrom(resume: Task['resume'], why: string | null): void {
    this.#step = null;
    this.#anew = why;
    this.checkpoint = resume?.checkpoint ?? null;
    if (why === null) this.#given = resume;
    else this.setSystem(ANEW, why);
  }

  async #judgeStep(values: readonly number[], step: number, before: number | null): Promise<void> {
    const { courseOf } = await import('./telling/steps.ts');
    const report = { step, before, values, resume: this.#given, why: this.#anew, at: this.instant() };
    for (const said of courseOf(this.#session, this.number, report)) this.setSystem(...said);
  }

  /** What is still to be written; the buffer is empty afterwards. */
  take(): Change[] {
    const taken = this.#buffer;
    this.#buffer = [];
    this.#places.clear();
    return taken;
  }

  /** The present instant as this trial counts it: its start plus the time run, so that a clock set back has no effect. */
  instant(): number {
    return this.startedAt + Math.max(0, Math.round(this.#session.clock.elapsed() - this.#began));
  }

  /** The changes that end this trial; null for a score that is no final one. */
  endChanges(outcome: Outcome): Change[] | null {
    const ended = (how: Outcome): Change[] | null =>
      endChanges(this.#session.problem.objectives, this.#session.history, this, how);
    let end: Change[] | null;
    try {
      end = ended(outcome);
    } catch (error) {
      end = ended({ state: 'failed', error: errorOf(errorRecord(error)) }); // a score whose reading throws
    }
    return end && [...this.take(), ...end];
  }
}
