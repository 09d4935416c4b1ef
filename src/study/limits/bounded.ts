import { checkWhole } from '../check-value.ts';
import type { Limits } from '../study.ts';

/** Limits that every run knows; what else there is loads apart. */
const PLAIN = ['trials', 'concurrency', 'firstFailures', 'finish', 'signal'];

/** Is there a limit beside the number of trials? */
export const isBounded = (limits: Limits): boolean => Object.keys(limits).some((key) => !PLAIN.includes(key));

/** @throws `config-invalid` for limits that make no sense or contradict each other */
export async function checkLimits(limits: Limits): Promise<void> {
  const { trials, concurrency, firstFailures } = limits;
  checkWhole('trials', trials, 0);
  checkWhole('concurrency', concurrency, 1);
  checkWhole('firstFailures', firstFailures, 1);
  if (isBounded(limits)) (await import('./check.ts')).checkBounds(limits);
}
