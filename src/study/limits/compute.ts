import { PAUSED } from '../../history/applied.ts';
import { type Delta, everythingIn, type HistoryView } from '../../history/view.ts';
import type { Clock } from '../study.ts';
import type { Supply } from './limit.ts';
import { lengthWords } from './words.ts';

/** A trial that runs: its age was taken once by the wall clock, and grows by the clock that never goes back. */
interface Running {
  readonly id: number;
  /** Milliseconds since 1970 UTC; null = not known. */
  readonly startedAt: number | null;
  /** Seconds of earlier runs: they change where it was paused and went on unseen. */
  readonly before: number;
  /** Seconds run in all before this clock reading, and the reading in ms. */
  readonly age: number;
  readonly at: number;
}

/** Which of the trials that run nobody computes, by id, and until when somebody did, in milliseconds since 1970 UTC. */
export type Lost = () => ReadonlyMap<number, number>;

const NONE: ReadonlyMap<number, number> = new Map();

/**
 * How long the trials of a study have run, in all: those of every process, ended, paused and running ones, and lost ones until they were
 * lost.
 *
 * Cost: O(delta) for each change, O(trials running) for each look.
 */
export class ComputeTime {
  readonly #history: HistoryView;
  readonly #clock: Pick<Clock, 'instant' | 'elapsed'>;
  /** Seconds of trials that do not run, by row. */
  #settled: number[] = [];
  #sum = 0;
  readonly #running = new Map<number, Running>();
  readonly #lost: Lost;

  /** @param lost asked at each look; left out = every trial that runs has somebody who computes it */
  constructor(history: HistoryView, clock: Pick<Clock, 'instant' | 'elapsed'>, lost: Lost = () => NONE) {
    this.#history = history;
    this.#clock = clock;
    this.#lost = lost;
    this.hear(everythingIn(history));
  }

  hear({ rows, reset }: Delta): void {
    if (reset) {
      this.#settled = [];
      this.#sum = 0;
      for (const row of this.#running.keys()) if (this.#history.state(row) !== 'running') this.#running.delete(row);
      for (let row = 0; row < this.#history.size; row++) this.#see(row);
    } else for (const row of rows) this.#see(row);
  }

  #see(row: number): void {
    const state = this.#history.state(row);
    if (state === 'running') this.#run(row);
    else this.#running.delete(row);
    const seconds = state === 'paused' ? this.#before(row) : this.#history.seconds[row]!;
    const settled = state === 'running' || Number.isNaN(seconds) ? 0 : seconds;
    this.#sum += settled - (this.#settled[row] ?? 0);
    this.#settled[row] = settled;
  }

  #run(row: number): void {
    const before = this.#before(row);
    if (this.#running.get(row)?.before === before) return; // it only says more of itself
    const { id, startedAt } = this.#history.record(row);
    const age = before + secondsBetween(startedAt, this.#clock.instant());
    this.#running.set(row, { id, startedAt, before, age, at: this.#clock.elapsed() });
  }

  /** Seconds of earlier runs, until it was paused. */
  #before(row: number): number {
    const paused = this.#history.attribute(row, 'system', PAUSED) as { readonly seconds?: number } | undefined;
    return paused?.seconds ?? 0;
  }

  /** Rows that run, lost ones too. */
  get running(): Iterable<number> {
    return this.#running.keys();
  }

  /** How many trials run, in every process; not the lost ones. */
  get count(): number {
    const lost = this.#lost();
    return [...this.#running.values()].filter(({ id }) => !lost.has(id)).length;
  }

  /** Seconds that one trial has run by now. */
  secondsOf(row: number): number {
    const running = this.#running.get(row);
    if (running === undefined) return this.#settled[row] ?? 0;
    const lost = this.#lost().get(running.id);
    if (lost !== undefined) return running.before + secondsBetween(running.startedAt, lost);
    return running.age + Math.max(0, this.#clock.elapsed() - running.at) / 1000;
  }

  /** Seconds of all trials by now. */
  get seconds(): number {
    let sum = this.#sum;
    for (const row of this.#running.keys()) sum += this.secondsOf(row);
    return sum;
  }
}

/** From one instant to a later one, in milliseconds since 1970 UTC; 0 where the first is not known. */
const secondsBetween = (start: number | null, end: number): number =>
  start === null ? 0 : Math.max(0, end - start) / 1000;

/** So many seconds of computation, over all trials of the study. */
export function computeTime(time: ComputeTime, seconds: number): Supply {
  return {
    reason: 'computeSeconds',
    most: seconds,
    spent: () => time.seconds,
    perSecond: (more) => time.count + more,
    words: `The study's limit of ${lengthWords(seconds)} of computation`,
  };
}
