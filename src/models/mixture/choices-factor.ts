import { index, type Random } from '../../math/random.ts';
import type { Axis } from './axis.ts';
import { PRIOR } from './factor.ts';
import { TableFactor } from './table-factor.ts';

/**
 * Aitchison–Aitken kernels on unordered choices: (1 + 1/n) / (1 + C/n) for the kernel's own choice, (1/n) / (1 + C/n) for others.
 *
 * n = kernels, prior included; so the more is known, the sharper. Source: Optuna.
 */
export class ChoicesFactor extends TableFactor {
  readonly #count: number;
  readonly #prior: Float64Array;
  #other = 1;

  constructor(axis: number, { count, prior }: Axis & { readonly kind: 'choices' }, offset: number) {
    // Zeros for kernels that lack it, the prior's table, then one that all choices share: the kernel's own value stands in the
    // middle of others', and each choice starts where its own falls there. A table a choice would be a million for a thousand.
    super(axis, offset, new Float64Array(4 * count - 1));
    this.#count = count;
    this.#prior = prior ?? new Float64Array(count).fill(1 / count);
    for (let c = 0; c < count; c++) this.tables[count + c] = Math.log(Math.max(1e-12, this.#prior[c]!) * count);
    this.startAt(PRIOR, count);
  }

  add(row: number, point: ArrayLike<number>, from: number): void {
    const choice = point[from + this.offset]!;
    this.startAt(row, Number.isNaN(choice) ? 0 : this.#middle - choice);
  }

  remove(_row: number): void {}

  prepare(kernels: number, _floor: number): void {
    const count = this.#count;
    const all = kernels + count;
    this.#other = count / all; // the share of a draw that forgets the kernel's own choice
    this.tables.fill(Math.log(count / all), 2 * count);
    this.tables[this.#middle] = Math.log(((kernels + 1) * count) / all);
  }

  draw(out: Float64Array, from: number, _axis: number, row: number, stream: Random): void {
    const start = this.start[row]!;
    const u = stream.uniform();
    if (row !== PRIOR && start > 0) {
      if (u >= this.#other) {
        out[from + this.offset] = this.#middle - start;
        return;
      }
      out[from + this.offset] = Math.min(this.#count - 1, Math.floor((u / this.#other) * this.#count));
      return;
    }
    let sum = 0;
    let choice = 0;
    for (; choice < this.#count - 1; choice++) {
      sum += this.#prior[choice]!;
      if (u < sum) break;
    }
    out[from + this.offset] = choice;
  }

  get #middle(): number {
    return 3 * this.#count - 1;
  }

  step(point: Float64Array, _axis: number, stream: Random): void {
    if (this.#count > 1) point[this.offset] = (point[this.offset]! + 1 + index(stream, this.#count - 1)) % this.#count;
  }
}
