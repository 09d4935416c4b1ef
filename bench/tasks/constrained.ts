import type { Params, Task, TaskParam } from '../harness/task.ts';

interface Problem {
  readonly name: string;
  /** Ranges; whole numbers where the third says so. */
  readonly ranges: readonly (readonly [low: number, high: number, whole?: 'int'])[];
  /** Best feasible value, and the median of feasible random configurations. */
  readonly best: number;
  readonly median: number;
  value(x: readonly number[]): number;
  /** Above 0 = violated. */
  constraints(x: readonly number[]): readonly number[];
}

/** Problems with outcome constraints, as the engineering literature has them. The objective is known where they are violated. */
export function constrainedTasks(): Task[] {
  return [gramacy, g4, g6, speedReducer, weldedBeam].map((problem) => ({
    name: problem.name,
    group: 'constrained',
    version: 1,
    instance() {
      const params = problem.ranges.map(
        ([low, high, whole], i): TaskParam => ({ name: `x${i}`, kind: whole ?? 'float', low, high }),
      );
      const point = (chosen: Params): number[] => params.map(({ name }) => chosen[name] as number);
      return {
        params,
        best: problem.best,
        median: problem.median,
        values: (chosen) => [problem.value(point(chosen))],
        constraints: (chosen) => problem.constraints(point(chosen)),
      };
    },
  }));
}

/** Source: Gramacy et al. 2016, Modeling an augmented Lagrangian for blackbox constrained optimization. */
const gramacy: Problem = {
  name: 'gramacy',
  ranges: [
    [0, 1],
    [0, 1],
  ],
  best: 0.5998,
  median: 1.25,
  value: ([a, b]) => a! + b!,
  constraints: ([a, b]) => [
    1.5 - a! - 2 * b! - 0.5 * Math.sin(2 * Math.PI * (a! * a! - 2 * b!)),
    a! * a! + b! * b! - 1.5,
  ],
};

/** Source: Koziel and Michalewicz 1999 (G4, Himmelblau's problem). */
const g4: Problem = {
  name: 'g4',
  ranges: [
    [78, 102],
    [33, 45],
    [27, 45],
    [27, 45],
    [27, 45],
  ],
  best: -30665.53867,
  median: -26_480,
  value: ([a, , c, , e]) => 5.3578547 * c! * c! + 0.8356891 * a! * e! + 37.293239 * a! - 40792.141,
  constraints([a, b, c, d, e]) {
    const u = 85.334407 + 0.0056858 * b! * e! + 0.0006262 * a! * d! - 0.0022053 * c! * e!;
    const v = 80.51249 + 0.0071317 * b! * e! + 0.0029955 * a! * b! + 0.0021813 * c! * c!;
    const w = 9.300961 + 0.0047026 * c! * e! + 0.0012547 * a! * c! + 0.0019085 * c! * d!;
    return [u - 92, -u, v - 110, 90 - v, w - 25, 20 - w];
  },
};

/** Source: Koziel and Michalewicz 1999 (G6). Seven of a million random configurations are feasible. */
const g6: Problem = {
  name: 'g6',
  ranges: [
    [13, 100],
    [0, 100],
  ],
  best: -6961.81387558,
  median: -3_900,
  value: ([a, b]) => (a! - 10) ** 3 + (b! - 20) ** 3,
  constraints: ([a, b]) => [100 - (a! - 5) ** 2 - (b! - 5) ** 2, (a! - 6) ** 2 + (b! - 5) ** 2 - 82.81],
};

/** Source: Golinski 1970; eleven constraints as in Mezura-Montes and Coello 2005. */
const speedReducer: Problem = {
  name: 'speed-reducer',
  ranges: [
    [2.6, 3.6],
    [0.7, 0.8],
    [17, 28, 'int'],
    [7.3, 8.3],
    [7.8, 8.3],
    [2.9, 3.9],
    [5, 5.5],
  ],
  best: 2994.4711,
  median: 4_170,
  value: ([b, m, z, l1, l2, d1, d2]) =>
    0.7854 * b! * m! ** 2 * (3.3333 * z! ** 2 + 14.9334 * z! - 43.0934) -
    1.508 * b! * (d1! ** 2 + d2! ** 2) +
    7.4777 * (d1! ** 3 + d2! ** 3) +
    0.7854 * (l1! * d1! ** 2 + l2! * d2! ** 2),
  constraints: ([b, m, z, l1, l2, d1, d2]) => [
    27 / (b! * m! ** 2 * z!) - 1,
    397.5 / (b! * m! ** 2 * z! ** 2) - 1,
    (1.93 * l1! ** 3) / (m! * z! * d1! ** 4) - 1,
    (1.93 * l2! ** 3) / (m! * z! * d2! ** 4) - 1,
    Math.sqrt(((745 * l1!) / (m! * z!)) ** 2 + 16.9e6) / (110 * d1! ** 3) - 1,
    Math.sqrt(((745 * l2!) / (m! * z!)) ** 2 + 157.5e6) / (85 * d2! ** 3) - 1,
    (m! * z!) / 40 - 1,
    (5 * m!) / b! - 1,
    b! / (12 * m!) - 1,
    (1.5 * d1! + 1.9) / l1! - 1,
    (1.1 * d2! + 1.9) / l2! - 1,
  ],
};

/** Source: Coello 2000 (seven constraints, as in most comparisons). */
const weldedBeam: Problem = {
  name: 'welded-beam',
  ranges: [
    [0.1, 2],
    [0.1, 10],
    [0.1, 10],
    [0.1, 2],
  ],
  best: 1.724852309,
  median: 5.5,
  value: ([h, l, t, b]) => 1.10471 * h! * h! * l! + 0.04811 * t! * b! * (14 + l!),
  constraints([h, l, t, b]) {
    const [load, length, young, shear] = [6000, 14, 30e6, 12e6];
    const direct = load / (Math.SQRT2 * h! * l!);
    const moment = load * (length + l! / 2);
    const r = Math.sqrt((l! * l!) / 4 + ((h! + t!) / 2) ** 2);
    const j = 2 * Math.SQRT2 * h! * l! * ((l! * l!) / 12 + ((h! + t!) / 2) ** 2);
    const torsion = (moment * r) / j;
    const stress = Math.sqrt(direct ** 2 + (direct * torsion * l!) / r + torsion ** 2);
    const bending = (6 * load * length) / (b! * t! * t!);
    const deflection = (4 * load * length ** 3) / (young * t! ** 3 * b!);
    const buckling =
      ((4.013 * young * Math.sqrt((t! ** 2 * b! ** 6) / 36)) / length ** 2) *
      (1 - (t! / (2 * length)) * Math.sqrt(young / (4 * shear)));
    return [
      stress / 13_600 - 1,
      bending / 30_000 - 1,
      h! - b!,
      0.10471 * h! * h! + 0.04811 * t! * b! * (14 + l!) - 5,
      0.125 - h!,
      deflection - 0.25,
      1 - buckling / load,
    ];
  },
};
