import { VernierError } from '../../errors.ts';
import type { Problem } from '../../history/problem.ts';
import type { Sampler } from '../../samplers/sampler.ts';
import { alternatives } from '../../samplers/suited.ts';

/** Why a sampler's traits do not fit a problem, and which samplers' do. */
export function misfit(sampler: Sampler, problem: Problem): VernierError {
  const { objectives } = problem;
  const { name, traits } = sampler;
  if (traits === undefined)
    return new VernierError(
      'config-invalid',
      `The sampler is ${typeof sampler === 'function' ? `the function ${name}` : JSON.stringify(sampler)}.`,
      {
        hint: `Give what such a function makes: sampler: ${typeof sampler === 'function' ? name : 'gp'}().`,
      },
    );
  if (traits.objectives === 'one' && objectives.length > 1)
    return new VernierError(
      'space-unsupported',
      `The sampler "${name}" minimises one objective; this study has ${objectives.length}.`,
      { hint: `Use ${alternatives(problem)}.` },
    );
  return new VernierError('space-unsupported', `The sampler "${name}" does not understand branches.`, {
    hint: `Use ${alternatives(problem)}.`,
  });
}

/** Why a name is none that a study can have. */
export function oddName(name: string): VernierError {
  return new VernierError('config-invalid', `A study name has ${name.length} characters; names have 1 to 512.`, {
    hint: name === '' ? 'Give one, or leave it out.' : 'Choose a shorter name.',
  });
}

/** Why objectives are none. @param given as the study was given them: directions by name */
export function oddObjectives(given: Readonly<Record<string, unknown>>): VernierError {
  const wrong = (message: string, hint: string): VernierError => new VernierError('config-invalid', message, { hint });
  if (Array.isArray(given))
    return wrong(
      'The objectives are a list.',
      "Give each a name: objectives: { loss: 'minimize', seconds: 'minimize' }.",
    );
  for (const [name, direction] of Object.entries(given)) {
    if (/^\d*$/.test(name))
      return wrong(`An objective is named "${name}".`, 'Use a name that is neither empty nor a whole number.');
    if (direction !== 'minimize' && direction !== 'maximize')
      return wrong(
        `Objective "${name}" has the direction ${JSON.stringify(direction)}.`,
        "Use 'minimize' or 'maximize'.",
      );
  }
  return wrong('A study has no objective.', "Give one, such as objectives: { loss: 'minimize' }.");
}

/** That a study has no configuration left. */
export const noneLeft = (name: string): VernierError =>
  new VernierError('study-busy', `Study "${name}" has no configuration left to try.`, {
    hint: 'Widen the space, or end the search.',
  });
