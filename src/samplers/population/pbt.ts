import type { Sampler } from '../sampler.ts';
import { checkPopulation, type PopulationOptions } from './options.ts';
import { perturbed } from './perturb.ts';
import { PopulationRun } from './run.ts';

/**
 * Population based training: members are trained side by side, and at the end of each interval the worst give way to copies of
 * the best, whose parameters are changed a little. What is found is not one setting but a schedule of settings.
 *
 * Trials must report, save checkpoints, go on from `trial.resume`, and end when `shouldPrune()` says so; the study must have a
 * `fidelity`: see docs/explain/populations.md. A member that is not among the worst is paused and goes on as the same trial; a copy is a new
 * trial. Nobody waits for others, so any number of workers up to the population has work. The study ends by itself once
 * every member has come to its end. One objective; input constraints are met, outcome constraints are not looked at.
 *
 * Source: Jaderberg et al. 2017, "Population based training of neural networks".
 *
 * @throws `parameter-invalid` for options out of range.
 */
export function pbt(options: PopulationOptions = {}): Sampler {
  const rules = checkPopulation('pbt', options);
  return {
    name: 'pbt',
    options: rules,
    traits: { objectives: 'one', constraints: false, conditional: true, joint: true, judges: true },
    start: (problem) =>
      new PopulationRun('pbt', problem, rules, ({ space, values, random }) => ({
        values: perturbed(space, values, random),
        why: 'its parameters are those of that trial, changed a little.',
      })),
  };
}
