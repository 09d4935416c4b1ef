import { PRIOR, type PriorOptions } from '../../models/gp/fit.ts';
import type { WarpName } from '../../models/gp/warp.ts';
import { checkOptions, oneOf, whole } from '../options.ts';
import type { Effort } from './search.ts';

/** Options of `gp`; each has a default that was measured to do well. */
export interface GpOptions {
  /** Finished trials before the model is asked; scrambled Sobol points until then. Default 5. */
  readonly startup?: number;
  /** Configurations scored for each trial before the best are improved. Default 768. */
  readonly candidates?: number;
  /**
   * Where the study's limits tell what its trials may cost in all, and they cost differently: counts a gain for less the more it
   * costs, and starts nothing that is not expected to end. Default true.
   */
  readonly costAware?: boolean;
}

/** Numbers inside the sampler; not part of the public interface. */
export interface Settings {
  /** Finished trials before the model is asked. */
  readonly startup: number;
  /** Where trials are cut short and results are level: finished trials until which every other one is a first look. */
  readonly looks: number;
  readonly effort: Effort;
  /** Good configurations around which candidates are drawn. */
  readonly centres: number;
  /** Evaluations of the likelihood from each start of a fit. */
  readonly evaluations: number;
  readonly prior: PriorOptions;
  /** Forms of the losses that a fit chooses among, the first one until there are enough results. */
  readonly warps: readonly WarpName[];
  readonly costAware: boolean;
}

/** The shipped settings. @throws `parameter-invalid` for options out of range, and for what is no option */
export function settings(options: GpOptions): Settings {
  checkOptions('gp', options, {
    startup: whole(1, 10_000),
    candidates: whole(16, 100_000),
    costAware: oneOf(true, false),
  });
  const { startup = 5, candidates = 768, costAware = true } = options;
  return {
    startup,
    looks: 20,
    effort: { candidates, starts: 5, evaluations: 30, rounds: 8 },
    centres: 5,
    evaluations: 25,
    prior: PRIOR,
    warps: ['half', 'none', 'power'],
    costAware,
  };
}

/** Results from which a fit starts from the last one alone, and an ask looks less far: the model is good, and looks are dear. */
export const MANY = 120;

/** The effort of an ask that rests on so many results. */
export function effortAt(effort: Effort, results: number): Effort {
  if (results <= MANY) return effort;
  return {
    candidates: Math.ceil((2 * effort.candidates) / 3),
    starts: Math.ceil(0.6 * effort.starts),
    evaluations: Math.ceil((2 * effort.evaluations) / 3),
    rounds: effort.rounds,
  };
}
