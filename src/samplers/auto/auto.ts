import type { NoOptions } from '../options.ts';
import type { Sampler } from '../sampler.ts';

/**
 * The default: chooses among experts at every ask, by what the space, the results and the time of a trial say.
 *
 * Gaussian processes lead; where trials are too cheap to think that long, or too many, density estimation takes over, with
 * CMA-ES beside it on numbers. The choice is a pure function of what is recorded, and each proposal says why it was made.
 *
 * @throws `parameter-invalid` for options, when it starts: it has none.
 * @example
 * const study = await createStudy({ space }); // auto() is the default
 */
export function auto(options: NoOptions = {}): Sampler {
  return {
    name: 'auto',
    traits: { objectives: 'many', constraints: true, conditional: true, joint: true, transfer: true },
    start: (problem) => import('./run.ts').then(({ startAuto }) => startAuto(problem, options)),
  };
}
