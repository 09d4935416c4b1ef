import { type HistoryView, STATE_CODE } from '../history/view.ts';
import { lossesOf } from './standing.ts';
import { valueAt } from './value-at.ts';

/**
 * The best of whole and partial runs, best first, for those who go by one objective.
 *
 * Whole runs go by what they came to, and before paused ones, of which those that went further come first: a pruner that lets runs go on by
 * their ranks has put them in this order. A run that was stopped for good may have been as good as any: it stands behind as many
 * of those that went further as had not been worse where it stopped. So short runs show the way, too, where they are
 * stopped for other reasons than their rank.
 *
 * Source of the problem: Falkner et al. 2018, "BOHB", whose model is of the highest rung with enough runs; this order needs no rungs.
 *
 * Cost O(runs) for each last step at which one of the best was stopped, O(most) for other ones.
 *
 * @param whole   rows of whole runs, best first
 * @param partial rows of paused and stopped ones, those that went further first, then by their last values
 * @param most    how many are wanted
 */
export function bestRuns(
  history: HistoryView,
  whole: ArrayLike<number>,
  partial: ArrayLike<number>,
  most: number,
): readonly number[] {
  const runs = [...Array.from(whole), ...Array.from(partial)];
  let best = runs.slice(0, Math.min(whole.length, most));
  for (let from = whole.length; from < runs.length; ) {
    const step = lastStep(history, runs[from]!);
    let to = from + 1;
    while (to < runs.length && lastStep(history, runs[to]!) === step) to++;
    const ended = runs.slice(from, to);
    const isPaused = (row: number): boolean => history.states[row] === STATE_CODE.paused;
    const stopped = ended.filter((row) => !isPaused(row)).slice(0, most);
    const further = runs.slice(0, from);
    best = [...placed(history, best, further, stopped, step), ...ended.filter(isPaused)].slice(0, most);
    from = to;
  }
  return best;
}

/**
 * Puts runs that were all stopped at one step among those that went further.
 *
 * @param best    the best of those, in order
 * @param further all of them
 * @param stopped best first
 */
function placed(
  history: HistoryView,
  best: readonly number[],
  further: readonly number[],
  stopped: readonly number[],
  step: number,
): readonly number[] {
  const k = history.objectives.length;
  // Of a run that never reported it is not known that it was worse.
  const there = (row: number): number => orWorst(valueAt(history.reports(row), Number.NEGATIVE_INFINITY, step, 0, k));
  const lossOf = (row: number): number => orWorst(lossesOf(history, row)[0]!);
  if (stopped.length === 0 || areAtMost(further, there, lossOf(stopped[0]!), best.length)) return [...best, ...stopped];
  const before = Float64Array.from(further, there).sort();
  const made: number[] = [];
  let [taken, notWorse] = [0, 0];
  for (const row of stopped) {
    while (notWorse < before.length && before[notWorse]! <= lossOf(row)) notWorse++;
    while (taken < best.length && taken < notWorse) made.push(best[taken++]!);
    made.push(row);
  }
  return [...made, ...best.slice(taken)];
}

/** Are so many of the values at most a bound? */
function areAtMost(rows: readonly number[], valueOf: (row: number) => number, bound: number, count: number): boolean {
  let found = 0;
  for (let i = 0; i < rows.length && found < count; i++) if (valueOf(rows[i]!) <= bound) found++;
  return found >= count;
}

/** A run without a report went nowhere. */
const lastStep = (history: HistoryView, row: number): number =>
  history.reports(row).steps.at(-1) ?? Number.NEGATIVE_INFINITY;

const orWorst = (loss: number): number => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss);
