import { grown } from '../../math/growing.ts';
import type { Random } from '../../math/random.ts';
import { LOG_SQRT_2PI, normalCdf } from '../../math/special.ts';
import { truncatedNormalQuantile } from '../../math/truncnorm.ts';
import type { KernelMatrix } from '../../math/wasm/kernel-matrix.ts';
import type { Axis } from './axis.ts';
import { type Factor, PRIOR } from './factor.ts';
import { Neighbours } from './neighbours.ts';

/** Normal kernels truncated to [0, 1] on all real axes of a mixture; a product over the axes. */
export class RealFactor implements Factor {
  readonly axes: readonly number[];
  readonly #offsets: readonly number[];
  readonly #neighbours: readonly Neighbours[];
  readonly #matrix: KernelMatrix;
  /** Shape (rows × axes): ln of 1 / (bandwidth · √2π · mass in [0, 1]). */
  #terms = new Float64Array(0);
  /** Shape (rows): their sum. */
  #norms = new Float64Array(64);

  /**
   * @param offsets first number of each axis in a point
   * @param matrix  for as many axes
   */
  constructor(axes: readonly number[], kinds: readonly Axis[], offsets: readonly number[], matrix: KernelMatrix) {
    this.axes = axes;
    this.#matrix = matrix;
    this.#offsets = axes.map((axis) => offsets[axis]!);
    this.#neighbours = axes.map(() => new Neighbours());
    this.#grow(PRIOR + 1);
    axes.forEach((axis, r) => {
      const kind = kinds[axis]!;
      const prior = (kind.kind === 'real' ? kind.prior : undefined) ?? { mean: 0.5, spread: 1 };
      this.#write(PRIOR, r, prior.mean, prior.spread);
    });
    this.#sum(PRIOR);
  }

  add(row: number, point: ArrayLike<number>, from: number): void {
    this.#grow(row + 1);
    this.#norms[row] = 0;
    for (let r = 0; r < this.axes.length; r++) {
      const x = point[from + this.#offsets[r]!]!;
      const at = row * this.axes.length + r;
      const missing = Number.isNaN(x);
      this.#kernels[2 * at] = missing ? 0 : x;
      this.#kernels[2 * at + 1] = 0;
      this.#terms[at] = 0;
      if (!missing) this.#neighbours[r]!.put(row, x);
    }
  }

  remove(row: number): void {
    for (const neighbours of this.#neighbours) neighbours.drop(row);
  }

  prepare(_kernels: number, floor: number): void {
    const width = this.axes.length;
    const rows = new Set<number>();
    for (let r = 0; r < width; r++)
      this.#neighbours[r]!.refresh(floor, (row, bandwidth) => {
        this.#write(row, r, this.#kernels[2 * (row * width + r)]!, bandwidth);
        rows.add(row);
      });
    for (const row of rows) this.#sum(row);
  }

  score(
    terms: Float64Array,
    members: Int32Array,
    size: number,
    points: Float64Array,
    count: number,
    width: number,
  ): void {
    const active: number[] = [];
    for (let r = 0; r < this.axes.length; r++) if (!Number.isNaN(points[this.#offsets[r]!]!)) active.push(r);
    if (active.length === 0 || count === 0) return;
    const padded = count + (count & 1);
    const coordinates = new Float64Array(active.length * padded);
    for (let k = 0; k < active.length; k++)
      for (let j = 0; j < count; j++) coordinates[k * padded + j] = points[j * width + this.#offsets[active[k]!]!]!;
    const forms = this.#matrix.forms(coordinates, padded, active, members, size);
    const whole = active.length === this.axes.length;
    for (let i = 0; i < size; i++) {
      const row = members[i]!;
      let norm = this.#norms[row]!;
      if (!whole) {
        norm = 0;
        for (const r of active) norm += this.#terms[row * this.axes.length + r]!;
      }
      for (let j = 0; j < count; j++) terms[i * count + j]! += norm - 0.5 * forms[i * padded + j]!;
    }
  }

  move(
    moved: Float64Array,
    terms: Float64Array,
    members: Int32Array,
    size: number,
    axis: number,
    point: Float64Array,
    to: Float64Array,
  ): void {
    const r = this.axes.indexOf(axis);
    const stride = 2 * this.axes.length;
    const old = point[this.#offsets[r]!]!;
    const next = to[this.#offsets[r]!]!;
    // (old − μ)² − (next − μ)² = (old − next)(old + next − 2μ)
    const step = 0.5 * (old - next);
    const both = old + next;
    const kernels = this.#kernels;
    for (let i = 0; i < size; i++) {
      const at = members[i]! * stride + 2 * r;
      const inverse = kernels[at + 1]!;
      moved[i] = terms[i]! + step * (both - 2 * kernels[at]!) * inverse * inverse;
    }
  }

  draw(out: Float64Array, from: number, axis: number, row: number, stream: Random, stops: boolean): void {
    const r = this.axes.indexOf(axis);
    const kernels = this.#kernels;
    const own = 2 * (row * this.axes.length + r);
    const isPrior = row === PRIOR || !(kernels[own + 1]! > 0);
    const at = isPrior ? 2 * (PRIOR * this.axes.length + r) : own;
    const mean = kernels[at]!;
    const sd = 1 / kernels[at + 1]!;
    out[from + this.#offsets[r]!] =
      stops && !isPrior
        ? Math.min(1, Math.max(0, mean + sd * stream.normal()))
        : truncatedNormalQuantile(stream.uniform(), mean, sd, 0, 1);
  }

  step(): void {}

  /** Shape (rows × axes × 2): mean and 1 / bandwidth; both 0 where missing, so that the quadratic form leaves them out. */
  get #kernels(): Float64Array {
    return this.#matrix.values; // asked anew each time: it moves when the matrix grows
  }

  #write(row: number, r: number, mean: number, bandwidth: number): void {
    const at = row * this.axes.length + r;
    const inverse = 1 / bandwidth;
    this.#kernels[2 * at] = mean;
    this.#kernels[2 * at + 1] = inverse;
    const mass = normalCdf((1 - mean) * inverse) - normalCdf(-mean * inverse);
    this.#terms[at] = Math.log(inverse / mass) - LOG_SQRT_2PI;
  }

  #sum(row: number): void {
    const width = this.axes.length;
    let sum = 0;
    for (let at = row * width; at < (row + 1) * width; at++) sum += this.#terms[at]!;
    this.#norms[row] = sum;
  }

  #grow(rows: number): void {
    this.#norms = grown(this.#norms, rows);
    this.#matrix.ensure(this.#norms.length);
    this.#terms = grown(this.#terms, this.#norms.length * this.axes.length);
  }
}
