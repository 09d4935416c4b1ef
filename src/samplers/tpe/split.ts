import { STATE_CODE } from '../../history/view.ts';
import { bestFronts } from '../../math/best-fronts.ts';
import { EndLosses } from '../end-losses.ts';
import { STANDING } from '../standing.ts';
import type { BestOf } from './best.ts';
import type { Ledger } from './ledger.ts';

/**
 * The best trials of a study with several objectives: whole runs, and stopped ones as they would have ended, by front, the
 * last front cut so that it keeps most of the hypervolume; then paused before infeasible ones.
 *
 * Source: Ozaki et al. 2022 (MOTPE), as in Optuna 5, where all partial runs stand behind whole ones; of these, see `EndLosses`.
 */
export function bestOfSeveral(ledger: Ledger): BestOf {
  const order = new EndLosses(ledger.objectives);
  return (rows, count) => {
    const whole: number[] = [];
    const stopped: number[] = [];
    const rest: number[] = [];
    for (const row of rows) (isWhole(ledger, row) ? whole : isStopped(ledger, row) ? stopped : rest).push(row);
    if (whole.length === 0) rest.push(...stopped.splice(0));
    const chosen = bestFronted(ledger, order, whole, stopped, count);
    if (chosen.length < count) {
      rest.sort((a, b) => ledger.standing[a]! - ledger.standing[b]! || ledger.keys[a]! - ledger.keys[b]! || a - b);
      chosen.push(...rest.slice(0, count - chosen.length));
    }
    return chosen;
  };
}

const isWhole = (ledger: Ledger, row: number): boolean =>
  ledger.standing[row] === STANDING.complete && isMeasured(ledger, row);

/** One that was stopped for good; a pruner that pauses runs has put them in an order. */
const isStopped = (ledger: Ledger, row: number): boolean =>
  ledger.history!.states[row] === STATE_CODE.pruned &&
  ledger.standing[row] === STANDING.pruned &&
  isMeasured(ledger, row);

/** Has a trial a number for every objective? */
function isMeasured(ledger: Ledger, row: number): boolean {
  for (let o = 0; o < ledger.objectives; o++)
    if (Number.isNaN(ledger.losses[row * ledger.objectives + o]!)) return false;
  return true;
}

function bestFronted(
  ledger: Ledger,
  order: EndLosses,
  whole: readonly number[],
  stopped: readonly number[],
  count: number,
): number[] {
  const d = ledger.objectives;
  const lossOf = (row: number, o: number): number => ledger.losses[row * d + o]!;
  const losses = order.of(ledger.history!, { whole, stopped, lastOf: (row) => -ledger.keys[row]!, lossOf });
  const rows = [...whole, ...stopped];
  return bestFronts(losses, d, count).map((i) => rows[i]!);
}
