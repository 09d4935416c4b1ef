/**
 * Independent chances of categories that follow the better points: the categorical half of CatCMA.
 *
 * The natural gradient takes steps of a length that adapts to how steadily they point one way (ASNG); no chance falls below a
 * margin, so that no category is lost.
 * Source: Hamano et al. 2024, "CatCMA"; Akimoto et al. 2019, "Adaptive stochastic natural gradient method"; the margin as in
 * Hamano et al. 2025, "CatCMA with margin".
 */
export class ChoiceDistribution {
  /** Number of categories of each parameter. */
  readonly counts: readonly number[];
  /** Chances, parameter by parameter. */
  readonly chances: Float64Array;
  readonly #least: readonly number[];
  #path: Float64Array;
  #gain = 0;
  #slowness = 1;
  /** The length of the next step, one behind the slowness that it follows. */
  #step = 1;

  /**
   * @param counts categories of each parameter, each ≥ 2
   * @param discrete whole-numbered and categorical parameters together: the more, the smaller is the margin of each
   */
  constructor(counts: readonly number[], discrete: number, chances?: Float64Array) {
    this.counts = counts;
    const missed = 1 - Math.exp(Math.log(0.73) / Math.max(1, discrete));
    this.#least = counts.map((count) => missed / (count - 1));
    this.chances = chances ?? Float64Array.from(counts.flatMap((count) => Array<number>(count).fill(1 / count)));
    this.#path = new Float64Array(counts.reduce((sum, count) => sum + count - 1, 0));
  }

  /** The same distribution, to be changed apart from this one. */
  clone(discrete: number): ChoiceDistribution {
    const copy = new ChoiceDistribution(this.counts, discrete, this.chances.slice());
    copy.#path = this.#path.slice();
    copy.#gain = this.#gain;
    copy.#slowness = this.#slowness;
    copy.#step = this.#step;
    return copy;
  }

  /** The category at a position of the unit interval. */
  choiceAt(parameter: number, unit: number): number {
    let at = 0;
    for (let p = 0; p < parameter; p++) at += this.counts[p]!;
    let rest = unit;
    for (let choice = 0; choice < this.counts[parameter]! - 1; choice++) {
      rest -= this.chances[at + choice]!;
      if (rest < 0) return choice;
    }
    return this.counts[parameter]! - 1;
  }

  /**
   * Moves the chances towards the better points.
   *
   * @param choices shape (n × parameters), best first
   * @param weights of the first points; those below 0 are left out
   */
  update(choices: ArrayLike<number>, weights: ArrayLike<number>): void {
    const gradient = this.#gradient(choices, weights);
    const natural = this.#inOwnMeasure(gradient);
    const length = Math.sqrt(natural.reduce((sum, x) => sum + x * x, 0));
    if (length === 0) return;
    for (let i = 0; i < gradient.length; i++) this.chances[i]! += (this.#step / (length + 1e-8)) * gradient[i]!;
    this.#adaptStep(natural, length);
    this.#keepMargin();
  }

  #gradient(choices: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
    const gradient = new Float64Array(this.chances.length);
    const parameters = this.counts.length;
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k]!;
      if (weight <= 0) continue;
      let at = 0;
      for (let p = 0; p < parameters; p++) {
        for (let c = 0; c < this.counts[p]!; c++)
          gradient[at + c]! += weight * ((choices[k * parameters + p] === c ? 1 : 0) - this.chances[at + c]!);
        at += this.counts[p]!;
      }
    }
    return gradient;
  }

  /** The gradient times the root of the Fisher information, one entry less a parameter. */
  #inOwnMeasure(gradient: Float64Array): Float64Array {
    const natural = new Float64Array(this.#path.length);
    let at = 0;
    let out = 0;
    for (const count of this.counts) {
      const last = this.chances[at + count - 1]!;
      let sum = 0;
      for (let c = 0; c < count - 1; c++) sum += gradient[at + c]!;
      for (let c = 0; c < count - 1; c++) {
        const root = Math.sqrt(this.chances[at + c]!);
        natural[out++] = gradient[at + c]! / root + (root * sum) / (last + Math.sqrt(last));
      }
      at += count;
    }
    return natural;
  }

  #adaptStep(natural: Float64Array, length: number): void {
    this.#step = 1 / this.#slowness;
    const beta = this.#step / Math.sqrt(natural.length);
    const push = Math.sqrt(beta * (2 - beta));
    let square = 0;
    for (let i = 0; i < natural.length; i++) {
      this.#path[i] = (1 - beta) * this.#path[i]! + (push * natural[i]!) / length;
      square += this.#path[i]! * this.#path[i]!;
    }
    this.#gain = (1 - beta) * (1 - beta) * this.#gain + beta * (2 - beta);
    this.#slowness *= Math.exp(beta * (this.#gain - square / SIGNAL));
  }

  #keepMargin(): void {
    let at = 0;
    this.counts.forEach((count, p) => {
      const least = this.#least[p]!;
      const own = this.chances.subarray(at, at + count);
      at += count;
      let sum = 0;
      for (let c = 0; c < count; c++) {
        own[c] = Math.max(own[c]!, least);
        sum += own[c]!;
      }
      const excess = (sum - 1) / (sum - least * count);
      let total = 0;
      for (let c = 0; c < count; c++) {
        own[c]! -= excess * (own[c]! - least);
        total += own[c]!;
      }
      for (let c = 0; c < count; c++) own[c]! /= total;
    });
  }
}

/** The signal-to-noise ratio that the step length aims at. */
const SIGNAL = 1.5;
