import { CONFIRMS } from '../history/attribute-names.ts';
import { winnerRow } from '../history/confirmation.ts';
import { judgedCurve } from '../history/judged-curve.ts';
import { type HistoryView, STATE_CODE } from '../history/view.ts';
import { championOf, type Contender, expectedEnd } from '../models/curve/champion.ts';
import { lastTime } from '../models/curve/time.ts';

/** The trial to take if nothing more were run. */
export interface Recommendation {
  readonly trial: number;
  /** The step of its last report; null = it is complete. */
  readonly step: number | null;
  /** What it came to, or by its curve is expected to end at, in the objective's unit; null = nobody knows how long a run is. */
  readonly value: number | null;
  /** The best complete trial, where another one is expected to end better; null = it is the best complete one, or none is complete. */
  readonly over: number | null;
}

/** What a recommendation needs beside the history. */
export interface RecommendationOptions {
  /** The last step of a whole run; null or left out = that of the longest complete one. */
  readonly last?: number | null | undefined;
  /** Who judges trials; null or left out = not known. */
  readonly pruner?:
    | { readonly name: string; readonly options: Readonly<Record<string, unknown>> | null }
    | null
    | undefined;
}

/**
 * Which trial to take as things stand: the best complete one, or one that is still running, paused or stopped and promises more (see
 * `championOf`). One that broke a constraint, or only runs another one again, is none. Where reports are no course to the value (`wilcoxon` has
 * scores of folds or instances; the best complete trial came to something else than it reported last), complete trials alone count.
 *
 * @returns null for several objectives, and while no trial stands at a finite number
 */
export function recommendation(
  history: HistoryView,
  { last, pruner }: RecommendationOptions = {},
): Recommendation | null {
  if (history.objectives.length > 1) return null;
  const best = winnerRow(history);
  const isCourse = !hasScoresOfFolds(pruner) && (best === null || endsAsReported(contender(history, best)));
  const rows = Array.from({ length: history.size }, (_, row) => row).filter(
    (row) => row === best || (isCourse && isPartial(history, row)),
  );
  const runs = rows.map((row) => contender(history, row));
  const end = last ?? longestIn(history);
  const found = championOf(runs, end);
  if (found < 0) return null;
  const [row, run] = [rows[found]!, runs[found]!];
  const loss = expectedEnd(run, end);
  return {
    trial: row,
    step: run.final === null ? run.steps[run.steps.length - 1]! : null,
    value: Number.isFinite(loss) ? (history.objectives[0]!.direction === 'maximize' ? 0 - loss : loss) : null,
    over: row === best ? null : best,
  };
}

function contender(history: HistoryView, row: number): Contender {
  const { steps, losses } = judgedCurve(history, row, { kind: 'all' }) ?? { steps: [], losses: [] };
  return { steps, losses, final: history.states[row] === STATE_CODE.complete ? history.losses[row]! : null };
}

function isPartial(history: HistoryView, row: number): boolean {
  const state = history.states[row]!;
  return (
    (state === STATE_CODE.running || state === STATE_CODE.paused || state === STATE_CODE.pruned) &&
    !(history.violations[row]! > 0) &&
    history.attribute(row, 'system', CONFIRMS) === undefined
  );
}

const hasScoresOfFolds = (pruner: RecommendationOptions['pruner']): boolean =>
  pruner?.name === 'wilcoxon' || pruner?.options?.['wraps'] === 'wilcoxon';

/** Values may have been printed with fewer digits than they were reported with. */
const SAME = 1e-6;

function endsAsReported({ losses, final }: Contender): boolean {
  const last = losses[losses.length - 1];
  return last === undefined || last === final || Math.abs(last - final!) <= SAME * Math.abs(final!);
}

/** The last time of the longest complete trial; 0 = none reported. */
function longestIn(history: HistoryView): number {
  let longest = 0;
  for (let row = 0; row < history.size; row++)
    if (history.states[row] === STATE_CODE.complete) longest = Math.max(longest, lastTime(contender(history, row)));
  return longest;
}
