import { checkOptions, whole } from '../options.ts';
import type { Sampler } from '../sampler.ts';
import type { NsgaOptions } from './population.ts';
import { checkDeclared } from './unsupported.ts';

/**
 * NSGA-III: as `nsga2`, but survivors are spread along evenly placed directions: for three objectives and more.
 *
 * There are as many directions as fit into the population; losses are normalised by the extreme points of the fronts.
 *
 * Source: Deb and Jain 2014; directions by Das and Dennis 1998.
 *
 * @throws `parameter-invalid` for a population below 4, and for what is no option. Its `start`: `space-unsupported` without a declared space.
 */
export function nsga3(options: NsgaOptions = {}): Sampler {
  checkOptions('nsga3', options, { population: whole(4, 100_000) });
  const population = options.population ?? 20;
  return {
    name: 'nsga3',
    options: { population },
    traits: { objectives: 'many', constraints: true, conditional: true, joint: true },
    start(problem) {
      const { space } = problem;
      checkDeclared('nsga3', space, problem);
      return import('./nsga.ts').then(
        ({ NsgaRun, byDirections }) =>
          new NsgaRun('NSGA-III', problem, space, population, byDirections(problem.objectives.length, population)),
      );
    },
  };
}
