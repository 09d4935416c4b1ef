import { checkWhole } from '../check-value.ts';
import type { Limits } from '../study.ts';
import type { Plan } from './spending.ts';

/** Limits that every run knows; what else there is loads apart. */
const PLAIN = ['trials', 'concurrency', 'finish', 'signal'];

/** Is there a limit beside the number of trials? */
export const isBounded = (limits: Limits): boolean => Object.keys(limits).some((key) => !PLAIN.includes(key));

/**
 * What the trials of a study may use up under these limits: see `planOf`.
 *
 * @throws `config-invalid` for limits that make no sense or contradict each other
 */
export async function checkLimits(limits: Limits, capacity: number): Promise<Plan> {
  const { trials, concurrency } = limits;
  checkWhole('trials', trials, 0);
  checkWhole('concurrency', concurrency, 1);
  return isBounded(limits) ? (await import('./spending.ts')).planOf(limits, capacity) : {};
}
