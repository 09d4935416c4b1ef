import { expect, test } from 'vitest';
import { uniform } from '../quality/functions.ts';
import { constrainedTasks } from './constrained.ts';
import { randomParams } from './random-params.ts';

// Where the literature has the optima.
const OPTIMA: Readonly<Record<string, readonly number[]>> = {
  gramacy: [0.1954, 0.4044],
  g4: [78, 33, 29.995256025682, 45, 36.775812905788],
  g6: [14.095, 0.84296079],
  'speed-reducer': [3.5, 0.7, 17, 7.3, 7.71531991147825, 3.3502146661, 5.2866544649],
  'welded-beam': [0.2057296398, 3.4704886656, 9.0366239104, 0.2057296398],
};

test.each(constrainedTasks().map((task) => [task.name, task] as const))(
  '%s is feasible at its optimum, has the value there that is stated, and none better nearby',
  (name, task) => {
    const { params, best, values, constraints, median } = task.instance(1);
    const at = (x: readonly number[]) => Object.fromEntries(params.map((param, i) => [param.name, x[i]]));
    const optimum = OPTIMA[name]!;
    const loose = 2e-3; // optima are printed with few digits, and lie on their constraints
    expect(values(at(optimum))[0]! / best).toBeCloseTo(1, 3);
    for (const value of constraints!(at(optimum)))
      expect(value).toBeLessThan(loose * Math.max(1, Math.abs(best) / 100));
    const random = uniform(7);
    let feasible = 0;
    const found: number[] = [];
    for (let i = 0; i < 40_000; i++) {
      const chosen =
        i % 2 === 0
          ? randomParams(params, random)
          : at(
              optimum.map((x, k) => {
                const param = params[k] as { low: number; high: number; kind: string };
                const moved = x + 0.02 * (random() - 0.5) * (param.high - param.low);
                return param.kind === 'int' ? x : Math.min(param.high, Math.max(param.low, moved));
              }),
            );
      if (constraints!(chosen).some((value) => value > 0)) continue;
      feasible++;
      if (i % 2 === 0) found.push(values(chosen)[0]!);
      expect(values(chosen)[0]! - best).toBeGreaterThan(-1e-4 * Math.abs(best));
    }
    expect(feasible).toBeGreaterThan(0);
    found.sort((a, b) => a - b);
    if (found.length > 500) expect(found[found.length >> 1]! / median).toBeCloseTo(1, 1);
  },
);
