import type { Kernel, Places } from './kernel.ts';

/** What a Gaussian process is conditioned on. It must not change while a `Posterior` of it is in use. */
export interface Conditioned {
  readonly kernel: Kernel;
  readonly places: Places;
  /** Points in all, and the first of them, that have targets. */
  readonly rows: number;
  readonly known: number;
  /** Shape (rows × stride): the factor of the points' covariances, noise included. */
  readonly l: Float64Array;
  readonly stride: number;
  /** Shape (≥ known): K⁻¹y. */
  readonly alpha: Float64Array;
  /** Stands for the process: what it was conditioned on before is needed no more. */
  readonly owner: object;
}

/** What a process says of points. */
export interface Posterior {
  /**
   * Means Σ α_i·k_i, and what the data explain of the variances, |L⁻¹k|².
   *
   * @param mean shape (≥ count); `explained` too, null where it is not wanted
   */
  predict(mean: Float64Array, explained: Float64Array | null, points: Places, count: number): void;

  /**
   * The same of one point, and what gradients of both are made from.
   *
   * @param sums receives the mean, the explained part, and from `SUMS` · (c + 1) on the sums of column c over the rows: of the
   * slope dk/dr² of the Matérn part times x − x_i; of z_i times slope + 2·twist·(z·z_i); of z_i²; and of r·(1 − |r|)³ of the main
   * effects, r = reach·(x − x_i). Each weighed with α_i, then with (K⁻¹k)_i.
   */
  slopes(point: Places, sums: Float64Array): void;
}

/** Numbers a column in what `slopes` writes. */
export const SUMS = 8;
