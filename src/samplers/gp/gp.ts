import type { Sampler } from '../sampler.ts';
import { type GpOptions, type Settings, settings } from './settings.ts';

/**
 * Bayesian optimisation with Gaussian processes: for few trials of costly objectives.
 *
 * A process with a Matérn-5/2 kernel, one length scale a parameter, a quadratic trend and main effects is fitted to the results;
 * the next trial is the untried configuration of largest expected improvement. Several objectives, outcome constraints and crashes have
 * processes of their own.
 *
 * Source: Rasmussen and Williams 2006; Ament et al. 2023; Hvarfner et al. 2024; what was measured is in docs/explain/gp.md.
 *
 * @throws `parameter-invalid` for options out of range.
 * @example
 * const study = await createStudy({ space, sampler: gp() });
 */
export function gp(options: GpOptions = {}): Sampler {
  return gpOf(settings(options));
}

/** The sampler with other inner numbers: for measuring what they do. */
export function gpOf(chosen: Settings): Sampler {
  return {
    name: 'gp',
    options: { startup: chosen.startup, candidates: chosen.effort.candidates, costAware: chosen.costAware },
    traits: { objectives: 'many', constraints: true, conditional: true, joint: true, transfer: true },
    start: (problem) => import('./run.ts').then(({ GpRun }) => new GpRun(problem, chosen)),
  };
}
