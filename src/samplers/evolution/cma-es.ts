import type { Restarts } from '../../models/evolution/restarts.ts';
import { checkOptions, oneOf, orNull, whole } from '../options.ts';
import type { Sampler } from '../sampler.ts';
import { checkDeclared, checkNormal } from './unsupported.ts';

/** Options of `cmaEs`. */
export interface CmaEsOptions {
  /** Trials of a generation; null = 4 + ⌊3 ln d⌋ for d parameters. Default null. */
  readonly population?: number | null;
  /** First step size, as a share of each parameter's range. Default 0.2. */
  readonly sigma?: number;
  /** What to do when a search has converged: start anew with twice the generations (`ipop`), or with small ones in between (`bipop`). Default `ipop`. */
  readonly restarts?: Restarts;
  /** Shorten steps that are more noise than signal: for noisy or very rugged objectives. Default false. */
  readonly adaptRates?: boolean;
}

/**
 * CMA-ES: a normal distribution that learns the shape of the valley; for some hundred trials and more, of numbers mostly.
 *
 * Whole and stepped numbers and ordinals keep a margin of probability for their neighbours (CMA-ES with margin), categories
 * and subsets have chances of their own (CatCMA); above 100 numbers only variances are learned (sep-CMA-ES). Trials that
 * others proposed before give the first distribution (warm start). Any number of workers: whoever asks while a generation is
 * on its way gets another point of the same distribution.
 *
 * Source: Hansen 2016; Hamano et al. 2022 and 2024; Nomura et al. 2021 and 2023; Auger and Hansen 2005.
 *
 * @throws `parameter-invalid` for options that do not exist or are out of range. Its `start`: `space-unsupported` for branches, orderings, without a declared space.
 */
export function cmaEs(options: CmaEsOptions = {}): Sampler {
  checkOptions('cmaEs', options, OPTIONS);
  const chosen = {
    population: options.population ?? null,
    sigma: options.sigma ?? 0.2,
    restarts: options.restarts ?? 'ipop',
    adaptRates: options.adaptRates ?? false,
  };
  return {
    name: 'cmaEs',
    options: chosen,
    traits: { objectives: 'one', constraints: true, conditional: false, joint: true },
    start(problem) {
      const { space } = problem;
      checkDeclared('cmaEs', space, problem);
      checkNormal(space, problem);
      return import('./cma-run.ts').then(({ CmaRun }) => new CmaRun(problem, space, chosen));
    },
  };
}

const OPTIONS = {
  population: orNull(whole(3, 100_000)),
  sigma: {
    allows: (value: unknown) => typeof value === 'number' && value > 0 && value <= 10,
    expected: 'a share of the range of each parameter above 0 and up to 10, such as 0.2',
  },
  restarts: oneOf('ipop', 'bipop', 'none'),
  adaptRates: oneOf(true, false),
};
