import { byName, type CatalogEntry } from '../space/catalog-entry.ts';
import { categorical, float, int } from '../space/distribution.ts';
import type { Shape } from '../space/shape.ts';
import { space } from '../space/space.ts';
import { auto } from './auto/auto.ts';
import { cmaEs } from './evolution/cma-es.ts';
import { differentialEvolution } from './evolution/differential-evolution.ts';
import { nsga2 } from './evolution/nsga2.ts';
import { nsga3 } from './evolution/nsga3.ts';
import { gp } from './gp/gp.ts';
import { grid } from './grid/grid.ts';
import { pb2 } from './population/pb2.ts';
import { pbt } from './population/pbt.ts';
import { quasiRandom } from './quasi-random.ts';
import { random } from './random.ts';
import type { Sampler } from './sampler.ts';
import { smac } from './smac/smac.ts';
import { tpe } from './tpe/tpe.ts';

/** What populations can be told. */
const POPULATION = {
  options: space({
    population: int(2, 100_000, { log: true }),
    interval: int(0, 1_000_000_000),
    truncation: float(0.01, 0.5),
  }),
  defaults: { population: 8, interval: 0, truncation: 0.2 },
  describes: {
    population: 'Members that are trained side by side or in turns.',
    interval: 'Steps from one judgement of a member to the next; 0: a tenth of the fidelity.',
    truncation: 'The share of members that gives way at the end of each interval, and the share that is copied.',
  },
};

/** All samplers by name, with their options: for command lines, config files and forms. */
export const catalog: readonly CatalogEntry<Sampler>[] = [
  entry({
    name: 'auto',
    says: 'Chooses among Gaussian processes, density estimation and CMA-ES at every trial, and says why: the default.',
    source: null,
    options: space({}),
    defaults: {},
    describes: {},
    create: auto,
  }),
  entry({
    name: 'tpe',
    says: 'Learns from finished trials where good ones are dense and bad ones are not: for many quick trials.',
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
    name: 'gp',
    says: 'Gaussian processes and expected improvement: for few trials of costly objectives.',
    source: 'Rasmussen and Williams 2006; Ament et al. 2023; Hvarfner et al. 2024',
    options: space({
      startup: int(1, 10_000, { log: true }),
      candidates: int(16, 100_000, { log: true }),
      costAware: categorical([true, false]),
    }),
    defaults: { startup: 5, candidates: 768, costAware: true },
    describes: {
      startup: 'Finished trials before the model is asked; scrambled Sobol points until then.',
      candidates: 'Configurations scored for each trial before the best are improved.',
      costAware: 'Where time or cost is limited and trials cost differently, a gain counts for less the more it costs.',
    },
    create: gp,
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
  entry({
    name: 'cmaEs',
    says: 'A normal distribution that learns the shape of the valley: for hundreds of trials, of numbers mostly.',
    source: 'Hansen 2016, "The CMA evolution strategy: a tutorial"; Hamano et al. 2022 (margin) and 2024 (categories)',
    options: space({
      population: int(0, 100_000),
      sigma: float(0.001, 10, { log: true }),
      restarts: categorical(['ipop', 'bipop', 'none']),
      adaptRates: categorical([false, true]),
    }),
    defaults: { population: 0, sigma: 0.2, restarts: 'ipop', adaptRates: false },
    describes: {
      population: 'Trials of a generation; 0: 4 + 3 ln d for d parameters.',
      sigma: 'First step size, as a share of the range of each parameter.',
      restarts:
        'What to do once converged: start anew with twice the generations, with small ones in between too, or nothing.',
      adaptRates: 'Shorten steps that are more noise than signal: for noisy or very rugged objectives.',
    },
    create: ({ population, ...rest }) => cmaEs({ population: population === 0 ? null : population, ...rest }),
  }),
  entry({
    name: 'nsga2',
    says: 'A population that breeds: for two objectives and hundreds of trials.',
    source: 'Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II"',
    options: space({ population: int(4, 100_000, { log: true }) }),
    defaults: { population: 20 },
    describes: { population: 'Trials of a generation, and configurations that survive it.' },
    create: nsga2,
  }),
  entry({
    name: 'nsga3',
    says: 'A population spread along evenly placed directions: for three objectives and more.',
    source: 'Deb and Jain 2014, "An evolutionary many-objective optimization algorithm" (NSGA-III)',
    options: space({ population: int(4, 100_000, { log: true }) }),
    defaults: { population: 20 },
    describes: { population: 'Trials of a generation, and configurations that survive it.' },
    create: nsga3,
  }),
  entry({
    name: 'differentialEvolution',
    says: 'Configurations move along differences of others and keep what is better: for any number of workers.',
    source: 'Storn and Price 1997; Tanabe and Fukunaga 2013 (SHADE)',
    options: space({ population: int(0, 100_000), strategy: categorical(['shade', 'classic']) }),
    defaults: { population: 0, strategy: 'shade' },
    describes: {
      population: 'Configurations that live at once; 0: one for each parameter, 10 to 30.',
      strategy: 'Learn the two numbers of the method from successes, or rand/1/bin with F = 0.5 and CR = 0.9.',
    },
    create: ({ population, strategy }) =>
      differentialEvolution({ population: population === 0 ? null : population, strategy }),
  }),
  entry({
    name: 'smac',
    says: 'A random forest predicts what would pay: for many categories, many conditions, many trials.',
    source:
      'Hutter et al. 2011, "Sequential model-based optimization"; Geurts et al. 2006, "Extremely randomized trees"',
    options: space({ startup: int(1, 10_000, { log: true }), trees: int(1, 1000, { log: true }) }),
    defaults: { startup: 10, trees: 30 },
    describes: {
      startup: 'Finished trials before the forest is asked; scrambled Sobol points until then.',
      trees: 'Trees of each forest; more are smoother and slower.',
    },
    create: smac,
  }),
  entry({
    name: 'pbt',
    says: 'Members train side by side, and the worst give way to changed copies of the best: finds a schedule.',
    source: 'Jaderberg et al. 2017, "Population based training of neural networks"',
    ...POPULATION,
    create: ({ interval, ...rest }) => pbt({ interval: interval === 0 ? null : interval, ...rest }),
  }),
  entry({
    name: 'pb2',
    says: 'The same with a model that chooses the parameters of copies: for populations of 4 to 8 members.',
    source: 'Parker-Holder, Nguyen and Roberts 2020, "Provably efficient online hyperparameter optimization"',
    ...POPULATION,
    create: ({ interval, ...rest }) => pb2({ interval: interval === 0 ? null : interval, ...rest }),
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
