// Functions that the development list lacks, on the unit cube. Those whose minimum lies at the centre or at a corner of
// habit get a shift with each seed, the others have their axes mirrored by it, so that nobody can tune to one instance.
import { uniform } from '../quality/functions.ts';

type OnPoint = (z: readonly number[]) => number;

/** A function of x in [low, high]^dimension, with its exact minimum. */
interface Definition {
  readonly dimension: number;
  readonly low: number;
  readonly high: number;
  readonly best: number;
  /** Largest shift per coordinate, as a share of half the domain; 0 = axes are mirrored instead. */
  readonly shift: number;
  readonly value: OnPoint;
}

const sum = (z: readonly number[], f: (x: number, i: number) => number): number =>
  z.reduce((total, x, i) => total + f(x, i), 0);

const HARTMANN_A = [
  [3, 10, 30],
  [0.1, 10, 35],
  [3, 10, 30],
  [0.1, 10, 35],
] as const;
const HARTMANN_P = [
  [3689, 1170, 2673],
  [4699, 4387, 7470],
  [1091, 8732, 5547],
  [381, 5743, 8828],
] as const;
const HARTMANN_WEIGHT = [1, 1.2, 3, 3.2];
const hartmann3: OnPoint = (u) =>
  -sum(
    HARTMANN_WEIGHT,
    (weight, i) => weight * Math.exp(-sum(u, (x, j) => HARTMANN_A[i]![j]! * (x - HARTMANN_P[i]![j]! * 1e-4) ** 2)),
  );

/** Its logarithm: the values span six orders of magnitude. */
const goldsteinPrice: OnPoint = ([x, y]) => {
  const [a, b] = [x!, y!];
  const first = 1 + (a + b + 1) ** 2 * (19 - 14 * a + 3 * a * a - 14 * b + 6 * a * b + 3 * b * b);
  const second = 30 + (2 * a - 3 * b) ** 2 * (18 - 32 * a + 12 * a * a + 48 * b - 36 * a * b + 27 * b * b);
  return Math.log(first * second);
};

const sixHump: OnPoint = ([x, y]) => {
  const [a, b] = [x!, y!];
  return (4 - 2.1 * a * a + a ** 4 / 3) * a * a + a * b + (4 * b * b - 4) * b * b;
};

const styblinski: OnPoint = (z) => sum(z, (x) => x ** 4 - 16 * x * x + 5 * x) / 2;
const griewank: OnPoint = (z) =>
  1 + sum(z, (x) => x * x) / 4000 - z.reduce((product, x, i) => product * Math.cos(x / Math.sqrt(i + 1)), 1);
const schwefel: OnPoint = (z) => 418.9828872724339 * z.length - sum(z, (x) => x * Math.sin(Math.sqrt(Math.abs(x))));
const michalewicz: OnPoint = (z) => -sum(z, (x, i) => Math.sin(x) * Math.sin(((i + 1) * x * x) / Math.PI) ** 20);

const zakharov: OnPoint = (z) => {
  const slope = sum(z, (x, i) => 0.5 * (i + 1) * x);
  return sum(z, (x) => x * x) + slope ** 2 + slope ** 4;
};

const powell: OnPoint = (z) => {
  let total = 0;
  for (let i = 0; i < z.length; i += 4) {
    const [a, b, c, d] = z.slice(i, i + 4) as [number, number, number, number];
    total += (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4;
  }
  return total;
};

const dixonPrice: OnPoint = (z) => {
  let total = (z[0]! - 1) ** 2;
  for (let i = 1; i < z.length; i++) total += (i + 1) * (2 * z[i]! ** 2 - z[i - 1]!) ** 2;
  return total;
};

const rosenbrock: OnPoint = (z) => {
  let total = 0;
  for (let i = 0; i + 1 < z.length; i++) total += 100 * (z[i + 1]! + 1 - (z[i]! + 1) ** 2) ** 2 + z[i]! ** 2;
  return total;
};

// Minima: Surjanovic and Bingham, Virtual Library of Simulation Experiments; styblinski and michalewicz polished here.
const DEFINITIONS = {
  hartmann3: { dimension: 3, low: 0, high: 1, best: -3.8627797873326624, shift: 0, value: hartmann3 },
  'goldstein-price': { dimension: 2, low: -2, high: 2, best: Math.log(3), shift: 0.4, value: goldsteinPrice },
  sixhump: { dimension: 2, low: -2, high: 2, best: -1.031628453489877, shift: 0.5, value: sixHump },
  styblinski5: { dimension: 5, low: -5, high: 5, best: 5 * -39.16616570377142, shift: 0, value: styblinski },
  griewank6: { dimension: 6, low: -30, high: 30, best: 0, shift: 0.6, value: griewank },
  schwefel5: { dimension: 5, low: -500, high: 500, best: 0, shift: 0, value: schwefel },
  michalewicz5: { dimension: 5, low: 0, high: Math.PI, best: -4.687658179088148, shift: 0, value: michalewicz },
  zakharov5: { dimension: 5, low: -5, high: 10, best: 0, shift: 0.5, value: zakharov },
  powell8: { dimension: 8, low: -4, high: 5, best: 0, shift: 0.5, value: powell },
  'dixon-price5': { dimension: 5, low: -10, high: 10, best: 0, shift: 0.5, value: dixonPrice },
  rosen10: { dimension: 10, low: -5, high: 5, best: 0, shift: 0.6, value: rosenbrock },
} satisfies Record<string, Definition>;

/** A function that is for reporting only. */
export type ReportFunction = keyof typeof DEFINITIONS;

/** Their names. */
export const REPORT_FUNCTION_NAMES = Object.keys(DEFINITIONS) as readonly ReportFunction[];

/** The instance of a function that belongs to a seed: on the unit cube, with median over 2,001 uniform points. */
export function reportFunction(name: ReportFunction, seed: number) {
  const { dimension, low, high, best, shift, value: natural } = DEFINITIONS[name] as Definition;
  const random = uniform(seed * 6151 + 29);
  const half = (high - low) / 2;
  const shifts = Array.from({ length: dimension }, () => (2 * random() - 1) * shift * half);
  const mirrored = Array.from({ length: dimension }, () => shift === 0 && random() < 0.5);
  const value: OnPoint = (u) => natural(u.map((x, i) => low + (high - low) * (mirrored[i] ? 1 - x : x) - shifts[i]!));
  const points = uniform(99 + seed);
  const sample = Array.from({ length: 2001 }, () => value(Array.from({ length: dimension }, points)));
  return { dimension, best, value, median: sample.sort((a, b) => a - b)[1000]! };
}
