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
    const at = this.#rank(number);
    this.#numbers.copyWithin(at + 1, at, this.#size);
    this.#numbers[at] = number;
    this.#size++;
  }

  /** Takes one such number out, if there is one. */
  remove(number: number): void {
    const at = this.#rank(number);
    if (at === this.#size || this.#numbers[at] !== number) return;
    this.#numbers.copyWithin(at, at + 1, this.#size);
    this.#size--;
  }

  /** The middle number, or the mean of the two in the middle; NaN where there is none. */
  median(): number {
    const half = this.#size >> 1;
    if (this.#size % 2 === 1) return this.#numbers[half]!;
    return this.#size === 0 ? Number.NaN : this.#numbers[half - 1]! / 2 + this.#numbers[half]! / 2;
  }

  /** How many numbers are smaller. */
  #rank(number: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#numbers[middle]! < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
