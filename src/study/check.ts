import type { Objective } from '../history/record.ts';
import { checkWhole, wrong } from './check-value.ts';
import type { RunOptions } from './study.ts';

/** @throws `config-invalid` for options of a search that make no sense */
export async function checkOptions(options: RunOptions, objectives: readonly Objective[]): Promise<void> {
  const { space, seed, retries, budget, duplicates, fidelity, judgeBy } = options;
  if (space !== undefined && !Array.isArray(space?.nodes))
    throw wrong('space', 'a plain object', 'what space({ … }) makes of it');
  if (seed === Number.POSITIVE_INFINITY) throw wrong('seed', seed, 'a whole number');
  checkWhole('seed', seed, 0);
  checkWhole('retries', retries, 0);
  checkWhole('budget', budget, 1);
  if (duplicates !== undefined && !['allow', 'avoid', 'reuse'].includes(duplicates))
    throw wrong('duplicates', duplicates, "'allow', 'avoid' or 'reuse'");
  if (fidelity ?? judgeBy) (await import('./check-judging.ts')).checkJudging(options, objectives);
}
