import type { MixtureOptions } from '../../models/mixture/mixture.ts';

/** Options of `tpe`; each has a default that was measured to do well. */
export interface TpeOptions {
  /** Finished trials before the model is asked; scrambled Sobol points until then. Default 10. */
  readonly startup?: number;
  /** Candidates drawn from the good trials' density for each trial. Default 24. */
  readonly candidates?: number;
}

/** How hard an ask looks. */
export interface Effort {
  /** Candidates drawn from the good trials' density; twice as many where all coordinates are coarse. */
  readonly candidates: number;
  /** Candidates improved by steps where all coordinates are coarse, and steps of each. */
  readonly climbs: number;
  readonly steps: number;
}

/** Numbers inside the sampler; not part of the public interface. */
export interface Settings extends Effort {
  readonly startup: number;
  /** Share of asks that look near the best trials, by the number of finished ones; none where these are fewer than `LEAST_GOOD`. */
  readonly nearby: (finished: number) => number;
  readonly good: (finished: number) => number;
  readonly goodOfSeveral: (finished: number) => number;
  readonly goodInBranch: (finished: number) => number;
  readonly below: MixtureOptions;
  readonly above: MixtureOptions;
}

/** The shipped settings. */
export function settings(options: TpeOptions): Settings {
  return {
    startup: options.startup ?? 10,
    candidates: options.candidates ?? 24,
    climbs: 3,
    steps: 30,
    nearby: (finished) => Math.min(0.5, Math.max(0, (finished - 10) / 80)),
    good: (finished) => Math.min(Math.ceil(0.1 * finished), 25),
    goodOfSeveral: (finished) => Math.ceil(0.1 * finished),
    goodInBranch: (finished) => Math.min(Math.ceil(0.15 * finished), 25),
    below: { floor: (kernels) => 0.5 * magicClip(kernels), weight: () => 1, orderSharpness: 4 },
    above: { floor: magicClip, weight: recencyRamp, orderSharpness: 4 },
  };
}

/** Optuna's least bandwidth. */
const magicClip = (kernels: number): number => 1 / Math.min(100, kernels + 2);

/** Optuna's weights: the newest 25 kernels count fully, older ones less the older they are. */
function recencyRamp(rank: number, kernels: number): number {
  const old = kernels - 25;
  if (old <= 0 || rank >= old) return 1;
  return old === 1 ? 1 / kernels : 1 / kernels + (rank * (1 - 1 / kernels)) / (old - 1);
}
