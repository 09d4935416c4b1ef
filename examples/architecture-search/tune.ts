// Looks for networks that read digits well with few weights. From this folder: npx vernier run tune.ts
import { readDigits } from '../digits-typescript/digits.ts';
import { type Architecture, architectures, train } from './train.ts';

/** The objective function: two numbers to be made small, and one more to be kept with the trial. */
export function objective(params: Architecture): Readonly<Record<'loss' | 'parameters' | 'accuracy', number>> {
  const { train: learned, validation } = readDigits();
  const network = train(params, learned);
  return { ...network.evaluate(validation.pixels, validation.labels), parameters: network.parameters };
}

/** What one would draw on a napkin: trial 0. */
const start: Architecture = { layer1: 'dense', width1: 32, activation1: 'relu', layer2: 'none' };

export default {
  name: 'architectures',
  space: architectures,
  objective,
  objectives: { loss: 'minimize', parameters: 'minimize' },
  start,
  trials: 60,
  concurrency: 2,
  seed: 1,
};
