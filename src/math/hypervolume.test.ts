import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exclusiveVolumes } from './exclusive-volume.ts';
import { bestSubset, hypervolume } from './hypervolume.ts';

/** The oracle: cut space at every coordinate and count the cells that some point covers. */
function byCells(points: Float64Array, reference: Float64Array): number {
  const d = reference.length;
  const rows = Array.from({ length: points.length / d }, (_, i) => points.subarray(i * d, (i + 1) * d));
  const cuts = Array.from(reference, (end, k) =>
    [...new Set([...rows.map((row) => row[k]!), end])].filter((x) => x <= end).sort((a, b) => a - b),
  );
  const corner = new Float64Array(d);
  const below = (k: number, size: number): number => {
    if (k === d) return rows.some((row) => row.every((x, j) => x <= corner[j]!)) ? size : 0;
    let sum = 0;
    for (let c = 0; c + 1 < cuts[k]!.length; c++) {
      corner[k] = cuts[k]![c]!;
      sum += below(k + 1, size * (cuts[k]![c + 1]! - cuts[k]![c]!));
    }
    return sum;
  };
  return below(0, 1);
}

describe('known volumes', () => {
  test('no point, points beyond, one point', () => {
    expect(hypervolume(new Float64Array(0), Float64Array.of(1, 1))).toBe(0);
    expect(hypervolume(Float64Array.of(1, 0, 2, 2), Float64Array.of(1, 1))).toBe(0);
    expect(hypervolume(Float64Array.of(0.5, 0, 0.5, 0.25), Float64Array.of(1, 1, 1, 1))).toBe(0.1875);
    expect(exclusiveVolumes(new Float64Array(0), Float64Array.of(1, 1, 1))).toEqual(new Float64Array(0));
  });

  test('stairs of n steps', () => {
    const n = 50;
    const points = Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? i / 2 : n - 1 - (i - 1) / 2));
    expect(hypervolume(points, Float64Array.of(n, n))).toBe((n * (n + 1)) / 2);
    expect(exclusiveVolumes(points, Float64Array.of(n, n))).toEqual(new Float64Array(n).fill(1));
  });

  test('equal points share: none holds anything alone', () => {
    for (const d of [1, 2, 3, 4])
      expect(exclusiveVolumes(new Float64Array(2 * d).fill(0.5), new Float64Array(d).fill(1))).toEqual(
        Float64Array.of(0, 0),
      );
  });
});

describe('laws', () => {
  // Few levels: ties, doubles, points on and beyond the reference.
  const sets = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 9 }), fc.constantFrom(4, 1000))
    .chain(([d, n, levels]) =>
      fc.tuple(
        fc.array(fc.integer({ min: 0, max: levels }), { minLength: n * d, maxLength: n * d }),
        fc.constant(new Float64Array(d).fill(0.9 * levels)),
      ),
    )
    .map(([points, reference]) => ({ points: Float64Array.from(points), reference }));

  test('the volume is that of the covered cells', () => {
    fc.assert(
      fc.property(sets, ({ points, reference }) => {
        const cells = byCells(points, reference);
        expect(Math.abs(hypervolume(points, reference) - cells)).toBeLessThanOrEqual(1e-12 * cells);
      }),
      { numRuns: 200 },
    );
  });

  test('a share is what is lost without the point', () => {
    fc.assert(
      fc.property(sets, ({ points, reference }) => {
        const d = reference.length;
        const whole = hypervolume(points, reference);
        exclusiveVolumes(points, reference).forEach((share, i) => {
          const others = Float64Array.from([...points.subarray(0, i * d), ...points.subarray((i + 1) * d)]);
          expect(Math.abs(whole - hypervolume(others, reference) - share)).toBeLessThanOrEqual(1e-12 * whole);
        });
      }),
      { numRuns: 200 },
    );
  });

  test('the greedy subset of all points has the whole volume, and its first is the largest box', () => {
    fc.assert(
      fc.property(sets, ({ points, reference }) => {
        const d = reference.length;
        const n = points.length / d;
        const taken = bestSubset(points, reference, n);
        expect([...taken].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        const box = (i: number) => hypervolume(points.subarray(i * d, (i + 1) * d), reference);
        for (let i = 0; i < n; i++) expect(box(taken[0]!)).toBeGreaterThanOrEqual(box(i));
      }),
      { numRuns: 50 },
    );
  });
});
