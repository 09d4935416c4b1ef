import type { Problem } from '../history/problem.ts';
import { forbidden, linear } from '../space/constraint.ts';
import { categorical, float, int, ordinal } from '../space/distribution.ts';
import type { SearchSpace } from '../space/nodes.ts';
import { branch, permutation, simplex, subset } from '../space/shape.ts';
import { space } from '../space/space.ts';

/** Trials that a contract's studies have. */
export const TRIALS = 36;

/** What parameters are called: the identity, or something that a law tries. */
export type Names = (name: string) => string;

/** Spaces of every kind; `name` gives the names that parameters have. */
export const SPACES: Readonly<Record<string, (name: Names) => SearchSpace>> = {
  numbers: (n) =>
    space({
      [n('a')]: float(-1, 3),
      [n('b')]: float(1e-5, 1e2, { log: true }),
      [n('c')]: float(0, 1, { step: 0.125 }),
      [n('d')]: int(-4, 9),
      [n('e')]: int(1, 1024, { log: true }),
      [n('f')]: int(0, 100, { step: 25 }),
      [n('g')]: float(2, 2),
    }),
  categories: (n) =>
    space({
      [n('a')]: categorical(['x', 'y', 1, true, null]),
      [n('b')]: ordinal(['s', 'm', 'l']),
      [n('c')]: categorical(['only']),
    }),
  branches: (n) =>
    space({
      [n('model')]: branch({
        tree: { [n('depth')]: int(1, 6), [n('split')]: branch({ best: {}, random: { [n('tries')]: int(1, 9) } }) },
        linear: { [n('penalty')]: float(0.01, 10, { log: true }) },
        none: {},
      }),
      [n('scale')]: branch({ yes: { [n('by')]: float(0.5, 2) }, no: {} }),
    }),
  orderings: (n) => space({ [n('order')]: permutation(['a', 'b', 'c', 'd', 'e']) }),
  subsets: (n) =>
    space({
      [n('some')]: subset(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], { min: 2, max: 3 }),
      [n('any')]: subset(['x', 'y']),
    }),
  shares: (n) => space({ [n('mix')]: simplex(['a', 'b', 'c']) }),
  constraints: (n) =>
    space(
      { [n('x')]: float(0, 1), [n('y')]: float(0, 1), [n('m')]: categorical(['p', 'q']), [n('k')]: int(1, 4) },
      { constraints: [linear({ [n('x')]: 1, [n('y')]: 1 }, 0.8), forbidden({ [n('m')]: 'p', [n('k')]: 4 })] },
    ),
  priors: (n) =>
    space(
      { [n('x')]: float(0, 1), [n('l')]: float(1e-4, 1, { log: true }), [n('m')]: categorical(['p', 'q']) },
      {
        priors: {
          [n('x')]: { kind: 'normal', best: 0.9, spread: 0.1 },
          [n('l')]: { kind: 'normal', best: 1e-3, spread: 0.2 },
          [n('m')]: { kind: 'weights', weights: [1, 3] },
        },
      },
    ),
  finite: (n) =>
    space(
      {
        [n('x')]: float(0, 1, { step: 0.25 }),
        [n('b')]: branch({ on: { [n('k')]: int(1, 4), [n('s')]: subset(['a', 'b', 'c'], { max: 1 }) }, off: {} }),
        [n('o')]: permutation(['p', 'q', 'r']),
      },
      { constraints: [linear({ [n('x')]: 4, [n('k')]: 1 }, 6)] },
    ),
  mixed: (n) =>
    space(
      {
        [n('lr')]: float(1e-5, 1, { log: true }),
        [n('width')]: int(8, 512, { log: true }),
        [n('drop')]: float(0, 0.9),
        [n('optimizer')]: branch({
          adam: { [n('beta')]: float(0.5, 0.999) },
          sgd: { [n('momentum')]: float(0, 1), [n('nesterov')]: categorical([true, false]) },
        }),
        [n('size')]: ordinal(['s', 'm', 'l']),
        [n('order')]: permutation(['crop', 'flip', 'blur', 'noise']),
        [n('layers')]: subset([0, 1, 2, 3, 4], { min: 1 }),
        [n('mix')]: simplex(['web', 'books', 'code']),
      },
      {
        constraints: [
          linear({ [n('drop')]: 1, [n('beta')]: 1 }, 1.5),
          forbidden({ [n('size')]: 'l', [n('optimizer')]: 'adam' }),
        ],
      },
    ),
};

/** One objective on a space of that kind. */
export function problemOf(kind: string, changes: Partial<Problem> = {}, name: Names = (same) => same): Problem {
  return {
    space: SPACES[kind]!(name),
    objectives: [{ name: 'value', direction: 'minimize' }],
    judgeBy: { kind: 'all' },
    budget: TRIALS,
    fidelity: { name: 'epoch', min: 1, max: 9 }, // populations need one
    seed: 20,
    ...changes,
  };
}
