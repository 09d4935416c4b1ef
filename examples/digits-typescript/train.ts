import { branch, categorical, float, int, type ParamsOf, space } from 'vernier';
import { type Digits, shuffled, uniform } from './digits.ts';
import { Network } from './network.ts';

/** What is tuned. The optimizer and the schedule bring parameters of their own. */
export const digitsSpace = space({
  rate: float(1e-4, 0.5, { log: true }),
  batch: int(8, 128, { log: true }),
  width: int(8, 96, { log: true }),
  depth: int(1, 3),
  activation: categorical(['relu', 'tanh', 'gelu']),
  decay: float(1e-5, 1, { log: true }),
  optimizer: branch({ sgd: { momentum: float(0, 0.99) }, adam: {} }),
  schedule: branch({
    constant: {},
    cosine: { warmup: float(0, 0.3) },
    step: { drop: float(0.1, 0.7), times: int(1, 4) },
  }),
});

export type Params = ParamsOf<typeof digitsSpace>;

/** Passes over the training digits. */
export const EPOCHS = 24;

/**
 * Trains with these parameters; `afterEpoch` hears of each epoch and may end the training by throwing.
 *
 * @returns the network, to be judged on other digits
 */
export async function train(
  params: Params,
  data: Digits,
  afterEpoch: (network: Network, epoch: number) => Promise<void> = async () => {},
): Promise<Network> {
  const random = uniform(7);
  const hidden = Array.from({ length: params.depth }, () => params.width);
  const network = new Network([64, ...hidden, 10], params.activation, params.batch, random);
  const optimizer =
    params.optimizer === 'sgd' ? ({ name: 'sgd', momentum: params.momentum } as const) : ({ name: 'adam' } as const);
  const pixels = new Float64Array(params.batch * 64);
  const labels = new Uint8Array(params.batch);
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    const order = shuffled(data.count, random);
    for (let from = 0; from < data.count; from += params.batch) {
      const count = Math.min(params.batch, data.count - from);
      for (let i = 0; i < count; i++) {
        const row = order[from + i]!;
        pixels.set(data.pixels.subarray(row * 64, row * 64 + 64), i * 64);
        labels[i] = data.labels[row]!;
      }
      const done = (epoch - 1 + from / data.count) / EPOCHS;
      network.step(pixels, labels.subarray(0, count), params.rate * rateShare(params, done), params.decay, optimizer);
    }
    await afterEpoch(network, epoch);
  }
  return network;
}

/** Share of the learning rate that the schedule allows when `done` (0 … 1) of the training is over. */
function rateShare(params: Params, done: number): number {
  switch (params.schedule) {
    case 'constant':
      return 1;
    case 'cosine':
      if (done < params.warmup) return (done + 0.01) / (params.warmup + 0.01);
      return 0.5 * (1 + Math.cos((Math.PI * (done - params.warmup)) / (1 - params.warmup)));
    case 'step': {
      let share = 1;
      for (let k = 1; k <= params.times; k++) if (done >= k / (params.times + 1)) share *= params.drop;
      return share;
    }
  }
}
