import { VernierError } from '../../errors.ts';
import type { Problem } from '../../history/problem.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { alternatives } from '../suited.ts';

/** @throws `space-unsupported` where no space is declared: a population must have all parameters at once. */
export function checkDeclared(name: string, space: SearchSpace | null, problem: Problem): asserts space is SearchSpace {
  if (space !== null) return;
  throw new VernierError(
    'space-unsupported',
    `${name} needs a declared space: it must know all parameters beforehand.`,
    { hint: `Declare one with space({ … }). Or use ${alternatives(problem)}.` },
  );
}

/** @throws `space-unsupported` for what a normal distribution over all parameters cannot say: branches and orderings. */
export function checkNormal(space: SearchSpace, problem: Problem): void {
  const orderings = space.groups.filter(({ parameter }) => parameter.kind === 'permutation').map(({ name }) => name);
  const conditional = [...new Set(space.nodes.filter(({ when }) => when.length > 0).map(({ name }) => name))];
  const found = [
    ...(conditional.length > 0 ? [`branches (${conditional.join(', ')} exist only in some of them)`] : []),
    ...(orderings.length > 0 ? [`orderings (${orderings.join(', ')})`] : []),
  ];
  if (found.length === 0) return;
  throw new VernierError('space-unsupported', `cmaEs cannot search ${found.join(' and ')}.`, {
    details: { names: [...conditional, ...orderings].join(', ') },
    hint: `Use ${alternatives(problem)}.`,
  });
}
