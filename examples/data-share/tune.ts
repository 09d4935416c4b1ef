// Tunes a classifier on growing shares of the data. From this folder: npx vernier run tune.ts
import { float, type ParamsOf, space, type Trial, TrialPruned } from 'vernier';
import { asha } from 'vernier/pruners';
import { quasiRandom } from 'vernier/samplers';
import { readDigits } from '../digits-typescript/digits.ts';
import { learned } from './classifier.ts';

export const settingsSpace = space({
  width: float(0.3, 30, { log: true }),
  power: float(0.5, 2),
  ridge: float(1e-6, 10, { log: true }),
  contrast: float(0.3, 3, { log: true }),
  blur: float(0, 0.8),
});

export type Params = ParamsOf<typeof settingsSpace>;

/** The objective function: learns, each time anew, from as much of the data as it is to be judged by. */
export async function objective(params: Params, trial: Trial): Promise<number> {
  const { train, validation } = readDigits();
  for (;;) {
    const percent = trial.until ?? 100;
    const began = performance.now();
    const { loss } = learned(params, train, Math.round((train.count * percent) / 100))(validation);
    const seconds = (performance.now() - began) / 1000;
    await trial.report({ loss, seconds }, percent);
    if (trial.shouldPrune()) throw new TrialPruned(); // paused, until it is among the best third of those that came as far
    if (percent === 100) return loss;
  }
}

export default {
  name: 'data-share',
  space: settingsSpace,
  objective,
  objectives: { loss: 'minimize' },
  fidelity: { name: 'percent', min: 4, max: 100 },
  sampler: quasiRandom(),
  pruner: asha({ mode: 'promote' }),
  trials: 54,
  concurrency: 2,
  seed: 1,
};
