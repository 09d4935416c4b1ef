import { firstAbove } from './first-above.ts';

/** Numbers kept in ascending order as they come and go; ties are kept, NaN is not taken. */
export class SortedNumbers {
  #numbers = new Float64Array(8);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The i-th smallest. */
  at(i: number): number {
    return this.#numbers[i]!;
  }

  /** Cost O(log n), and a move of the larger numbers in one block. */
  insert(number: number): void {
    if (this.#size === this.#numbers.length) {
      const larger = new Float64Array(2 * this.#size);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    const at = this.rank(number);
    this.#numbers.copyWithin(at + 1, at, this.#size);
    this.#numbers[at] = number;
    this.#size++;
  }

  /** Takes one such number out, if there is one. */
  remove(number: number): void {
    const at = this.rank(number);
    if (at === this.#size || this.#numbers[at] !== number) return;
    this.#numbers.copyWithin(at, at + 1, this.#size);
    this.#size--;
  }

  /**
   * The number below which a share `p` of them lies, interpolated between neighbours; NaN where there is none.
   *
   * @param p in [0, 1]; 0.5 is the median
   * Source: Hyndman and Fan 1996, definition 7, to the last bit as NumPy has it.
   */
  quantile(p: number): number {
    if (this.#size === 0) return Number.NaN;
    const at = p * (this.#size - 1);
    const below = Math.floor(at);
    const share = at - below;
    const a = this.#numbers[below]!;
    const b = this.#numbers[Math.min(below + 1, this.#size - 1)]!;
    if (share === 0 || a === b) return a;
    const gap = b - a;
    if (gap === Number.POSITIVE_INFINITY) return a * (1 - share) + b * share; // infinite, or too far apart for a difference
    return share < 0.5 ? a + gap * share : b - gap * (1 - share);
  }

  /** How many numbers are smaller. */
  rank(number: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#numbers[middle]! < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many numbers are not larger. */
  countUpTo(number: number): number {
    return firstAbove(this.#numbers, this.#size, number);
  }
}
