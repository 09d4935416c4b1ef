import type { Direction } from '../history/record.ts';
import type { Problem } from '../history/problem.ts';

// The words in which pruners say why.

/** "epoch 9", "step 9": a step by the name that the study gives its steps. */
export function stepWords({ fidelity }: Pick<Problem, 'fidelity'>, step: number): string {
  return `${fidelity?.name ?? 'step'} ${step}`;
}

/** A number as a user reads it: four digits. */
export function numberWords(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && Number.isFinite(size) && (size < 1e-4 || size >= 1e6)) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

/** "1st", "2nd", "23rd", "111th". */
export function ordinal(n: number): string {
  const tens = n % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}

/** Which way the series is better that a study of one series is judged by. */
export function directionOf({ judgeBy, objectives }: Pick<Problem, 'judgeBy' | 'objectives'>): Direction {
  if (judgeBy.kind === 'metric') return judgeBy.direction;
  const index = judgeBy.kind === 'all' ? 0 : objectives.findIndex(({ name }) => name === judgeBy.name);
  return objectives[index]?.direction ?? 'minimize';
}

/** A loss as the number that was reported, in words: losses of what is maximised have their sign turned. */
export function lossWords(direction: Direction, loss: number): string {
  return numberWords(direction === 'maximize' ? -loss : loss);
}
