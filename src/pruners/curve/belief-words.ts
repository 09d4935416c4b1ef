import type { Problem } from '../../history/problem.ts';
import { directionOf, lossWords, numberWords, stepWords } from '../words.ts';
import type { Curves } from './curves.ts';
import type { Belief } from './finished.ts';
import { hasDiverged } from './rules.ts';

/**
 * "expected 0.23 ± 0.02 at epoch 52; chance to beat 0.19: 2 %": what is believed of a trial's end; null = nothing. Where more than
 * its curve says so, what that says alone comes after it: " (by its curve alone: 9 %)".
 */
export function beliefWords(
  curves: Curves,
  beliefs: { belief(row: number): Belief | null },
  row: number,
  problem: Problem,
): string | null {
  const curve = curves.curve(row);
  if (curve === null) return null;
  if (hasDiverged(curve)) return 'its last two reports are no finite numbers';
  const belief = beliefs.belief(row);
  if (belief === null) return null;
  const { forecast, incumbent, chance } = belief;
  const direction = directionOf(problem);
  const end = stepWords(problem, curve.steps[0] === 0 ? curves.last - 1 : curves.last);
  const own = percentWords(curves.belief(row)?.chance ?? chance);
  const all = percentWords(chance);
  const alone = own === all ? '' : ` (by its curve alone: ${own})`;
  return `expected ${lossWords(direction, forecast.mean)} ± ${twoDigits(forecast.sd)} at ${end}; chance to beat ${lossWords(direction, incumbent)}: ${all}${alone}`;
}

const percentWords = (chance: number): string => `${chance < 0.001 ? 'below 0.1' : twoDigits(100 * chance)} %`;

const twoDigits = (number: number): string => numberWords(Number(number.toPrecision(2)));
