import type { GaussianProcess } from '../../models/gp/process.ts';
import type { Output, Predictor } from './outputs.ts';

/** How many results the belief is worth that an earlier model's scale is right as it stands. */
const SCALE_BELIEF = 1;

/** One earlier model, its share of the sum, and what it predicts of each known result. */
export interface EarlierPart {
  readonly model: GaussianProcess;
  /** The shares of all parts have the sum 1. */
  readonly share: number;
  readonly known: Float64Array;
}

/** A weighted sum of earlier models, brought onto the scale of this study's results. */
export class EarlierMean {
  /** How much the earlier models are trusted together, in (0, 1]. */
  readonly trust: number;
  readonly #parts: readonly EarlierPart[];
  /** The sum at each known result. */
  readonly #known: Float64Array;

  constructor(parts: readonly EarlierPart[], trust: number) {
    this.#parts = parts;
    this.trust = trust;
    this.#known = parts[0]!.known.map((_, i) => parts.reduce((sum, { share, known }) => sum + share * known[i]!, 0));
  }

  /** The output with what is left for the process to explain. */
  rest(output: Output): Output {
    return {
      ...output,
      warps: output.warps.map((form) => {
        const { offset, slope } = this.#line(form.targets);
        return { ...form, targets: form.targets.map((target, i) => target - offset - slope * this.#known[i]!) };
      }),
    };
  }

  /** The process on top of this mean. @param targets those that the process had before the mean was taken off */
  under(process: GaussianProcess, targets: Float64Array): Predictor {
    const { offset, slope } = this.#line(targets);
    const add = (sum: Float64Array, points: Float64Array, count: number): void => {
      const means = new Float64Array(count);
      for (let i = 0; i < count; i++) sum[i]! += offset;
      for (const { model, share } of this.#parts) {
        model.means(means, points, count);
        for (let i = 0; i < count; i++) sum[i]! += slope * share * means[i]!;
      }
    };
    return {
      noise: process.noise,
      predict: (mean, sd, points, count) => {
        process.predict(mean, sd, points, count);
        add(mean, points, count);
      },
      means: (mean, points, count) => {
        process.means(mean, points, count);
        add(mean, points, count);
      },
      gradient: (point, ofMean, ofSd) => {
        const [own, sd] = process.gradient(point, ofMean, ofSd);
        let mean = own + offset;
        const slopes = new Float64Array(point.length);
        const unused = new Float64Array(point.length);
        for (const { model, share } of this.#parts) {
          mean += slope * share * model.gradient(point, slopes, unused)[0];
          for (let c = 0; c < slopes.length; c++) ofMean[c]! += slope * share * slopes[c]!;
        }
        return [mean, sd];
      },
    };
  }

  /** The line that leads from the sum to some targets, never downwards, times the trust. */
  #line(targets: Float64Array): { readonly offset: number; readonly slope: number } {
    const x = average(this.#known);
    const y = average(targets);
    let xx = SCALE_BELIEF;
    let xy = SCALE_BELIEF;
    for (let i = 0; i < targets.length; i++) {
      xx += (this.#known[i]! - x) * (this.#known[i]! - x);
      xy += (this.#known[i]! - x) * (targets[i]! - y);
    }
    const slope = Math.max(0, xy / xx);
    return { offset: this.trust * (y - slope * x), slope: this.trust * slope };
  }
}

const average = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
