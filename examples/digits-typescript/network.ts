// A multi-layer perceptron on flat arrays. Rows are samples; weights of a layer have shape (outputs × inputs).

export type Activation = 'relu' | 'tanh' | 'gelu';

/** A layer's weights, and room for what flows through it. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Weights and then biases: (outputs × inputs) + outputs. */
  readonly values: Float64Array;
  readonly slopes: Float64Array;
  /** First and second moments of the slopes, for Adam. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Shape (batch × outputs): before and after the activation, and the loss's slope there. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly delta: Float64Array;
}

/** How one step changes the weights. */
export type Optimizer = { readonly name: 'sgd'; readonly momentum: number } | { readonly name: 'adam' };

/** What training changes of a layer. */
const PARTS = ['values', 'first', 'second'] as const;

/** A classifier: `step` learns from a batch, `evaluate` gives loss and accuracy. */
export class Network {
  readonly #layers: readonly Layer[];
  readonly #activation: Activation;
  readonly #batch: number;
  #steps = 0;

  /** `sizes`: inputs, hidden widths, classes. Weights are drawn from `random` (He's scale). */
  constructor(sizes: readonly number[], activation: Activation, batch: number, random: () => number) {
    this.#activation = activation;
    this.#batch = batch;
    this.#layers = sizes.slice(1).map((outputs, i) => layer(sizes[i]!, outputs, batch, random));
  }

  /** Mean cross-entropy of a batch, after which the weights have moved. `pixels`: (count × inputs), count ≤ batch. */
  step(pixels: Float64Array, labels: Uint8Array, rate: number, decay: number, optimizer: Optimizer): number {
    const count = labels.length;
    this.#forward(pixels, count);
    const loss = lossSlopes(this.#layers.at(-1)!, labels);
    this.#backward(pixels, count);
    this.#steps++;
    for (const each of this.#layers) move(each, rate, decay, optimizer, this.#steps);
    return loss;
  }

  /** Mean cross-entropy and share of right answers. */
  evaluate(pixels: Float64Array, labels: Uint8Array): { readonly loss: number; readonly accuracy: number } {
    const inputs = this.#layers[0]!.inputs;
    let loss = 0;
    let right = 0;
    for (let from = 0; from < labels.length; from += this.#batch) {
      const part = labels.subarray(from, from + this.#batch);
      this.#forward(pixels.subarray(from * inputs, (from + part.length) * inputs), part.length);
      loss += lossSlopes(this.#layers.at(-1)!, part) * part.length;
      right += rightAnswers(this.#layers.at(-1)!, part);
    }
    return { loss: loss / labels.length, accuracy: right / labels.length };
  }

  /** All that training changes: weights, moments and the number of steps. */
  get state(): Float64Array {
    return Float64Array.from([this.#steps, ...this.#layers.flatMap((one) => PARTS.flatMap((part) => [...one[part]]))]);
  }

  set state(saved: Float64Array) {
    this.#steps = saved[0]!;
    let from = 1;
    for (const one of this.#layers)
      for (const part of PARTS) {
        one[part].set(saved.subarray(from, from + one[part].length));
        from += one[part].length;
      }
  }

  #forward(pixels: Float64Array, count: number): void {
    let input = pixels;
    for (const [l, { inputs, outputs, values, before, after }] of this.#layers.entries()) {
      const last = l === this.#layers.length - 1;
      for (let b = 0; b < count; b++)
        for (let j = 0; j < outputs; j++) {
          let sum = values[outputs * inputs + j]!;
          for (let i = 0, w = j * inputs, x = b * inputs; i < inputs; i++) sum += values[w + i]! * input[x + i]!;
          before[b * outputs + j] = sum;
          after[b * outputs + j] = last ? sum : activated(this.#activation, sum);
        }
      input = after;
    }
  }

  #backward(pixels: Float64Array, count: number): void {
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const { inputs, outputs, values, slopes, delta } = this.#layers[l]!;
      const below = this.#layers[l - 1];
      const input = below?.after ?? pixels;
      slopes.fill(0);
      below?.delta.fill(0);
      for (let b = 0; b < count; b++)
        for (let j = 0; j < outputs; j++) {
          const d = delta[b * outputs + j]!;
          const w = j * inputs;
          const x = b * inputs;
          for (let i = 0; i < inputs; i++) slopes[w + i]! += d * input[x + i]!;
          slopes[outputs * inputs + j]! += d;
          if (below) for (let i = 0; i < inputs; i++) below.delta[x + i]! += d * values[w + i]!;
        }
      if (below) for (let k = 0; k < count * inputs; k++) below.delta[k]! *= slope(this.#activation, below.before[k]!);
    }
  }
}

/** Softmax and cross-entropy of a last layer: writes its slopes, answers the mean loss. */
export function lossSlopes({ outputs, after, delta }: Layer, labels: Uint8Array): number {
  let loss = 0;
  for (let b = 0; b < labels.length; b++) {
    const row = b * outputs;
    let top = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < outputs; j++) top = Math.max(top, after[row + j]!);
    let total = 0;
    for (let j = 0; j < outputs; j++) total += Math.exp(after[row + j]! - top);
    loss += Math.log(total) + top - after[row + labels[b]!]!;
    for (let j = 0; j < outputs; j++)
      delta[row + j] = (Math.exp(after[row + j]! - top) / total - (j === labels[b] ? 1 : 0)) / labels.length;
  }
  return loss / labels.length;
}

/** How many answers of a last layer are right. */
export function rightAnswers({ outputs, after }: Layer, labels: Uint8Array): number {
  let right = 0;
  for (let b = 0; b < labels.length; b++) {
    const scores = after.subarray(b * outputs, (b + 1) * outputs);
    if (scores.indexOf(Math.max(...scores)) === labels[b]) right++;
  }
  return right;
}

/** A layer with weights drawn at He's scale, and room for a batch. */
export function layer(inputs: number, outputs: number, batch: number, random: () => number): Layer {
  const size = inputs * outputs + outputs;
  const values = new Float64Array(size);
  const scale = Math.sqrt(2 / inputs);
  for (let k = 0; k < inputs * outputs; k++)
    values[k] = scale * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const per = () => new Float64Array(size);
  const rows = () => new Float64Array(batch * outputs);
  return {
    inputs,
    outputs,
    values,
    slopes: per(),
    first: per(),
    second: per(),
    before: rows(),
    after: rows(),
    delta: rows(),
  };
}

/** One step; weight decay is apart from the slopes (AdamW, Loshchilov & Hutter 2019), and biases do not decay. */
export function move(
  { inputs, outputs, values, slopes, first, second }: Layer,
  rate: number,
  decay: number,
  optimizer: Optimizer,
  steps: number,
): void {
  const shrink = 1 - rate * decay;
  for (let k = 0; k < inputs * outputs; k++) values[k]! *= shrink;
  if (optimizer.name === 'sgd') {
    for (let k = 0; k < values.length; k++) {
      first[k] = optimizer.momentum * first[k]! + slopes[k]!;
      values[k]! -= rate * first[k]!;
    }
    return;
  }
  const bias1 = 1 - Math.exp(steps * Math.log(0.9));
  const bias2 = 1 - Math.exp(steps * Math.log(0.999));
  for (let k = 0; k < values.length; k++) {
    first[k] = 0.9 * first[k]! + 0.1 * slopes[k]!;
    second[k] = 0.999 * second[k]! + 0.001 * slopes[k]! * slopes[k]!;
    values[k]! -= (rate * (first[k]! / bias1)) / (Math.sqrt(second[k]! / bias2) + 1e-8);
  }
}

const GELU = Math.sqrt(2 / Math.PI);

/** The activation at x. */
export function activated(activation: Activation, x: number): number {
  if (activation === 'relu') return x > 0 ? x : 0;
  if (activation === 'tanh') return Math.tanh(x);
  return 0.5 * x * (1 + Math.tanh(GELU * (x + 0.044715 * x * x * x)));
}

/** The activation's slope at x. */
export function slope(activation: Activation, x: number): number {
  if (activation === 'relu') return x > 0 ? 1 : 0;
  if (activation === 'tanh') return 1 - Math.tanh(x) ** 2;
  const t = Math.tanh(GELU * (x + 0.044715 * x * x * x));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * GELU * (1 + 3 * 0.044715 * x * x);
}
