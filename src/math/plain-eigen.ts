/** Eigenvalues in the order in which they were found, and their vectors as rows. */
export interface Decomposition {
  readonly values: Float64Array;
  /** Shape (n × stride), row-major: row j belongs to values[j]. */
  readonly rows: Float64Array;
  /** Elements from one row to the next. */
  readonly stride: number;
}

/** What `symmetricEigen` does, but for sorting. wasm/eigen.ts does the same, bit for bit. */
export function plainEigen(a: Float64Array, n: number): Decomposition {
  const values = new Float64Array(n);
  const beside = new Float64Array(n); // beside[i] couples i and i + 1
  const rows = new Float64Array(n * n);
  tridiagonalise(a.slice(0, n * n), n, values, beside, rows);
  implicitQl(n, values, beside, rows);
  return { values, rows, stride: n };
}

/** Writes T = QᵀAQ and the rows of Qᵀ. Of `a`, which is written to, only the lower triangle is read. */
function tridiagonalise(
  a: Float64Array,
  n: number,
  diagonal: Float64Array,
  beside: Float64Array,
  rows: Float64Array,
): void {
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  const reflectors = new Float64Array(n * n); // row k: the vector of the k-th reflection
  const strengths = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = a[k * n + k]!;
    let largest = 0;
    for (let i = k + 1; i < n; i++) largest = Math.max(largest, Math.abs(a[k * n + i]!));
    if (k === n - 2 || largest === 0) {
      beside[k] = a[k * n + k + 1]!;
      continue;
    }
    let square = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[k * n + i]! / largest; // scaled: squares neither overflow nor vanish
      square += v[i]! * v[i]!;
    }
    const norm = v[k + 1]! > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    beside[k] = norm * largest;
    const strength = 1 / (square - norm * v[k + 1]!); // 2 / |v|²
    v[k + 1]! -= norm;
    strengths[k] = strength;
    reflectors.set(v.subarray(k + 1), k * n + k + 1);
    reflect(a, n, k + 1, v, p, strength);
  }
  diagonal[n - 1] = a[n * n - 1]!;
  const q = a.fill(0);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let k = n - 3; k >= 0; k--)
    if (strengths[k] !== 0) accumulate(q, n, k + 1, reflectors.subarray(k * n, (k + 1) * n), p, strengths[k]!);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) rows[i * n + j] = q[j * n + i]!;
}

/** A ← H·A·H with H = 1 − strength·v·vᵀ, from row and column `from` on. */
function reflect(a: Float64Array, n: number, from: number, v: Float64Array, p: Float64Array, strength: number): void {
  combine(p, a, n, from, v);
  let overlap = 0;
  for (let i = from; i < n; i++) {
    p[i]! *= strength;
    overlap += p[i]! * v[i]!;
  }
  const half = 0.5 * strength * overlap;
  for (let i = from; i < n; i++) p[i]! -= half * v[i]!;
  for (let i = from; i < n; i++) {
    const row = i * n;
    const vi = v[i]!;
    const pi = p[i]!;
    for (let j = from; j < n; j++) a[row + j]! -= vi * p[j]! + pi * v[j]!;
  }
}

/** Q ← H·Q, in the block from `from` on: what lies outside is still the identity. */
function accumulate(
  q: Float64Array,
  n: number,
  from: number,
  v: Float64Array,
  p: Float64Array,
  strength: number,
): void {
  combine(p, q, n, from, v);
  for (let j = from; j < n; j++) p[j]! *= strength;
  for (let i = from; i < n; i++) {
    const row = i * n;
    const vi = v[i]!;
    for (let j = from; j < n; j++) q[row + j]! -= p[j]! * vi;
  }
}

/** p ← Σ_i v[i]·(row i of m), from row and column `from` on. Row by row: sums along a row would wait for each addition. */
function combine(p: Float64Array, m: Float64Array, n: number, from: number, v: Float64Array): void {
  p.fill(0, from);
  for (let i = from; i < n; i++) {
    const row = i * n;
    const vi = v[i]!;
    for (let j = from; j < n; j++) p[j]! += m[row + j]! * vi;
  }
}

/** Turns `beside` to nothing by rotations, which the rows follow. */
function implicitQl(n: number, diagonal: Float64Array, beside: Float64Array, rows: Float64Array): void {
  for (let low = 0; low < n; low++)
    for (let round = 0; round < MOST_ROUNDS; round++) {
      let high = low;
      while (high < n - 1 && !negligible(beside[high]!, diagonal[high]!, diagonal[high + 1]!)) high++;
      if (high === low) break;
      sweep(n, low, high, diagonal, beside, rows);
    }
}

/** Two or three rounds are usual. */
export const MOST_ROUNDS = 60;

function negligible(coupling: number, a: number, b: number): boolean {
  const size = Math.abs(a) + Math.abs(b);
  return Math.abs(coupling) + size === size;
}

/** One implicit QL step from `high` up to `low`. */
function sweep(
  n: number,
  low: number,
  high: number,
  diagonal: Float64Array,
  beside: Float64Array,
  rows: Float64Array,
): void {
  let g = (diagonal[low + 1]! - diagonal[low]!) / (2 * beside[low]!);
  let r = length(g, 1);
  g = diagonal[high]! - diagonal[low]! + beside[low]! / (g + (g < 0 ? -r : r));
  let sine = 1;
  let cosine = 1;
  let shift = 0;
  for (let i = high - 1; i >= low; i--) {
    const f = sine * beside[i]!;
    const b = cosine * beside[i]!;
    r = length(f, g);
    beside[i + 1] = r;
    if (r === 0) {
      diagonal[i + 1]! -= shift;
      beside[high] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = diagonal[i + 1]! - shift;
    r = (diagonal[i]! - g) * sine + 2 * cosine * b;
    shift = sine * r;
    diagonal[i + 1] = g + shift;
    g = cosine * r - b;
    rotate(rows, n, i * n, sine, cosine);
  }
  diagonal[low]! -= shift;
  beside[low] = g;
  beside[high] = 0;
}

function rotate(rows: Float64Array, n: number, at: number, sine: number, cosine: number): void {
  for (let k = at; k < at + n; k++) {
    const upper = rows[k]!;
    const lower = rows[k + n]!;
    rows[k + n] = sine * upper + cosine * lower;
    rows[k] = cosine * upper - sine * lower;
  }
}

/** √(a² + b²) without overflow; not Math.hypot, whose last bit differs between engines. */
function length(a: number, b: number): number {
  const x = Math.abs(a);
  const y = Math.abs(b);
  const large = x > y ? x : y;
  if (large === 0) return 0;
  const ratio = (x > y ? y : x) / large;
  return large * Math.sqrt(1 + ratio * ratio);
}
