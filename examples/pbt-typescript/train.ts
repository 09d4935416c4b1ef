import { float, type ParamsOf, space } from 'vernier';
import { type Digits, shuffled, uniform } from '../digits-typescript/digits.ts';
import { Network } from '../digits-typescript/network.ts';

/** What may change from one interval of the training to the next. */
export const scheduleSpace = space({
  rate: float(1e-3, 1, { log: true }),
  momentum: float(0, 0.98),
  decay: float(1e-5, 0.1, { log: true }),
});

export type Params = ParamsOf<typeof scheduleSpace>;

/** Passes over the training digits. */
export const EPOCHS = 24;

const BATCH = 32;
const WIDTH = 32;

/** The network before the first epoch: the same each time. */
export const untrained = (): Network => new Network([64, WIDTH, 10], 'relu', BATCH, uniform(7));

/** Trains a network for one epoch. The order of the digits depends on the epoch alone, so that a training can go on anywhere. */
export function trainEpoch(network: Network, { rate, momentum, decay }: Params, data: Digits, epoch: number): void {
  const order = shuffled(data.count, uniform(1000 + epoch));
  const pixels = new Float64Array(BATCH * 64);
  const labels = new Uint8Array(BATCH);
  for (let from = 0; from < data.count; from += BATCH) {
    const count = Math.min(BATCH, data.count - from);
    for (let i = 0; i < count; i++) {
      const row = order[from + i]!;
      pixels.set(data.pixels.subarray(row * 64, row * 64 + 64), i * 64);
      labels[i] = data.labels[row]!;
    }
    network.step(pixels, labels.subarray(0, count), rate, decay, { name: 'sgd', momentum });
  }
}
