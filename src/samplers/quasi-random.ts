import { sobolUnit } from '../math/sobol.ts';
import { allDirections } from '../math/sobol-directions.ts';
import { firstDirections } from '../math/sobol-table.ts';
import { configurationAt } from '../space/draw.ts';
import { repair } from '../space/feasible.ts';
import { namedValues } from '../space/nodes.ts';
import { checkOptions, type NoOptions } from './options.ts';
import type { Sampler } from './sampler.ts';
import { startValue } from './startup.ts';

/**
 * Points of an Owen-scrambled Sobol sequence: they fill the space more evenly than random draws.
 *
 * Trial n gets point n, so any number of workers make the same trials and no counter is shared. Best at powers of two.
 * Every parameter has a dimension of its own, inactive ones too; a categorical one is cut into equal parts.
 * Priors bend the points by their distribution functions. Where a point misses a constraint, a few of its coordinates
 * are drawn anew. Parameters that no space declares are stratified one by one.
 *
 * Source: Sobol 1967; Owen 1995; direction numbers of Joe and Kuo 2008, up to 1,024 dimensions.
 *
 * @throws `parameter-invalid` for options: it has none.
 */
export function quasiRandom(options: NoOptions = {}): Sampler {
  checkOptions('quasiRandom', options, {});
  return {
    name: 'quasiRandom',
    traits: { objectives: 'many', constraints: false, conditional: true, joint: true },
    start({ space, seed }) {
      const table = space !== null && space.nodes.length > AT_HAND ? allDirections() : firstDirections();
      return {
        observe() {},
        propose: (trials, random) =>
          trials.map((trial) => {
            if (space === null) return { params: new Map() };
            const values = configurationAt(space, (node) => sobolUnit(trial, node, seed, table));
            const params = namedValues(space, repair(space, values, random.fork(trial)) ?? values);
            return { params, notes: { why: `Point ${trial} of a Sobol sequence, which fills the space evenly.` } };
          }),
        suggest: (trial, name, distribution) => startValue(trial, name, distribution, seed),
      };
    },
  };
}

/** Dimensions of the table that is there without unpacking the large one. */
const AT_HAND = 64;
