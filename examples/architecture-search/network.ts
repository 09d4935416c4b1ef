// A network whose layers may see more than the layer below: skip connections lead past it.
import {
  type Activation,
  activated,
  type Layer,
  layer,
  lossSlopes,
  move,
  rightAnswers,
  slope,
} from '../digits-typescript/network.ts';

/** A hidden layer. `sees`: what it reads, 0 = the pixels, 1 = the first hidden layer, and so on. */
export interface Hidden {
  readonly width: number;
  readonly activation: Activation;
  readonly sees: readonly number[];
}

/** What one layer reads (its sources side by side, shape batch × inputs), and the loss's slope there. */
interface Inlet {
  readonly sources: readonly number[];
  readonly values: Float64Array;
  readonly delta: Float64Array;
}

const PIXELS = 64;
const CLASSES = 10;
const ADAM = { name: 'adam' } as const;

/** A classifier of digits. `step` learns from a batch, `evaluate` gives loss and accuracy. */
export class SkipNetwork {
  /** Weights and biases in all. */
  readonly parameters: number;
  readonly #hidden: readonly Hidden[];
  /** The hidden layers, and the one that gives the scores of the classes. */
  readonly #layers: readonly Layer[];
  readonly #inlets: readonly Inlet[];
  readonly #batch: number;
  #steps = 0;

  /** The last layer sees the last hidden one, or the pixels where there is none. */
  constructor(hidden: readonly Hidden[], batch: number, random: () => number) {
    const widths = [PIXELS, ...hidden.map(({ width }) => width), CLASSES];
    const sources = [...hidden.map(({ sees }) => sees), [hidden.length]];
    this.#hidden = hidden;
    this.#batch = batch;
    this.#inlets = sources.map((seen) => {
      const inputs = seen.reduce((sum, source) => sum + widths[source]!, 0);
      return { sources: seen, values: new Float64Array(batch * inputs), delta: new Float64Array(batch * inputs) };
    });
    this.#layers = this.#inlets.map(({ values }, l) => layer(values.length / batch, widths[l + 1]!, batch, random));
    this.parameters = this.#layers.reduce((sum, { values }) => sum + values.length, 0);
  }

  /** Mean cross-entropy of a batch, after which the weights have moved. */
  step(pixels: Float64Array, labels: Uint8Array, rate: number): number {
    this.#forward(pixels, labels.length);
    const loss = lossSlopes(this.#layers.at(-1)!, labels);
    this.#backward(labels.length);
    this.#steps++;
    for (const each of this.#layers) move(each, rate, 0, ADAM, this.#steps);
    return loss;
  }

  /** Mean cross-entropy and share of right answers. */
  evaluate(pixels: Float64Array, labels: Uint8Array): { readonly loss: number; readonly accuracy: number } {
    let loss = 0;
    let right = 0;
    for (let from = 0; from < labels.length; from += this.#batch) {
      const part = labels.subarray(from, from + this.#batch);
      this.#forward(pixels.subarray(from * PIXELS, (from + part.length) * PIXELS), part.length);
      loss += lossSlopes(this.#layers.at(-1)!, part) * part.length;
      right += rightAnswers(this.#layers.at(-1)!, part);
    }
    return { loss: loss / labels.length, accuracy: right / labels.length };
  }

  #forward(pixels: Float64Array, count: number): void {
    for (const [l, { inputs, outputs, values, before, after }] of this.#layers.entries()) {
      const { values: input } = this.#gather(l, pixels, count);
      const activation = this.#hidden[l]?.activation;
      for (let b = 0; b < count; b++)
        for (let j = 0; j < outputs; j++) {
          let sum = values[outputs * inputs + j]!;
          for (let i = 0, w = j * inputs, x = b * inputs; i < inputs; i++) sum += values[w + i]! * input[x + i]!;
          before[b * outputs + j] = sum;
          after[b * outputs + j] = activation === undefined ? sum : activated(activation, sum);
        }
    }
  }

  /** Lays what layer `l` sees side by side. */
  #gather(l: number, pixels: Float64Array, count: number): Inlet {
    const inlet = this.#inlets[l]!;
    const { inputs } = this.#layers[l]!;
    let at = 0;
    for (const source of inlet.sources) {
      const from = source === 0 ? pixels : this.#layers[source - 1]!.after;
      const width = source === 0 ? PIXELS : this.#layers[source - 1]!.outputs;
      for (let b = 0; b < count; b++) inlet.values.set(from.subarray(b * width, (b + 1) * width), b * inputs + at);
      at += width;
    }
    return inlet;
  }

  #backward(count: number): void {
    for (const { delta } of this.#layers.slice(0, -1)) delta.fill(0);
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const { inputs, outputs, values, before, slopes, delta } = this.#layers[l]!;
      const { values: input, delta: below } = this.#inlets[l]!;
      const activation = this.#hidden[l]?.activation;
      if (activation !== undefined)
        for (let k = 0; k < count * outputs; k++) delta[k]! *= slope(activation, before[k]!);
      slopes.fill(0);
      below.fill(0);
      for (let b = 0; b < count; b++)
        for (let j = 0; j < outputs; j++) {
          const d = delta[b * outputs + j]!;
          for (let i = 0, w = j * inputs, x = b * inputs; i < inputs; i++) {
            slopes[w + i]! += d * input[x + i]!;
            below[x + i]! += d * values[w + i]!;
          }
          slopes[outputs * inputs + j]! += d;
        }
      this.#scatter(l, count);
    }
  }

  /** Adds the slopes at what layer `l` saw to the layers that it came from. */
  #scatter(l: number, count: number): void {
    const { sources, delta: below } = this.#inlets[l]!;
    const { inputs } = this.#layers[l]!;
    let at = 0;
    for (const source of sources) {
      const from = this.#layers[source - 1];
      if (from !== undefined)
        for (let b = 0; b < count; b++)
          for (let i = 0; i < from.outputs; i++) from.delta[b * from.outputs + i]! += below[b * inputs + at + i]!;
      at += from?.outputs ?? PIXELS;
    }
  }
}
