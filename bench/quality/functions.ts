// Nine test functions on the unit cube, to be minimised. Shifted ones get a new shift (and rotation) per seed, so that
// no optimum lies at the centre and nobody can tune to one instance.

/** One instance of a test function. */
export interface TestFunction {
  readonly dimension: number;
  /** Exact minimum. */
  readonly best: number;
  /** Median over 2,001 uniform points. */
  readonly median: number;
  value(point: readonly number[]): number;
}

type OnPoint = (z: readonly number[]) => number;

/** sfc32 with a fixed fill; uniform in (0, 1), 32 bits. The instances depend on it: it must never change. */
export function uniform(seed: number): () => number {
  let a = seed >>> 0 || 1;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let d = 0xb7e15162;
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return ((t >>> 0) + 0.5) / 4294967296;
  };
  for (let i = 0; i < 20; i++) next();
  return next;
}

/** Names of the nine. */
export const FUNCTION_NAMES = [
  'branin',
  'hartmann6',
  'sphere5',
  'sphere20',
  'ellips10r',
  'rosen5',
  'rastrigin5',
  'levy10',
  'ackley10r',
] as const;

/** The instance of a function that belongs to a seed. */
export function testFunction(name: (typeof FUNCTION_NAMES)[number], seed: number): TestFunction {
  const { dimension, best, value } =
    name === 'branin' || name === 'hartmann6' ? FIXED[name] : shifted(SHIFTED[name], seed);
  const random = uniform(99 + seed);
  const sample = Array.from({ length: 2001 }, () => value(Array.from({ length: dimension }, random)));
  return { dimension, best, value, median: sample.sort((a, b) => a - b)[1000]! };
}

const sum = (z: readonly number[], f: (x: number, i: number) => number) =>
  z.reduce((total, x, i) => total + f(x, i), 0);

const sphere: OnPoint = (z) => sum(z, (x) => x * x);
const ellipsoid: OnPoint = (z) => sum(z, (x, i) => 10 ** ((4 * i) / (z.length - 1)) * x * x);
const rastrigin: OnPoint = (z) => sum(z, (x) => x * x + 10 - 10 * Math.cos(2 * Math.PI * x));
const ackley: OnPoint = (z) =>
  20 +
  Math.E -
  20 * Math.exp(-0.2 * Math.sqrt(sphere(z) / z.length)) -
  Math.exp(sum(z, (x) => Math.cos(2 * Math.PI * x)) / z.length);

const rosenbrock: OnPoint = (z) => {
  let total = 0;
  for (let i = 0; i + 1 < z.length; i++) {
    const a = z[i]! + 1;
    const b = z[i + 1]! + 1;
    total += 100 * (b - a * a) ** 2 + (1 - a) ** 2;
  }
  return total;
};

const levy: OnPoint = (z) => {
  const w = z.map((x) => 1 + x / 4);
  const last = w[w.length - 1]!;
  let total = Math.sin(Math.PI * w[0]!) ** 2;
  for (let i = 0; i < w.length - 1; i++) total += (w[i]! - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * w[i]! + 1) ** 2);
  return total + (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2);
};

const branin: OnPoint = ([u, v]) => {
  const x = u! * 15 - 5;
  const y = v! * 15;
  const bowl = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
  return bowl ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
};

const HARTMANN_A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_P = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];
const HARTMANN_WEIGHT = [1, 1.2, 3, 3.2];
const hartmann6: OnPoint = (u) =>
  -sum(
    HARTMANN_WEIGHT,
    (weight, i) => weight * Math.exp(-sum(u, (x, j) => HARTMANN_A[i]![j]! * (x - HARTMANN_P[i]![j]! * 1e-4) ** 2)),
  );

const FIXED = {
  branin: { dimension: 2, best: 0.397887, value: branin },
  hartmann6: { dimension: 6, best: -3.32237, value: hartmann6 },
};

interface Shifted {
  readonly dimension: number;
  /** Half width of the domain. */
  readonly range: number;
  readonly onPoint: OnPoint;
  readonly rotated: boolean;
}
const SHIFTED = {
  sphere5: { dimension: 5, range: 5, onPoint: sphere, rotated: false },
  sphere20: { dimension: 20, range: 5, onPoint: sphere, rotated: false },
  ellips10r: { dimension: 10, range: 5, onPoint: ellipsoid, rotated: true },
  rosen5: { dimension: 5, range: 5, onPoint: rosenbrock, rotated: false },
  rastrigin5: { dimension: 5, range: 5, onPoint: rastrigin, rotated: false },
  levy10: { dimension: 10, range: 10, onPoint: levy, rotated: false },
  ackley10r: { dimension: 10, range: 20, onPoint: ackley, rotated: true },
} satisfies Record<string, Shifted>;

function shifted({ dimension, range, onPoint, rotated }: Shifted, seed: number) {
  const random = uniform(seed * 7919 + 13);
  const shift = Array.from({ length: dimension }, () => -0.6 * range + 1.2 * range * random());
  const rows = rotated ? rotation(seed, dimension) : null;
  const value = (u: readonly number[]): number => {
    const z = u.map((x, i) => (x * 2 - 1) * range - shift[i]!);
    return onPoint(rows ? rows.map((row) => sum(row, (r, k) => r * z[k]!)) : z);
  };
  return { dimension, best: 0, value };
}

/** Random orthogonal matrix: Gram–Schmidt on normal rows. */
function rotation(seed: number, dimension: number): number[][] {
  const random = uniform(seed * 104729 + 7);
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const rows: number[][] = [];
  for (let i = 0; i < dimension; i++) {
    const row = Array.from({ length: dimension }, normal);
    for (const other of rows) {
      let dot = 0;
      for (let k = 0; k < dimension; k++) dot += other[k]! * row[k]!;
      for (let k = 0; k < dimension; k++) row[k]! -= dot * other[k]!;
    }
    const length = Math.hypot(...row);
    rows.push(row.map((x) => x / length));
  }
  return rows;
}
