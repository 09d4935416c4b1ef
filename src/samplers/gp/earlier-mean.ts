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
        const line = lineTo(this.#known, form.targets);
        return { ...form, targets: restOf(this.#known, form.targets, line, this.trust) };
      }),
    };
  }

  /** The process on top of this mean. @param targets those that the process had before the mean was taken off */
  under(process: GaussianProcess, targets: Float64Array): Predictor {
    const line = lineTo(this.#known, targets);
    const offset = this.trust * line.offset;
    const slope = this.trust * line.slope;
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
}

/** y = offset + slope · x. */
export interface Line {
  readonly offset: number;
  readonly slope: number;
}

/** The line that leads from predictions to targets, never downwards. */
export function lineTo(predictions: Float64Array, targets: Float64Array): Line {
  const x = average(predictions);
  const y = average(targets);
  let xx = SCALE_BELIEF;
  let xy = SCALE_BELIEF;
  for (let i = 0; i < targets.length; i++) {
    xx += (predictions[i]! - x) * (predictions[i]! - x);
    xy += (predictions[i]! - x) * (targets[i]! - y);
  }
  const slope = Math.max(0, xy / xx);
  return { offset: y - slope * x, slope };
}

/** What a line, believed so much, does not explain of the targets. */
export function restOf(
  predictions: Float64Array,
  targets: Float64Array,
  { offset, slope }: Line,
  trust = 1,
): Float64Array {
  return targets.map((target, i) => target - trust * (offset + slope * predictions[i]!));
}

const average = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
