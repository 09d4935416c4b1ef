import type { Random } from '../../math/random.ts';
import type { Axis } from './axis.ts';
import { type Factor, PRIOR } from './factor.ts';
import { addLogs, moveLogs } from './log-tables.ts';

/**
 * Aitchison–Aitken kernels on unordered choices: (1 + 1/n) / (1 + C/n) for the kernel's own choice, (1/n) / (1 + C/n) for others.
 *
 * n = kernels, prior included; so the more is known, the sharper. Source: Optuna.
 */
export class ChoicesFactor implements Factor {
  readonly axes: readonly number[];
  readonly #offset: number;
  readonly #count: number;
  readonly #prior: Float64Array;
  /** Shape (C + 2, C): zeros for kernels that lack it, the prior, then one row a choice. */
  readonly #tables: Float64Array;
  #start = new Int32Array(64);
  #other = 1;

  constructor(axis: number, kind: Axis & { readonly kind: 'choices' }, offset: number) {
    this.axes = [axis];
    this.#offset = offset;
    this.#count = kind.count;
    this.#prior = kind.prior ?? new Float64Array(kind.count).fill(1 / kind.count);
    this.#tables = new Float64Array((kind.count + 2) * kind.count);
    for (let c = 0; c < kind.count; c++)
      this.#tables[kind.count + c] = Math.log(Math.max(1e-12, this.#prior[c]!) * kind.count);
    this.#start[PRIOR] = kind.count;
  }

  add(row: number, point: ArrayLike<number>, from: number): void {
    if (row >= this.#start.length) {
      const more = new Int32Array(Math.max(row + 1, 2 * this.#start.length));
      more.set(this.#start);
      this.#start = more;
    }
    const choice = point[from + this.#offset]!;
    this.#start[row] = Number.isNaN(choice) ? 0 : (choice + 2) * this.#count;
  }

  remove(_row: number): void {}

  prepare(kernels: number, _floor: number): void {
    const count = this.#count;
    const all = kernels + count;
    this.#other = count / all; // the share of a draw that forgets the kernel's own choice
    const other = Math.log(count / all);
    const own = Math.log(((kernels + 1) * count) / all);
    for (let a = 0; a < count; a++)
      for (let b = 0; b < count; b++) this.#tables[(a + 2) * count + b] = a === b ? own : other;
  }

  score(
    terms: Float64Array,
    members: Int32Array,
    size: number,
    points: Float64Array,
    count: number,
    width: number,
  ): void {
    if (Number.isNaN(points[this.#offset]!)) return;
    for (let j = 0; j < count; j++)
      addLogs(terms, this.#tables, this.#start, members, size, points[j * width + this.#offset]!, j, count);
  }

  move(
    moved: Float64Array,
    terms: Float64Array,
    members: Int32Array,
    size: number,
    _axis: number,
    point: Float64Array,
    to: Float64Array,
  ): void {
    moveLogs(moved, terms, this.#tables, this.#start, members, size, point[this.#offset]!, to[this.#offset]!);
  }

  draw(out: Float64Array, from: number, _axis: number, row: number, stream: Random): void {
    const start = this.#start[row]!;
    const u = stream.uniform();
    if (row !== PRIOR && start > 0) {
      if (u >= this.#other) {
        out[from + this.#offset] = start / this.#count - 2;
        return;
      }
      out[from + this.#offset] = Math.min(this.#count - 1, Math.floor((u / this.#other) * this.#count));
      return;
    }
    let sum = 0;
    let choice = 0;
    for (; choice < this.#count - 1; choice++) {
      sum += this.#prior[choice]!;
      if (u < sum) break;
    }
    out[from + this.#offset] = choice;
  }

  bandwidth(): number {
    return 1;
  }
}
