// A schedule for a network that reads digits, found by a population. From this folder: npx vernier run tune.ts
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Trial, TrialPruned } from 'vernier';
import { pb2 } from 'vernier/samplers';
import { readDigits } from '../digits-typescript/digits.ts';
import { EPOCHS, type Params, scheduleSpace, trainEpoch, untrained } from './train.ts';

/** One member: goes on from where it, or the one that it is a copy of, saved its state. */
export async function objective(params: Params, trial: Trial): Promise<Readonly<Record<string, number>>> {
  const { train, validation } = readDigits();
  const network = untrained();
  let epoch = 0;
  if (trial.resume?.checkpoint) {
    epoch = trial.resume.step;
    network.state = new Float64Array(readFileSync(trial.resume.checkpoint).buffer);
  }
  let found = network.evaluate(validation.pixels, validation.labels);
  while (epoch < EPOCHS) {
    trainEpoch(network, params, train, ++epoch);
    found = network.evaluate(validation.pixels, validation.labels);
    trial.setCheckpoint(save(trial.checkpoints!, epoch, network.state), epoch);
    await trial.report(found, epoch);
    if (trial.shouldPrune()) throw new TrialPruned();
  }
  return found;
}

/** A file for each epoch, so that a copy finds the state of the very epoch that it is to start from; never half of one. */
function save(folder: string, epoch: number, state: Float64Array): string {
  const path = join(folder, `${epoch}.bin`);
  writeFileSync(`${path}.new`, state);
  renameSync(`${path}.new`, path);
  return path;
}

export default {
  name: 'schedule',
  space: scheduleSpace,
  objective,
  objectives: { loss: 'minimize' },
  sampler: pb2({ population: 12, interval: 2 }),
  fidelity: { name: 'epoch', max: EPOCHS },
  concurrency: 2,
  seed: 1,
};
