import { isotonic } from '../../math/isotonic.ts';
import { middle } from '../../models/gp/warp.ts';
import { type Evidence, STANDING } from '../evidence.ts';
import { valueAt } from '../value-at.ts';

/** Trials that must have come as far for their values there to be what is modelled: so many, or one for each parameter and two more. */
const ENOUGH = 8;

/** Trials that can be compared, and what they count with. */
export interface Compared {
  readonly rows: readonly number[];
  /** Shape (rows × objectives). */
  readonly losses: Float64Array;
}

/**
 * Losses of whole and partial runs at one step, so that they can be compared: at the end where enough trials are complete, else at
 * the highest step that enough of them reached. What runs is what did well so far, and of many workers' trials those that were paused alone
 * would tell of losers only: so it counts as well, once it has come to that step.
 *
 * A run that ended before is taken to come to what those came to that went further and had been as good as it was at its last step:
 * by isotonic regression, for a run that was behind is not expected to end in front. It never becomes better than the best of
 * them by that, and one that was stopped never better than their middle: it was stopped because others did better. One without a
 * finite value counts as the worst of them.
 *
 * Source: values at the highest rung with enough of them as in Falkner et al. 2018, "BOHB".
 *
 * @param rows trials that are complete, partial, or run, ascending
 */
export function atOneStep(evidence: Evidence, rows: readonly number[]): Compared {
  const { objectives: k, standing } = evidence;
  if (rows.every((row) => standing[row] === STANDING.complete)) return { rows, losses: finals(evidence, rows) };
  const all = rows.map((row) => runOf(evidence, row));
  const step = commonStep(all, evidence);
  const runs = all.filter(({ isUnderway, last }) => !isUnderway || last >= step);
  const losses = new Float64Array(runs.length * k);
  for (let o = 0; o < k; o++) lossesOf(runs, step, o, k).forEach((loss, i) => (losses[i * k + o] = loss));
  return { rows: runs.map(({ row }) => row), losses };
}

function finals({ objectives: k, losses }: Evidence, rows: readonly number[]): Float64Array {
  const known = new Float64Array(rows.length * k);
  rows.forEach((row, i) => known.set(losses.subarray(row * k, (row + 1) * k), i * k));
  return known;
}

/** One objective of each run at a step. */
function lossesOf(runs: readonly Run[], step: number, o: number, k: number): Float64Array {
  const values = Float64Array.from(runs, (run) => atStep(run, step, o, k));
  const there = runs.filter(({ last }) => last >= step);
  const reached = values.filter((value, i) => runs[i]!.last >= step && Number.isFinite(value)).sort();
  if (reached.length === 0) return values.map((value) => (Number.isFinite(value) ? value : 0)); // nothing to go by
  const comesTo = new Map<number, (value: number) => number>(); // by last step
  return values.map((value, i) => {
    const { last, isStopped } = runs[i]!;
    if (!Number.isFinite(value)) return reached[reached.length - 1]!;
    if (last >= step) return value;
    let expected = comesTo.get(last);
    if (expected === undefined) comesTo.set(last, (expected = expectedFrom(there, last, step, o, k)));
    return Math.max(expected(value), isStopped ? middle(reached) : reached[0]!);
  });
}

/** A run as far as it went. */
interface Run {
  readonly row: number;
  readonly steps: Int32Array;
  /** Shape (steps × objectives). */
  readonly reports: Float64Array;
  /** Shape (objectives): the final losses, or what a partial run has in their place. */
  readonly final: Float64Array;
  /** Its last step; infinite where it is complete. */
  readonly last: number;
  readonly isStopped: boolean;
  readonly isUnderway: boolean;
}

function runOf(evidence: Evidence, row: number): Run {
  const { objectives, losses, standing } = evidence;
  const { steps, losses: reports } = evidence.reports(row);
  const isComplete = standing[row] === STANDING.complete;
  return {
    row,
    steps,
    reports,
    final: losses.subarray(row * objectives, (row + 1) * objectives),
    last: isComplete ? Number.POSITIVE_INFINITY : (steps[steps.length - 1] ?? -1),
    isStopped: !evidence.isOpen(row),
    isUnderway: standing[row] === STANDING.underway,
  };
}

/** The step at which runs are compared: those that still run may raise it, for then more have come there, and never lower it. */
function commonStep(runs: readonly Run[], { space }: Evidence): number {
  const enough = Math.max(ENOUGH, space.groups.length + 2);
  const over = runs.filter(({ isUnderway }) => !isUnderway);
  return Math.max(reachedBy(enough, runs), over.length === 0 ? 0 : reachedBy(enough, over));
}

/** The highest step that so many runs reached, or all of them; infinite = the end. */
function reachedBy(enough: number, runs: readonly Run[]): number {
  const lasts = Float64Array.from(runs, ({ last }) => last).sort();
  return lasts[Math.max(0, lasts.length - enough)] ?? Number.POSITIVE_INFINITY;
}

/** The newest number up to a step, the final one at the end; NaN = none. */
const atStep = ({ steps, reports, final }: Run, step: number, o: number, k: number): number =>
  step === Number.POSITIVE_INFINITY ? final[o]! : valueAt({ steps, losses: reports }, final[o]!, step, o, k);

/** What runs came to at a later step, by their values at one before it; as it was where nothing is known. */
function expectedFrom(runs: readonly Run[], from: number, to: number, o: number, k: number): (value: number) => number {
  const known = runs
    .map((run) => [atStep(run, from, o, k), atStep(run, to, o, k)] as const)
    .filter((pair) => pair.every(Number.isFinite));
  return known.length === 0 ? (value) => value : isotonic(known);
}
