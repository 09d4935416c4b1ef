import { checkOptions, whole } from '../options.ts';
import type { Sampler } from '../sampler.ts';
import type { NsgaOptions } from './population.ts';
import { checkDeclared } from './unsupported.ts';

/**
 * NSGA-II: a population that breeds, for two objectives (or one) and several hundred trials.
 *
 * Configurations are ranked by front and, within a front, by how much room they have; numbers cross by simulated binary
 * crossover and mutate polynomially, orderings and branches in ways of their own. Configurations that break an outcome constraint come after all that
 * do not; none is tried twice. Understands every declared space.
 *
 * Source: Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II".
 *
 * @throws `parameter-invalid` for a population below 4, and for what is no option. Its `start`: `space-unsupported` without a declared space.
 */
export function nsga2(options: NsgaOptions = {}): Sampler {
  checkOptions('nsga2', options, { population: whole(4, 100_000) });
  const population = options.population ?? 20;
  return {
    name: 'nsga2',
    options: { population },
    traits: { objectives: 'many', constraints: true, conditional: true, joint: true },
    start(problem) {
      const { space } = problem;
      checkDeclared('nsga2', space, problem);
      return import('./nsga.ts').then(
        ({ NsgaRun, byCrowding }) => new NsgaRun('NSGA-II', problem, space, population, byCrowding),
      );
    },
  };
}
