import type { HistoryView } from '../../history/view.ts';

/** What complete trials reported by step, and how a trial that runs stands among them. */
export interface Field {
  /** Takes in a complete trial, once. */
  add(history: HistoryView, row: number): void;
  /** The steps that a trial has reported, ascending; null = nothing to judge. */
  steps(history: HistoryView, row: number): Int32Array | null;
  /**
   * What speaks against a trial at its last step, as a sentence without its beginning; null = nothing.
   *
   * @param minTrials complete trials that must have reported at the step
   */
  against(history: HistoryView, row: number, step: number, minTrials: number): string | null;
}
