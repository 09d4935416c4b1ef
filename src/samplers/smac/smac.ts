import { VernierError } from '../../errors.ts';
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
 * @throws `space-invalid` for options that are not whole numbers of at least 1.
 * @example
 * const study = await createStudy({ space, sampler: smac() });
 */
export function smac(options: SmacOptions = {}): Sampler {
  const { startup = 10, trees = 30 } = options;
  for (const [name, value] of Object.entries({ startup, trees }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new VernierError('space-invalid', `smac: ${name} is ${value}; it must be a whole number of at least 1.`, {
        details: { [name]: value },
        hint: 'Leave it out for the default.',
      });
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
