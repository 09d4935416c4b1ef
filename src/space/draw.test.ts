import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../math/random.ts';
import { forbidden, linear } from './constraint.ts';
import { categorical, float, int } from './distribution.ts';
import { configurationAt } from './draw.ts';
import { repair, satisfies } from './feasible.ts';
import { branch, subset } from './shape.ts';
import { paramsOf, type SearchSpace, space } from './space.ts';

function drawn(searched: SearchSpace, count: number, seed = 1): Record<string, unknown>[] {
  const stream = random(seed);
  return Array.from({ length: count }, () =>
    paramsOf(
      searched,
      configurationAt(searched, () => stream.uniform()),
    ),
  );
}

const counted = (keys: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

test('all subsets of the allowed sizes are equally likely, and no other comes', () => {
  const searched = space({ s: subset(['a', 'b', 'c', 'd', 'e'], { min: 2, max: 3 }) });
  const counts = counted(drawn(searched, 20_000).map(({ s }) => (s as string[]).join()));
  expect(counts.size).toBe(20); // 10 pairs and 10 triples
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(43.8); // 19 degrees of freedom, probability 0.001
});

test('small subsets of many items are drawn and repaired without luck', () => {
  const items = Array.from({ length: 200 }, (_, i) => i);
  const searched = space({ s: subset(items, { min: 2, max: 2 }), x: float(0, 1) });
  for (const { s } of drawn(searched, 100)) expect((s as number[]).length).toBe(2);
  const all = new Float64Array(201).fill(1);
  const repaired = repair(searched, all, random(1))!;
  expect((paramsOf(searched, repaired) as { s: number[] }).s.length).toBe(2);
  expect(repaired[200]).toBe(1); // what was right stays
});

test('draws follow their priors, truncated to the bounds', () => {
  const searched = space(
    { x: float(0, 10), l: float(1e-4, 1, { log: true }), c: categorical(['a', 'b', 'c']), k: int(1, 5) },
    {
      priors: {
        x: { kind: 'normal', best: 7, spread: 0.05 },
        l: { kind: 'normal', best: 1e-4, spread: 0.1 },
        c: { kind: 'weights', weights: [1, 0, 3] },
        k: { kind: 'normal', best: 2, spread: 1e-3 },
      },
    },
  );
  const all = drawn(searched, 8000) as { x: number; l: number; c: string; k: number }[];
  const mean = (of: (one: (typeof all)[number]) => number): number =>
    all.reduce((sum, one) => sum + of(one), 0) / all.length;
  expect(Math.abs(mean(({ x }) => x) - 7)).toBeLessThan((4 * 0.5) / Math.sqrt(8000));
  expect(Math.abs(mean(({ x }) => (x - 7) ** 2) - 0.25)).toBeLessThan(0.02);
  // Half a normal of a tenth of four decades: its mean lies √(2/π) · 0.4 decades above the best value.
  expect(Math.abs(mean(({ l }) => Math.log10(l) + 4) - 0.4 * Math.sqrt(2 / Math.PI))).toBeLessThan(0.02);
  const counts = counted(all.map(({ c }) => c));
  expect(counts.get('b')).toBe(undefined);
  expect(Math.abs(counts.get('c')! / 8000 - 0.75)).toBeLessThan(0.02);
  expect(counted(all.map(({ k }) => String(k)))).toEqual(new Map([['2', 8000]]));
});

test('every node has a position of its own, active or not', () => {
  const searched = space({ b: branch({ on: { x: float(0, 1) }, off: {} }), y: float(0, 1) });
  const asked: number[] = [];
  configurationAt(searched, (node) => {
    asked.push(node);
    return 0.9; // off: x is not there
  });
  expect(asked).toEqual([0, 1, 2]);
});

test('repair changes few coordinates where few are wrong', () => {
  const shape = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`p${i}`, float(0, 1)]));
  const searched = space(shape, { constraints: [linear({ p0: 1, p1: 1 }, 0.5)] });
  const values = new Float64Array(12).fill(0.4);
  let changed = 0;
  for (let seed = 0; seed < 50; seed++) {
    const repaired = repair(searched, values, random(seed))!;
    expect(satisfies(searched, repaired)).toBe(true);
    changed += repaired.filter((value) => value !== 0.4).length;
  }
  expect(changed / 50).toBeLessThan(3);
  expect([...values].every((value) => value === 0.4)).toBe(true);
});

test('a corner of one in a hundred thousand is found', () => {
  const shape = Object.fromEntries(
    Array.from({ length: 5 }, (_, i) => [`p${i}`, categorical(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'])]),
  );
  const others = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
  const constraints = Object.keys(shape).flatMap((name) => others.map((value) => forbidden({ [name]: value })));
  expect(() => space(shape, { constraints })).not.toThrow();
});

describe('laws', () => {
  test('what repair gives meets the constraints, whatever it was given', () => {
    const searched = space(
      {
        x: float(0, 1),
        y: float(0, 1),
        b: branch({ on: { z: float(0, 1), s: subset(['a', 'b', 'c'], { min: 1, max: 2 }) }, off: {} }),
        k: int(1, 4),
      },
      { constraints: [linear({ x: 1, y: 1, z: 1 }, 1), forbidden({ b: 'off', k: 4 })] },
    );
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 }),
        fc.nat(),
        (units, seed) => {
          const values = configurationAt(searched, (node) => units[node]!);
          const repaired = repair(searched, values, random(seed))!;
          expect(satisfies(searched, repaired)).toBe(true);
          if (satisfies(searched, values)) expect(repaired).toBe(values);
          expect(repair(searched, values, random(seed))).toEqual(repaired);
        },
      ),
    );
  });
});
