import { VernierError } from '../../errors.ts';
import type { Problem } from '../../history/problem.ts';
import type { Wanted } from '../../history/repeats.ts';
import { checkWhole, wrong } from '../check-value.ts';
import type { Limits } from '../study.ts';

/** Where nobody says how often. */
export const REPEATS = 3;

/** The option in full. @throws `config-invalid` for what is no whole number of at least 1 */
export function wantedOf(confirm: NonNullable<Limits['confirm']>): Wanted {
  if (typeof confirm === 'number') {
    checkWhole('confirm', confirm, 1);
    return { top: confirm, repeats: REPEATS };
  }
  if (typeof confirm !== 'object' || confirm === null || Array.isArray(confirm))
    throw wrong('confirm', confirm, 'a whole number of trials, or { top: 3, repeats: 5 }');
  const unknown = Object.keys(confirm).find((key) => key !== 'top' && key !== 'repeats');
  if (unknown !== undefined) throw wrong('A key of confirm', unknown, 'top or repeats');
  const { top, repeats = REPEATS } = confirm;
  if (top === undefined) throw wrong('confirm.top', top, 'a whole number of trials');
  checkWhole('confirm.top', top, 1);
  checkWhole('confirm.repeats', repeats, 1);
  return { top, repeats };
}

/** @throws `config-invalid` where the best of a study cannot be confirmed by running it again */
export function checkConfirmable({ objectives }: Pick<Problem, 'objectives'>, isPopulation: boolean): void {
  if (objectives.length > 1)
    throw new VernierError(
      'config-invalid',
      `confirm is for one objective; this study has ${objectives.length}: ${objectives.map(({ name }) => name).join(', ')}.`,
      { hint: 'Leave confirm out, and run the trials of the front again that you care for: study.enqueue(params).' },
    );
  if (isPopulation)
    throw new VernierError(
      'config-invalid',
      'confirm runs the parameters of a trial again from the start; in a population the best has had several, one after the other.',
      { hint: 'Leave confirm out, and run its schedule again: vernier schedule.' },
    );
}
