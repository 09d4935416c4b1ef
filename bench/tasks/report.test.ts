import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { uniform } from '../quality/functions.ts';
import { suite } from './catalog.ts';
import { MULTI_NAMES, multiTable } from './multi-tables.ts';
import { reportTasks } from './report.ts';
import { REPORT_FUNCTION_NAMES, reportFunction } from './report-functions.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const FROZEN = 'dccafbeec4488c1e740b875ffbe2b1f82532ba55cf1e80bb317337c04b0e050a';

test('the list of tasks for reporting is the one that was frozen before any run', () => {
  const list = readFileSync(`${ROOT}bench/tasks/report-list.json`);
  expect(createHash('sha256').update(list).digest('hex')).toBe(FROZEN);
});

test('the functions among them are as they were then', () => {
  const values = REPORT_FUNCTION_NAMES.flatMap((name) =>
    [1, 2, 20].flatMap((seed) => {
      const { dimension, value, best, median } = reportFunction(name, seed);
      const points = [0.1, 0.5, 0.83].map((u) => Array.from({ length: dimension }, (_, i) => (u + 0.37 * i) % 1));
      return [...points.map(value), best, median].map((x) => x.toPrecision(8));
    }),
  );
  expect(createHash('sha256').update(values.join()).digest('hex').slice(0, 16)).toBe('ec0c7423f8b6ff09');
});

test('there are at least 24 of them, none of which is a development task', () => {
  const names = reportTasks(ROOT).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(24);
  const dev = new Set(suite('dev').map(({ name }) => name));
  expect(names.filter((name) => dev.has(name))).toEqual([]);
});

test.each(reportTasks(ROOT).map((task) => [task.name, task] as const))(
  '%s has its best below its median, and every default configuration a value',
  (_, task) => {
    const { best, median, params, values } = task.instance(1);
    expect(best).toBeLessThan(median);
    const middle = Object.fromEntries(
      params.map((param) => {
        if (param.kind === 'categorical') return [param.name, param.choices[0]];
        if (param.kind === 'float' || param.kind === 'int') {
          const at = param.log ? Math.sqrt(param.low * param.high) : (param.low + param.high) / 2;
          return [param.name, param.kind === 'int' ? Math.round(at) : at];
        }
        return [param.name, null];
      }),
    );
    const [value] = values(middle);
    expect(value).toBeGreaterThanOrEqual(best);
  },
);

// Coordinates of the known minima, in natural units before any shift.
const AT = {
  hartmann3: [0.114614, 0.555649, 0.852547],
  'goldstein-price': [0, -1],
  sixhump: [0.0898420131, -0.7126564031],
  styblinski5: Array(5).fill(-2.903534027771),
  griewank6: Array(6).fill(0),
  schwefel5: Array(5).fill(420.968746228),
  michalewicz5: [2.20290552, 1.570796327, 1.28499157, 1.92305847, 1.720469772],
  zakharov5: Array(5).fill(0),
  powell8: Array(8).fill(0),
  'dixon-price5': [1, 2 ** -0.5, 2 ** -0.75, 2 ** -0.875, 2 ** -0.9375],
  rosen10: Array(10).fill(0),
} as const;
const DOMAIN = {
  hartmann3: [0, 1],
  'goldstein-price': [-2, 2],
  sixhump: [-2, 2],
  styblinski5: [-5, 5],
  griewank6: [-30, 30],
  schwefel5: [-500, 500],
  michalewicz5: [0, Math.PI],
  zakharov5: [-5, 10],
  powell8: [-4, 5],
  'dixon-price5': [-10, 10],
  rosen10: [-5, 5],
} as const;

test.each(REPORT_FUNCTION_NAMES)('%s has its minimum where it is known, inside the cube, at every seed', (name) => {
  for (const seed of [1, 2, 3, 101]) {
    const { best, value, dimension } = reportFunction(name, seed);
    const [low, high] = DOMAIN[name];
    const minimum = locate(name, seed, AT[name], low, high);
    expect(minimum).toHaveLength(dimension);
    for (const u of minimum) expect(Math.abs(u - 0.5)).toBeLessThanOrEqual(0.5);
    expect(value(minimum) - best).toBeLessThan(1e-4);
    const random = uniform(seed);
    for (let i = 0; i < 2000; i++)
      expect(value(minimum.map((u) => Math.min(1, Math.max(0, u + 0.02 * (random() - 0.5)))))).toBeGreaterThan(
        best - 1e-9,
      );
  }
});

/** The minimum on the unit cube: tries both mirror images of each axis, or undoes the shift that the seed gives. */
function locate(
  name: (typeof REPORT_FUNCTION_NAMES)[number],
  seed: number,
  at: readonly number[],
  low: number,
  high: number,
): number[] {
  const shifts: Partial<Record<typeof name, number>> = {
    'goldstein-price': 0.4,
    sixhump: 0.5,
    griewank6: 0.6,
    zakharov5: 0.5,
    powell8: 0.5,
    'dixon-price5': 0.5,
    rosen10: 0.6,
  };
  const random = uniform(seed * 6151 + 29);
  const share = shifts[name] ?? 0;
  const moved = at.map((x) => x + ((2 * random() - 1) * share * (high - low)) / 2);
  return moved.map((x) => {
    const u = (x - low) / (high - low);
    return share === 0 && random() < 0.5 ? 1 - u : u;
  });
}

test.each(MULTI_NAMES)('%s has the best, median and front that are stated for it', (name) => {
  const { params, rows, single, values, ideal } = multiTable(name, ROOT);
  const sizes = Object.values(params).map(({ length }) => length);
  const cells = sizes.reduce((a, b) => a * b);
  const first: number[] = [];
  let second = Number.POSITIVE_INFINITY;
  for (let cell = 0; cell < cells; cell++) {
    const choices = sizes.map(() => 0);
    for (let rest = cell, i = sizes.length - 1; i >= 0; rest = Math.floor(rest / sizes[i]!), i--)
      choices[i] = rest % sizes[i]!;
    const found = values(choices);
    if (found === null) continue;
    first.push(found[0]);
    second = Math.min(second, found[1]);
  }
  expect(rows).toBeLessThanOrEqual(cells);
  first.sort((a, b) => a - b);
  expect([first[0], second]).toEqual([expect.closeTo(ideal[0], 4), expect.closeTo(ideal[1], 4)]);
  if (single === null) return;
  expect([first[0], first[first.length >> 1]]).toEqual([
    expect.closeTo(single.best, 6),
    expect.closeTo(single.median, 6),
  ]);
});
