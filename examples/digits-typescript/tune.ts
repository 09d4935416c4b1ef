// Tunes a network that reads handwritten digits. From this folder: npx vernier run tune.ts
import { type Trial, TrialPruned } from 'vernier';
import { readDigits } from './digits.ts';
import { digitsSpace, EPOCHS, type Params, train } from './train.ts';

/** The objective function: the loss on the validation digits, reported after each epoch. */
export async function objective(params: Params, trial: Trial): Promise<Readonly<Record<string, number>>> {
  const { train: learned, validation } = readDigits();
  let found = { loss: Number.NaN, accuracy: 0 };
  await train(params, learned, async (network, epoch) => {
    found = network.evaluate(validation.pixels, validation.labels);
    await trial.report(found, epoch);
    if (trial.shouldPrune()) throw new TrialPruned();
  });
  return found;
}

/** What one would use without tuning: trial 0, and what the winner is compared with. */
const start: Params = {
  rate: 0.01,
  batch: 32,
  width: 32,
  depth: 1,
  activation: 'relu',
  decay: 0.0001,
  optimizer: 'sgd',
  momentum: 0.9,
  schedule: 'constant',
};

export default {
  name: 'digits',
  space: digitsSpace,
  objective,
  objectives: { loss: 'minimize' },
  start,
  fidelity: { name: 'epoch', max: EPOCHS },
  trials: 80,
  concurrency: 2,
  seed: 1,
};
