import { checkOptions, oneOf, orNull, whole } from '../options.ts';
import type { Sampler } from '../sampler.ts';
import { checkDeclared } from './unsupported.ts';

/** Options of `differentialEvolution`. */
export interface DifferentialEvolutionOptions {
  /** Configurations that live at once; null = one for each parameter, at least 10 and at most 30. Default null. */
  readonly population?: number | null;
  /** `shade`: learns its two numbers from successes and leans to the best. `classic`: rand/1/bin with F = 0.5, CR = 0.9. Default `shade`. */
  readonly strategy?: 'shade' | 'classic';
}

/**
 * Differential evolution: configurations move along differences of others, and keep what is better.
 *
 * Trial n competes for place n modulo the population's size, with whoever holds it when it ends: so there are no generations to
 * wait for, any number of workers may take part, and trials of others take their places too. Understands every declared space.
 *
 * Source: Storn and Price 1997; Tanabe and Fukunaga 2013 (SHADE).
 *
 * @throws `parameter-invalid` for a population below 5, and for what is no option. Its `start`: `space-unsupported` without a declared space.
 */
export function differentialEvolution(options: DifferentialEvolutionOptions = {}): Sampler {
  checkOptions('differentialEvolution', options, {
    population: orNull(whole(5, 100_000)),
    strategy: oneOf('shade', 'classic'),
  });
  const chosen = { population: options.population ?? null, strategy: options.strategy ?? 'shade' };
  return {
    name: 'differentialEvolution',
    options: chosen,
    traits: { objectives: 'one', constraints: true, conditional: true, joint: true },
    start(problem) {
      const { space } = problem;
      checkDeclared('differentialEvolution', space, problem);
      return import('./differential-run.ts').then(({ DifferentialRun }) => new DifferentialRun(problem, space, chosen));
    },
  };
}
