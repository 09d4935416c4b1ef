import { VernierError } from '../errors.ts';
import type { JudgeBy, Problem } from '../history/problem.ts';
import type { Json, Verdict } from '../history/record.ts';
import type { Delta, HistoryView } from '../history/view.ts';
import { lastTime } from '../models/curve/time.ts';

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
  /**
   * The step at which the trial will next be judged: its rung. For fidelities that must be known beforehand.
   *
   * @param after a step that it has just reported, be it with what is judged or without: the next one lies beyond
   */
  until?(row: number, after?: number): number | null;
  /**
   * A paused trial that has earned more, if any; asked before anything new is sampled.
   *
   * @param atMost how many trials the study may have in all, as of now: 0 once no setting of the space is left; left out = as planned (`Problem.budget`)
   */
  readonly promote?: ((atMost?: number) => number | null) | undefined;
  /** One sentence for the user about the last verdict on a trial: "at epoch 9 it is 21st of 30; the best 10 go on". null = nothing to say. */
  why?(row: number): string | null;
}

/**
 * Is a trial known to break a constraint, even while it runs? It can never be the best: no pruner holds another one against it, and
 * nothing is lost with it where it leads. Becoming known, it resets a delta only where the trial is over: one that runs turns
 * infeasible as it reports, and what was taken in of it has to be taken out.
 */
export function isInfeasible({ violations }: Pick<HistoryView, 'violations'>, row: number): boolean {
  return violations[row]! > 0;
}

/** Has a trial come to the last step of the fidelity, so that ending it would save nothing? Where it counts from 0, that is one below `max`. */
export function isWhole({ fidelity }: Pick<Problem, 'fidelity'>, steps: Int32Array): boolean {
  return lastTime({ steps }) >= (fidelity?.max ?? Number.POSITIVE_INFINITY);
}

/**
 * What a pruner of one series judges by.
 *
 * @throws `values-invalid` where the study judges by several objectives at once.
 */
export function oneSeries(name: string, { judgeBy, objectives }: Problem): JudgeBy {
  if (judgeBy.kind === 'all' && objectives.length > 1)
    throw new VernierError(
      'values-invalid',
      `${name} judges trials by one series of numbers; this study has ${objectives.length} objectives (${objectives.map((objective) => objective.name).join(', ')}).`,
      {
        hint: `Say which, such as judgeBy: { kind: 'objective', name: '${objectives[0]!.name}' } (in a file: judge_by: ${objectives[0]!.name}), or name a metric.`,
      },
    );
  return judgeBy;
}

/** @throws `parameter-invalid` for an option that is no whole number, or below its least (0 where none is given). */
export function checkWholeNumbers(
  name: string,
  options: Readonly<Record<string, number>>,
  least: Readonly<Record<string, number>>,
): void {
  for (const [option, value] of Object.entries(options))
    if (!Number.isInteger(value) || value < (least[option] ?? 0))
      throw new VernierError(
        'parameter-invalid',
        `${name}: ${option} is ${value}; expected a whole number of at least ${least[option] ?? 0}.`,
        {
          details: { option },
          hint: 'Correct it, or leave it out.',
        },
      );
}

/** @throws `parameter-invalid` for an option that is no number in [low, high]. */
export function checkNumber(name: string, option: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high && Number.isFinite(value)))
    throw new VernierError(
      'parameter-invalid',
      `${name}: ${option} is ${value}; expected a ${high === Number.POSITIVE_INFINITY ? `finite number of at least ${low}` : `number from ${low} to ${high}`}.`,
      { details: { option }, hint: 'Correct it, or leave it out.' },
    );
}
