import { checkOptions, whole } from '../options.ts';
import type { Sampler } from '../sampler.ts';
import { settings, type Settings, type SmacOptions } from './options.ts';

/**
 * A random forest predicts what configurations would yield; the one with the most to gain is tried next.
 *
 * For spaces of many categories and conditions, and for many trials: a forest asks for no distance between choices, and its
 * cost grows little faster than the number of trials. Understands every declared space, several objectives, outcome
 * constraints, and crashes.
 *
 * Source: Hutter, Hoos and Leyton-Brown 2011, "Sequential model-based optimization for general algorithm configuration"; trees as
 * in Geurts et al. 2006; quotas of branches as in our `tpe`.
 *
 * @throws `parameter-invalid` for options that do not exist, or are no whole numbers in range.
 * @example
 * const study = await createStudy({ space, sampler: smac() });
 */
export function smac(options: SmacOptions = {}): Sampler {
  checkOptions('smac', options, { startup: whole(1, 10_000), trees: whole(1, 1000) });
  const { startup = 10, trees = 30 } = options;
  return { ...smacOf(settings({ startup, trees })), options: { startup, trees } };
}

/** The sampler with other inner numbers: for measuring what they do. */
export function smacOf(chosen: Settings): Sampler {
  return {
    name: 'smac',
    traits: { objectives: 'many', constraints: true, conditional: true, joint: true, transfer: true },
    start: (problem) => import('./run.ts').then(({ SmacRun }) => new SmacRun(problem, chosen)),
  };
}
