import type { Problem } from '../history/problem.ts';
import type { Json, Verdict } from '../history/record.ts';
import type { Delta, HistoryView } from '../history/view.ts';

/** Decides about the life of trials that exist. A pruner is a value; `start` gives one run of it. */
export interface Pruner {
  readonly name: string;
  /** The options it was made with, as JSON: stored with the study. */
  readonly options?: Readonly<Record<string, Json>>;
  start(problem: Problem): PrunerRun;
}

/** Pure functions of the history: nothing to save, nothing to lose in a crash; any split into deltas gives the same answers. */
export interface PrunerRun {
  /** Takes in what is new: rungs, ranks, curves. O(delta), never O(history). The questions below are answered from it. */
  observe(history: HistoryView, delta: Delta): void;
  /** After every report of a running trial. */
  judge(row: number): Verdict;
  /** The step at which the trial will next be judged: its rung. For fidelities that must be known beforehand. */
  until?(row: number): number | null;
  /** A paused trial that has earned more, if any; asked before anything new is sampled. */
  promote?(): number | null;
}
