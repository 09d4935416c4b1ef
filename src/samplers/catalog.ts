import { byName, type CatalogEntry } from '../space/catalog-entry.ts';
import { categorical, int } from '../space/distribution.ts';
import type { Shape } from '../space/shape.ts';
import { space } from '../space/space.ts';
import { grid } from './grid/grid.ts';
import { quasiRandom } from './quasi-random.ts';
import { random } from './random.ts';
import type { Sampler } from './sampler.ts';
import { tpe } from './tpe/tpe.ts';

/** All samplers by name, with their options: for command lines, config files and forms. */
export const catalog: readonly CatalogEntry<Sampler>[] = [
  entry({
    name: 'tpe',
    says: 'Learns from finished trials where good ones are dense and bad ones are not: the default.',
    source: 'Bergstra et al. 2011; Watanabe 2023, "Tree-structured Parzen estimator"',
    options: space({ startup: int(1, 10_000, { log: true }), candidates: int(1, 10_000, { log: true }) }),
    defaults: { startup: 10, candidates: 24 },
    describes: {
      startup: 'Finished trials before the model is asked; scrambled Sobol points until then.',
      candidates: 'Candidates drawn for each trial; more make the search greedier and slower.',
    },
    create: tpe,
  }),
  entry({
    name: 'random',
    says: 'Independent draws: uniform in each parameter, or from its prior.',
    source: 'Bergstra and Bengio 2012, "Random search for hyper-parameter optimization"',
    options: space({}),
    defaults: {},
    describes: {},
    create: random,
  }),
  entry({
    name: 'quasiRandom',
    says: 'Scrambled Sobol points, which fill the space more evenly than random draws.',
    source: 'Sobol 1967; Owen 1995; Joe and Kuo 2008',
    options: space({}),
    defaults: {},
    describes: {},
    create: quasiRandom,
  }),
  entry({
    name: 'grid',
    says: 'Every combination once, nested in the order of declaration, the last parameter changing fastest.',
    source: null,
    options: space({ points: int(0, 1_000_000), shuffle: categorical([false, true]) }),
    defaults: { points: 0, shuffle: false },
    describes: {
      points: 'Levels of each continuous parameter; 0: continuous parameters are refused.',
      shuffle: 'Run the points in a random order of the seed.',
    },
    create: ({ points, shuffle }) => grid({ points: points === 0 ? null : points, shuffle }),
  }),
];

/** The sampler of a name, with these options and the defaults of all others. @throws `config-invalid`, `parameter-invalid` */
export function samplerByName(name: string, options: Readonly<Record<string, unknown>> = {}): Sampler {
  return byName(catalog, 'sampler', name, options);
}

/** Holds the defaults, descriptions and `create` of an entry against its options: a missing one does not compile. */
function entry<S extends Shape>(given: CatalogEntry<Sampler, S>): CatalogEntry<Sampler> {
  return given;
}
