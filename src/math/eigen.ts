import { plainEigen } from './plain-eigen.ts';
import { wasmEigen } from './wasm/eigen.ts';

/** Eigenvalues in ascending order, and their eigenvectors. */
export interface Eigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** Shape (n × n), row-major: column j belongs to values[j]; the columns are orthonormal. */
  readonly vectors: Float64Array;
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix: A = V·diag(values)·Vᵀ. Only the lower triangle is read. Cost about 5n³.
 *
 * Householder's reduction to tridiagonal form, then implicit QL with Wilkinson's shift. The vectors are kept as rows until
 * the end, so that every inner loop runs along the memory. Error about n · 2e-16 · |A|. Always the same signs.
 * Source: Bowdler, Martin, Reinsch, Wilkinson 1968, "The QR and QL algorithms for symmetric matrices".
 *
 * @param a shape (n × n), finite
 */
export function symmetricEigen(a: Float64Array, n: number): Eigen {
  const { values, rows, stride } = (n < SMALL ? null : wasmEigen())?.(a, n) ?? plainEigen(a, n);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => values[i]! - values[j]! || i - j);
  const vectors = new Float64Array(n * n);
  order.forEach((from, j) => {
    for (let i = 0; i < n; i++) vectors[i * n + j] = rows[from * stride + i]!;
  });
  return { values: Float64Array.from(order, (from) => values[from]!), vectors };
}

/** Below this the way into WebAssembly costs more than it saves. */
const SMALL = 8;
