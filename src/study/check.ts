import { VernierError } from '../errors.ts';
import type { Objective } from '../history/record.ts';
import type { RunOptions } from './study.ts';

/** That an option is not what it should be. */
export const wrong = (name: string, found: unknown, expected: string): VernierError =>
  new VernierError(
    'config-invalid',
    `${name} is ${typeof found === 'number' ? found : JSON.stringify(found)}; expected ${expected}.`,
    { details: { name } },
  );

/** @throws `config-invalid` for what is neither left out, nor a whole number of at least `least` (nor infinite) */
export function checkWhole(name: string, value: number | undefined, least: number): void {
  if (value !== undefined && !(value >= least && (Number.isSafeInteger(value) || value === Number.POSITIVE_INFINITY)))
    throw wrong(name, value, `a whole number of at least ${least}`);
}

/** @throws `config-invalid` for options of a search that make no sense */
export function checkOptions(options: RunOptions, objectives: readonly Objective[]): void {
  const { space, seed, retries, budget, duplicates, fidelity, judgeBy } = options;
  if (space !== undefined && !Array.isArray(space?.nodes))
    throw wrong('space', 'a plain object', 'what space({ … }) makes of it');
  if (seed === Number.POSITIVE_INFINITY) throw wrong('seed', seed, 'a whole number');
  checkWhole('seed', seed, 0);
  checkWhole('retries', retries, 0);
  checkWhole('budget', budget, 1);
  checkWhole('fidelity.min', fidelity?.min, 1);
  checkWhole('fidelity.max', fidelity?.max, fidelity?.min ?? 1);
  if (duplicates !== undefined && !['allow', 'avoid', 'reuse'].includes(duplicates))
    throw wrong('duplicates', duplicates, "'allow', 'avoid' or 'reuse'");
  if (judgeBy?.kind === 'objective' && !objectives.some(({ name }) => name === judgeBy.name))
    throw wrong('judgeBy', judgeBy.name, `an objective (${objectives.map(({ name }) => name).join(', ')})`);
}
