import type { Instance, Params, Task } from '../harness/task.ts';
import { MULTI_NAMES, multiTable } from './multi-tables.ts';
import { categoricals, choicesOf } from './report.ts';

/** A front is scored by the volume that it dominates, as a share of what the true front does. */
export interface FrontScale {
  /** Objectives are brought to (value − ideal) / (reference − ideal): the reference point is 1 in each. */
  readonly ideal: readonly number[];
  readonly reference: readonly number[];
}

/** Scales by the name of the task. */
export function frontScale(name: string, root?: string): FrontScale {
  const problem = name.replace(/^front:/, '');
  const known = SYNTHETIC.find((each) => each.name === problem);
  if (known !== undefined) return known;
  const { ideal, nadir } = multiTable(problem as (typeof MULTI_NAMES)[number], root);
  return { ideal, reference: ideal.map((low, i) => low + 1.1 * (nadir[i]! - low)) };
}

/** Five synthetic problems and eight real tables with two or three objectives. */
export function paretoTasks(root?: string): Task[] {
  return [
    ...SYNTHETIC.map(
      ({ name, dimension, objectives, values }): Task => ({
        name: `front:${name}`,
        group: 'synthetic fronts',
        version: 1,
        instance: () => cube(dimension, objectives, values),
      }),
    ),
    ...MULTI_NAMES.map(
      (name): Task => ({
        name: `front:${name}`,
        group: 'real fronts',
        version: 1,
        instance: () => tabulated(name, root),
      }),
    ),
  ];
}

/** Regret is of one objective; with several, the volume counts, and these are not read. */
const NO_REGRET = { best: 0, median: 1 };

function tabulated(name: (typeof MULTI_NAMES)[number], root?: string): Instance {
  const { params, values } = multiTable(name, root);
  return {
    params: categoricals(params),
    objectives: 2,
    ...NO_REGRET,
    values: (chosen) => values(choicesOf(params, chosen)) ?? [Number.NaN, Number.NaN],
  };
}

interface Synthetic extends FrontScale {
  readonly name: string;
  readonly dimension: number;
  readonly objectives: number;
  values(x: readonly number[]): readonly number[];
}

function cube(dimension: number, objectives: number, values: Synthetic['values']): Instance {
  const names = Array.from({ length: dimension }, (_, i) => `x${i}`);
  return {
    params: names.map((name) => ({ name, kind: 'float', low: 0, high: 1 })),
    objectives,
    ...NO_REGRET,
    values: (chosen: Params) => values(names.map((name) => chosen[name] as number)),
  };
}

const rest = (x: readonly number[]): readonly number[] => x.slice(1);
const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;

/** Source: Zitzler, Deb and Thiele 2000; ten parameters. The reference lies where random configurations do. */
const SYNTHETIC: readonly Synthetic[] = [
  {
    name: 'zdt1',
    dimension: 10,
    objectives: 2,
    ideal: [0, 0],
    reference: [1.1, 6],
    values(x) {
      const g = 1 + 9 * mean(rest(x));
      return [x[0]!, g * (1 - Math.sqrt(x[0]! / g))];
    },
  },
  {
    name: 'zdt2',
    dimension: 10,
    objectives: 2,
    ideal: [0, 0],
    reference: [1.1, 6],
    values(x) {
      const g = 1 + 9 * mean(rest(x));
      return [x[0]!, g * (1 - (x[0]! / g) ** 2)];
    },
  },
  {
    name: 'zdt3',
    dimension: 10,
    objectives: 2,
    ideal: [0, -0.7733690123],
    reference: [1.1, 6],
    values(x) {
      const g = 1 + 9 * mean(rest(x));
      const share = x[0]! / g;
      return [x[0]!, g * (1 - Math.sqrt(share) - share * Math.sin(10 * Math.PI * x[0]!))];
    },
  },
  {
    name: 'zdt4',
    dimension: 10,
    objectives: 2,
    ideal: [0, 0],
    reference: [1.1, 170],
    values(x) {
      const moved = rest(x).map((u) => 10 * u - 5);
      const g = 1 + 10 * moved.length + moved.reduce((sum, z) => sum + z * z - 10 * Math.cos(4 * Math.PI * z), 0);
      return [x[0]!, g * (1 - Math.sqrt(x[0]! / g))];
    },
  },
  {
    // Source: Deb, Thiele, Laumanns and Zitzler 2005 (DTLZ2), three objectives, twelve parameters.
    name: 'dtlz2',
    dimension: 12,
    objectives: 3,
    ideal: [0, 0, 0],
    reference: [1.8, 1.8, 1.8],
    values(x) {
      const g = 1 + x.slice(2).reduce((sum, u) => sum + (u - 0.5) ** 2, 0);
      const [a, b] = [(x[0]! * Math.PI) / 2, (x[1]! * Math.PI) / 2];
      return [g * Math.cos(a) * Math.cos(b), g * Math.cos(a) * Math.sin(b), g * Math.sin(a)];
    },
  },
];
