import { errorRecord, type VernierError } from '../../errors.ts';
import type { Outcome, Score } from '../../execution/executor.ts';
import { attributed, type Change, type Json, type Objective, type Ruling } from '../../history/record.ts';
import { ERROR, PRUNED } from '../../history/attribute-names.ts';
import type { HistoryView } from '../../history/view.ts';
import { isFinal, sortScore, type SortedScore } from './score.ts';

/** Who asked a trial to end, at which step, and why. */
export interface Judged {
  readonly by: string;
  readonly step: number;
  readonly why: string | null;
}

/** What `endChanges` has to know of a trial. */
export interface Ending {
  readonly id: number;
  readonly number: number;
  readonly ruling: Ruling;
  readonly checkpoint: string | null;
  /** Who asked it to end; null = nobody has. */
  readonly judged: Judged | null;
  instant(): number;
}

/**
 * Outcome → changes: the last ones of a trial's run.
 *
 * A pruned trial keeps its last report as value (Optuna's rule); one whose verdict was `pause` is paused instead.
 *
 * @returns null for a score that is no final one: the trial fails, for the reason that `score-fault.ts` says
 */
export function endChanges(
  objectives: readonly Objective[],
  history: HistoryView,
  trial: Ending,
  outcome: Outcome,
): Change[] | null {
  const { id } = trial;
  const at = trial.instant();
  if (outcome.state === 'failed') {
    const { error, score } = outcome;
    return [
      ...logged(history, trial, score === undefined ? null : sortScore(objectives, score)),
      ...failed(id, error, at),
    ];
  }
  if (outcome.state === 'pruned') {
    const end: Change =
      trial.ruling.verdict === 'pause'
        ? { type: 'paused', id, checkpoint: trial.checkpoint, at }
        : { type: 'finished', id, state: 'pruned', values: lastReport(history, trial.number), at };
    const value = whyPruned(history, trial, outcome.reason ?? '');
    return value === null ? [end] : [attributed(id, PRUNED, value), end];
  }
  const score = sortScore(objectives, outcome.score);
  if (score === null || !isFinal(objectives, score)) return null;
  return [...logged(history, trial, score), { type: 'finished', id, state: 'complete', values: score.values, at }];
}

/** The metrics of a final score, at the last step. */
function logged(history: HistoryView, { id, number }: Ending, score: SortedScore | null): Change[] {
  if (!score?.hasMetrics) return [];
  return [{ type: 'logged', id, step: history.reports(number).steps.at(-1) ?? 0, metrics: score.metrics }];
}

/** Who ended it and why, in the words of both the pruner and the objective function; null = nobody has said. */
function whyPruned(history: HistoryView, { judged, number }: Ending, reason: string): Json {
  if (reason === '') return judged as Json;
  if (judged !== null) return { ...judged, why: judged.why === null ? reason : `${judged.why} ${reason}` };
  return { by: 'objective', step: history.reports(number).steps.at(-1) ?? 0, why: reason };
}

function failed(id: number, error: VernierError, at: number): Change[] {
  const { code, message, hint } = errorRecord(error);
  return [
    attributed(id, ERROR, { code, message, hint } as Json),
    { type: 'finished', id, state: 'failed', values: null, at },
  ];
}

/** The last report that has every objective, as the user means it; null = none. */
export function lastReport(history: HistoryView, row: number): readonly number[] | null {
  const { steps, losses } = history.reports(row);
  const k = history.objectives.length;
  for (let i = steps.length - 1; i >= 0; i--) {
    const values = history.objectives.map(
      ({ direction }, j) => losses[i * k + j]! * (direction === 'maximize' ? -1 : 1) + 0,
    );
    if (!values.some(Number.isNaN)) return values;
  }
  return null;
}

/** Is it an outcome rather than a score? */
export function isOutcome(told: unknown): told is Outcome {
  return typeof told === 'object' && told !== null && typeof (told as { readonly state?: unknown }).state === 'string';
}

/** The outcome of what was told. */
export function outcomeOf(told: Score | Outcome): Outcome {
  return isOutcome(told) ? told : { state: 'complete', score: told };
}
