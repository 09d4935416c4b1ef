import { branch, categorical, int, type ParamsOf, space } from 'vernier';
import { type Digits, shuffled, uniform } from '../digits-typescript/digits.ts';
import { type Hidden, SkipNetwork } from './network.ts';

const activation = categorical(['relu', 'tanh', 'gelu']);
const width = int(2, 64, { log: true });

/** What is searched. A layer brings its own width, activation and connections, and the question whether one more follows. */
export const architectures = space({
  layer1: branch({
    none: {},
    dense: {
      width1: width,
      activation1: activation,
      layer2: branch({
        none: {},
        dense: {
          width2: width,
          activation2: activation,
          skip2: categorical(['none', 'pixels']),
          layer3: branch({
            none: {},
            dense: {
              width3: width,
              activation3: activation,
              skip3: branch({ none: {}, some: { from3: categorical(['pixels', 'layer1', 'both']) } }),
            },
          }),
        },
      }),
    },
  }),
});

export type Architecture = ParamsOf<typeof architectures>;

/** The hidden layers that an architecture asks for. */
export function hiddenLayers(params: Architecture): readonly Hidden[] {
  if (params.layer1 === 'none') return [];
  const first: Hidden = { width: params.width1, activation: params.activation1, sees: [0] };
  if (params.layer2 === 'none') return [first];
  const sees2 = params.skip2 === 'pixels' ? [1, 0] : [1];
  const second: Hidden = { width: params.width2, activation: params.activation2, sees: sees2 };
  if (params.layer3 === 'none') return [first, second];
  const past = params.skip3 === 'none' ? [] : { pixels: [0], layer1: [1], both: [0, 1] }[params.from3];
  return [first, second, { width: params.width3, activation: params.activation3, sees: [2, ...past] }];
}

const EPOCHS = 20;
const BATCH = 20;

/** Trains a network of this architecture: Adam, at a rate that falls from 0.005 to 0 along a cosine. */
export function train(params: Architecture, data: Digits): SkipNetwork {
  const random = uniform(7);
  const network = new SkipNetwork(hiddenLayers(params), BATCH, random);
  const pixels = new Float64Array(BATCH * 64);
  const labels = new Uint8Array(BATCH);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const order = shuffled(data.count, random);
    for (let from = 0; from + BATCH <= data.count; from += BATCH) {
      for (let i = 0; i < BATCH; i++) {
        const row = order[from + i]!;
        pixels.set(data.pixels.subarray(row * 64, row * 64 + 64), i * 64);
        labels[i] = data.labels[row]!;
      }
      const done = (epoch + from / data.count) / EPOCHS;
      network.step(pixels, labels, 0.0025 * (1 + Math.cos(Math.PI * done)));
    }
  }
  return network;
}
