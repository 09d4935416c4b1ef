import type { Objective } from '../history/record.ts';
import { checkWhole, wrong } from './check-value.ts';
import type { RunOptions } from './study.ts';

// Loaded apart: most studies name neither a fidelity nor what is judged by.

/** @throws `config-invalid` for a fidelity, or something to judge by, that makes no sense */
export function checkJudging({ fidelity, judgeBy }: RunOptions, objectives: readonly Objective[]): void {
  checkWhole('fidelity.min', fidelity?.min, 1);
  checkWhole('fidelity.max', fidelity?.max, fidelity?.min ?? 1);
  if (judgeBy?.kind === 'objective' && !objectives.some(({ name }) => name === judgeBy.name))
    throw wrong('judgeBy', judgeBy.name, `an objective (${objectives.map(({ name }) => name).join(', ')})`);
}
