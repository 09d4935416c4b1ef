import { VernierError } from '../../errors.ts';
import type { Objective } from '../../history/record.ts';
import { auto } from '../../pruners/auto/auto.ts';
import { checkWhole, wrong } from '../check-value.ts';
import type { RunOptions } from '../study.ts';

// Loaded apart: most studies name neither a fidelity nor what is judged by.

/** @throws `config-invalid` for a fidelity, or something to judge by, that makes no sense */
export function checkJudging({ fidelity, judgeBy, sampler }: RunOptions, objectives: readonly Objective[]): void {
  checkWhole('fidelity.min', fidelity?.min, 1);
  checkWhole('fidelity.max', fidelity?.max, fidelity?.min ?? 1);
  if (judgeBy?.kind === 'objective' && !objectives.some(({ name }) => name === judgeBy.name))
    throw wrong('judgeBy', judgeBy.name, `an objective (${objectives.map(({ name }) => name).join(', ')})`);
  if (judgeBy?.kind === 'metric' && sampler?.traits?.judges)
    throw new VernierError(
      'config-invalid',
      `The sampler ${sampler.name} compares its trials by the objective; the study is to judge them by the metric ${judgeBy.name}.`,
      {
        hint: `Leave judgeBy out (in a file: judge_by), or make ${judgeBy.name} the objective. Or use another sampler.`,
      },
    );
}

/**
 * Options of a new study, with a pruner where none is named: where steps mean the same in all trials, those that will not win end
 * early.
 *
 * @throws `config-invalid`
 */
export function judged<T extends RunOptions>(options: T, objectives: readonly Objective[]): T {
  checkJudging(options, objectives);
  if (options.sampler?.traits?.judges) return options; // members of a population
  return options.pruner === undefined && options.fidelity !== undefined ? { ...options, pruner: auto() } : options;
}
