/** Rates by which the steps of mean and covariance are shortened; 1 = as they are. */
export interface Rates {
  readonly mean: number;
  readonly covariance: number;
}

const SIGNAL = 1.4; // the signal-to-noise ratio aimed at, per unit of rate
const MEMORY = { mean: 0.1, covariance: 0.03 } as const;
const SPEED = 0.1;

/**
 * Learning-rate adaptation: steps become shorter while they are more noise than signal, and longer again afterwards.
 *
 * The signal is the length of the running mean of the steps, the noise what is left of their mean square.
 * Source: Nomura, Akimoto, Ono 2023, "CMA-ES with learning rate adaptation" (LRA-CMA-ES).
 */
export class RateAdaptation {
  #mean: Track;
  #covariance: Track;

  constructor(mean = new Track(MEMORY.mean), covariance = new Track(MEMORY.covariance)) {
    this.#mean = mean;
    this.#covariance = covariance;
  }

  /** The rates in force. */
  get rates(): Rates {
    return { mean: this.#mean.rate, covariance: this.#covariance.rate };
  }

  /** Takes in a full step, in the measure of the distribution it was made from, and sets the rates for it. */
  observe(meanStep: Float64Array, covarianceStep: Float64Array): void {
    this.#mean.observe(meanStep, 1);
    this.#covariance.observe(covarianceStep, Math.SQRT1_2);
  }

  clone(): RateAdaptation {
    return new RateAdaptation(this.#mean.clone(), this.#covariance.clone());
  }
}

class Track {
  readonly #memory: number;
  #average: Float64Array = new Float64Array(0);
  #square = 0;
  rate = 1;

  constructor(memory: number) {
    this.#memory = memory;
  }

  observe(step: Float64Array, scale: number): void {
    const memory = this.#memory;
    if (this.#average.length === 0) this.#average = new Float64Array(step.length);
    let length = 0;
    let signal = 0;
    for (let i = 0; i < step.length; i++) {
      const by = scale * step[i]!;
      length += by * by;
      this.#average[i] = (1 - memory) * this.#average[i]! + memory * by;
      signal += this.#average[i]! * this.#average[i]!;
    }
    this.#square = (1 - memory) * this.#square + memory * length;
    const noise = this.#square - signal;
    if (!(noise > 0)) return; // the first step of all may be none
    const ratio = (signal - (memory / (2 - memory)) * this.#square) / noise;
    const relative = Math.min(1, Math.max(-1, ratio / SIGNAL / this.rate - 1));
    this.rate = Math.min(1, this.rate * Math.exp(Math.min(SPEED * this.rate, memory) * relative));
  }

  clone(): Track {
    const copy = new Track(this.#memory);
    copy.#average = this.#average.slice();
    copy.#square = this.#square;
    copy.rate = this.rate;
    return copy;
  }
}
