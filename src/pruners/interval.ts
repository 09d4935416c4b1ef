/** When a trial is judged: from step `warmup` on, every `interval` steps. */
export interface Interval {
  /** First step at which a trial may be stopped. */
  readonly warmup: number;
  /** Steps from one judgement of a trial to the next. */
  readonly interval: number;
}

/**
 * Is the last report the first one since a judgement fell due? Where nothing is reported at the step itself, the next report is
 * judged.
 *
 * @param steps of one trial, ascending
 * Source: the rule of Optuna's pruners.
 */
export function isDue({ warmup, interval }: Interval, steps: Int32Array): boolean {
  const step = steps.at(-1)!;
  if (step < warmup) return false;
  const due = warmup + Math.floor((step - warmup) / interval) * interval;
  return (steps.at(-2) ?? -1) < due;
}
