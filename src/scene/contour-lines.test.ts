import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contourLines } from './contour-lines.ts';

/** The lines of a grid with a place every ten pixels, each as its places. */
function linesOf(rows: readonly (readonly number[])[], levels: readonly number[]): readonly (readonly number[][])[] {
  const tens = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => 10 * i);
  const { xs, ys, starts } = contourLines(tens(rows[0]!.length), tens(rows.length), rows.flat(), levels);
  return Array.from(starts, (start, line) =>
    Array.from(xs.subarray(start, starts[line + 1] ?? xs.length), (x, i) => [x, ys[start + i]!]),
  );
}

test('a slope has one line, where the height is', () => {
  expect(
    linesOf(
      [
        [0, 1, 2],
        [0, 1, 2],
        [0, 1, 2],
      ],
      [0.5],
    ),
  ).toEqual([
    [
      [5, 0],
      [5, 10],
      [5, 20],
    ],
  ]);
});

test('a peak has a closed line, a flat none', () => {
  const [ring] = linesOf(
    [
      [0, 0, 0],
      [0, 2, 0],
      [0, 0, 0],
    ],
    [1],
  );
  expect(ring).toHaveLength(5);
  expect(ring![0]).toEqual(ring![4]);
  expect(new Set(ring!.map(String))).toEqual(new Set(['10,5', '15,10', '10,15', '5,10']));
  expect(
    linesOf(
      [
        [1, 1],
        [1, 1],
      ],
      [1, 2],
    ),
  ).toEqual([]);
});

test('around a hole the line ends; over a saddle lines keep apart', () => {
  expect(
    linesOf(
      [
        [0, 0, 0],
        [0, Number.NaN, 0],
        [2, 2, 2],
      ],
      [1],
    ),
  ).toEqual([]);
  expect(
    linesOf(
      [
        [0, 2, 2],
        [0, 2, Number.NaN],
        [0, 2, 2],
      ],
      [1],
    ),
  ).toHaveLength(1);
  for (const saddle of [
    [
      [0, 3],
      [2, 0],
    ],
    [
      [0, 1.1],
      [1.1, 0],
    ],
  ])
    expect(linesOf(saddle, [1])).toHaveLength(2);
  expect(
    linesOf(
      [
        [0, 3],
        [2, 0],
      ],
      [1],
    )[0],
  ).toEqual([
    [expect.closeTo(3.333, 3), 0],
    [0, 5],
  ]);
});

describe('laws', () => {
  test('each place lies on an edge of the grid, where the height is the level', () => {
    const rows = fc.integer({ min: 2, max: 6 }).chain((columns) =>
      fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: columns, maxLength: columns }), {
        minLength: 2,
        maxLength: 6,
      }),
    );
    fc.assert(
      fc.property(rows, fc.constantFrom(2.5, 4.25, 7.75), (grid, level) => {
        const crossed = grid.flatMap((row, r) =>
          row.flatMap((value, c) =>
            [row[c + 1], grid[r + 1]?.[c]].filter((other) => other !== undefined && other > level !== value > level),
          ),
        ).length;
        const met = new Set<string>();
        for (const own of linesOf(grid, [level]))
          for (const [x, y] of own) {
            const [c, r] = [Math.floor(x! / 10 + 1e-6), Math.floor(y! / 10 + 1e-6)];
            const [right, down] = [x! / 10 - c, y! / 10 - r];
            const a = grid[r]![c]!;
            const b = right > 1e-4 ? grid[r]![c + 1]! : (grid[r + 1]?.[c] ?? a);
            expect(a + (b - a) * Math.max(right, down)).toBeCloseTo(level, 3);
            met.add(`${x} ${y}`);
          }
        expect(met.size).toBe(crossed);
      }),
    );
  });
});
