import type { Criterion } from './criterion.ts';
import type { Features } from '../../space/features.ts';
import type { Predictor } from './outputs.ts';

/** Scores configurations: models predict, a criterion weighs. */
export class Scorer {
  readonly features: Features;
  readonly #models: readonly Predictor[];
  readonly #criterion: Criterion;
  /** Log density that is added to the score of a configuration: a belief of the user. */
  readonly #belief: ((values: Float64Array) => number) | null;
  readonly #mean: Float64Array;
  readonly #sd: Float64Array;
  readonly #byMean: Float64Array;
  readonly #bySd: Float64Array;
  readonly #point: Float64Array;
  readonly #ofMean: Float64Array;
  readonly #ofSd: Float64Array;

  constructor(
    features: Features,
    models: readonly Predictor[],
    criterion: Criterion,
    belief: ((values: Float64Array) => number) | null,
  ) {
    const { columns } = features.layout;
    this.features = features;
    this.#models = models;
    this.#criterion = criterion;
    this.#belief = belief;
    this.#mean = new Float64Array(models.length);
    this.#sd = new Float64Array(models.length);
    this.#byMean = new Float64Array(models.length);
    this.#bySd = new Float64Array(models.length);
    this.#point = new Float64Array(columns);
    this.#ofMean = new Float64Array(columns);
    this.#ofSd = new Float64Array(columns);
  }

  /** Scores of configurations (values by node); larger is better. */
  scores(configurations: readonly Float64Array[]): Float64Array {
    const count = configurations.length;
    const { columns } = this.features.layout;
    const points = new Float64Array(count * columns);
    configurations.forEach((values, i) => this.features.write(points, i, values));
    const means = this.#models.map(() => new Float64Array(count));
    const sds = this.#models.map(() => new Float64Array(count));
    this.#models.forEach((model, k) => model.predict(means[k]!, sds[k]!, points, count));
    return Float64Array.from(configurations, (values, i) => {
      for (let k = 0; k < means.length; k++) {
        this.#mean[k] = means[k]![i]!;
        this.#sd[k] = sds[k]![i]!;
      }
      return this.#criterion.value(this.#mean, this.#sd) + (this.#belief?.(values) ?? 0);
    });
  }

  /** The score of a point between configurations, without the belief, and its gradient by the columns. */
  gradientAt(point: Float64Array, gradient: Float64Array): number {
    gradient.fill(0);
    this.#byMean.fill(0);
    this.#bySd.fill(0);
    const slopes = this.#models.map((model, k) => {
      const ofMean = this.#models.length === 1 ? this.#ofMean : new Float64Array(point.length);
      const ofSd = this.#models.length === 1 ? this.#ofSd : new Float64Array(point.length);
      const [mean, sd] = model.gradient(point, ofMean, ofSd);
      this.#mean[k] = mean;
      this.#sd[k] = sd;
      return { ofMean, ofSd };
    });
    const value = this.#criterion.value(this.#mean, this.#sd, this.#byMean, this.#bySd);
    slopes.forEach(({ ofMean, ofSd }, k) => {
      for (let c = 0; c < gradient.length; c++)
        gradient[c]! += this.#byMean[k]! * ofMean[c]! + this.#bySd[k]! * ofSd[c]!;
    });
    return value;
  }

  /** The point of a configuration: a view, valid until the next call. */
  pointOf(values: Float64Array): Float64Array {
    this.features.write(this.#point, 0, values);
    return this.#point;
  }
}
