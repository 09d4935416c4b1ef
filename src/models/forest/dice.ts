import type { Random } from '../../math/random.ts';

/**
 * Many cheap random numbers from one good one: a forest draws one for every column of every split.
 *
 * Source: Marsaglia 2003, "Xorshift RNGs".
 */
export class Dice {
  #state: number;

  constructor(stream: Random) {
    this.#state = Math.floor(stream.uniform() * 2 ** 32) | 1; // never 0, which would stay 0
  }

  /** 32 bits. */
  bits(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.bits() * 2 ** -32;
  }

  /** A whole number in 0 … count − 1. */
  index(count: number): number {
    return Math.floor(this.bits() * 2 ** -32 * count);
  }
}
