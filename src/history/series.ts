import { grown } from '../math/growing.ts';
import { lowerBound } from './column.ts';

/** Numbers by step, steps ascending: `width` numbers a step, row-major. Grows at the end in O(1). */
export class Series {
  readonly width: number;
  #steps: Int32Array;
  #values: Float64Array;
  #size: number;

  constructor(
    width: number,
    steps: Int32Array = new Int32Array(4),
    values: Float64Array = new Float64Array(4 * width),
    size = 0,
  ) {
    this.width = width;
    this.#steps = steps;
    this.#values = values;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  get steps(): Int32Array {
    return this.#steps.subarray(0, this.#size);
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.#size * this.width);
  }

  /** Sets the numbers of a step; where the step is there already, only if `replace`. Answers whether anything changed. */
  set(step: number, values: ArrayLike<number>, replace: boolean): boolean {
    const { width } = this;
    const at = lowerBound(this.#steps, this.#size, step);
    if (at === this.#size || this.#steps[at] !== step) {
      this.#steps = grown(this.#steps, this.#size + 1);
      this.#values = grown(this.#values, (this.#size + 1) * width);
      this.#steps.copyWithin(at + 1, at, this.#size);
      this.#values.copyWithin((at + 1) * width, at * width, this.#size * width);
      this.#steps[at] = step;
      this.#size++;
    } else if (!replace) return false;
    for (let k = 0; k < width; k++) this.#values[at * width + k] = values[k]!;
    return true;
  }
}
