import type { Sampler } from '../sampler.ts';
import { checkPopulation, type NsgaOptions } from './population.ts';
import { checkDeclared } from './unsupported.ts';

/**
 * NSGA-III: as `nsga2`, but survivors are spread along evenly placed directions: for three objectives and more.
 *
 * There are as many directions as fit into the population; losses are normalised by the extreme points of the fronts.
 *
 * Source: Deb and Jain 2014; directions by Das and Dennis 1998.
 *
 * @throws `space-invalid` for a population below 4. Its `start`: `space-unsupported` without a declared space.
 */
export function nsga3(options: NsgaOptions = {}): Sampler {
  const population = options.population ?? 20;
  checkPopulation('nsga3', population, 4);
  return {
    name: 'nsga3',
    options: { population },
    traits: { objectives: 'many', constraints: true, conditional: true, joint: true },
    start(problem) {
      const { space } = problem;
      checkDeclared('nsga3', space);
      return import('./nsga.ts').then(
        ({ NsgaRun, byDirections }) =>
          new NsgaRun(problem, space, population, byDirections(problem.objectives.length, population)),
      );
    },
  };
}
