import { checkWhole, wrong } from '../check-value.ts';
import type { RunOptions } from '../study.ts';

/** @throws `config-invalid` for options of a search that make no sense */
export function checkOptions(options: RunOptions): void {
  const { space, seed, retries, budget, duplicates } = options;
  if (space !== undefined && !Array.isArray(space?.nodes))
    throw wrong('space', 'a plain object', 'what space({ … }) makes of it');
  if (seed === Number.POSITIVE_INFINITY) throw wrong('seed', seed, 'a whole number');
  checkWhole('seed', seed, 0);
  checkWhole('retries', retries, 0);
  checkWhole('budget', budget, 1);
  if (duplicates !== undefined && !['allow', 'avoid', 'reuse'].includes(duplicates))
    throw wrong('duplicates', duplicates, "'allow', 'avoid' or 'reuse'");
}
