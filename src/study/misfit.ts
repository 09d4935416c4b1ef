import { VernierError } from '../errors.ts';
import type { Problem } from '../history/problem.ts';
import type { Sampler } from '../samplers/sampler.ts';

/** Why a sampler's traits do not fit a problem, and which samplers' do. */
export function misfit({ name, traits }: Sampler, { objectives }: Problem): VernierError {
  if (traits.objectives === 'one' && objectives.length > 1)
    return new VernierError(
      'space-unsupported',
      `The sampler "${name}" minimises one objective; this study has ${objectives.length}.`,
      { hint: 'Use auto, gp, tpe, smac, nsga2 or nsga3.' },
    );
  return new VernierError('space-unsupported', `The sampler "${name}" does not understand branches.`, {
    hint: 'Use auto, gp, tpe, smac, nsga2, nsga3, differentialEvolution, random or quasiRandom.',
  });
}
