import type { Random } from '../math/random.ts';
import { configurationAt } from '../space/draw.ts';
import { fromUnit } from '../space/encode.ts';
import { repair, satisfies } from '../space/feasible.ts';
import { namedValues, type SearchSpace } from '../space/nodes.ts';
import { checkOptions, type NoOptions } from './options.ts';
import type { Sampler } from './sampler.ts';

/**
 * Independent draws: uniform in each parameter (of ln x where `log`), or from its prior.
 *
 * A trial's parameters depend on the seed and its number alone, so any number of workers make the same trials.
 * Understands every space: all subsets of the allowed sizes, all orderings and all shares are equally likely, and
 * constraints are met by drawing again. Its trials store no sentence on why they were made: there is one reason for all.
 *
 * @throws `parameter-invalid` for options: it has none.
 */
export function random(options: NoOptions = {}): Sampler {
  checkOptions('random', options, {});
  return {
    name: 'random',
    traits: { objectives: 'many', constraints: false, conditional: true, joint: true },
    start: ({ space }) => ({
      observe() {},
      propose: (trials, stream) =>
        trials.map((trial) => ({
          params: space === null ? new Map() : namedValues(space, draw(space, stream.fork(trial))),
        })),
      suggest: (_, name, distribution, stream) => fromUnit(distribution, stream.fork(name).uniform()),
    }),
  };
}

const DRAWS = 100;

/** Rejection first, because it keeps the distribution; repair where the constraints leave too little for it. */
function draw(space: SearchSpace, stream: Random): Float64Array {
  let values = configurationAt(space, () => stream.uniform());
  for (let i = 1; i < DRAWS && !satisfies(space, values); i++) values = configurationAt(space, () => stream.uniform());
  return repair(space, values, stream) ?? values;
}
