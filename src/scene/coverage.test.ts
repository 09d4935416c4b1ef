import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverBars } from './cover-bars.ts';
import { coverLines } from './cover-lines.ts';
import { coverPoints } from './cover-points.ts';
import { bare, colourIn, type Coverage, FULL, inked } from './coverage.ts';
import { line, points } from './layout.ts';
import { SHAPES } from './scene.ts';
import { stampOf } from './stamps.ts';

const HERE = { ratio: 1, x: 0, y: 0 };
const ALL = Uint32Array.of(0);

/** Rows of coverage in hundredths of a pixel. */
const rows = ({ sums, width, height }: Coverage): readonly (readonly number[])[] =>
  Array.from({ length: height }, (_, row) =>
    Array.from(sums.subarray(row * width, (row + 1) * width), (sum) => Math.round((100 * sum) / FULL)),
  );

const total = ({ sums }: Coverage): number => sums.reduce((sum, own) => sum + own, 0) / FULL;

const drawn = (xs: readonly number[], ys: readonly number[], width = 1, size = [6, 3]): Coverage => {
  const coverage = bare(size[0]!, size[1]!);
  coverLines(coverage, line(xs, ys, '#000000', { width }), ALL, HERE);
  return coverage;
};

test('a level line covers what it lies on, in part where it begins and ends', () => {
  expect(rows(drawn([1.5, 4.25], [1.5, 1.5]))).toEqual([
    [0, 0, 0, 0, 0, 0],
    [0, 50, 100, 100, 25, 0],
    [0, 0, 0, 0, 0, 0],
  ]);
  expect(rows(drawn([1, 4], [1.25, 1.25], 1.5))).toEqual([
    [0, 50, 50, 50, 0, 0],
    [0, 100, 100, 100, 0, 0],
    [0, 0, 0, 0, 0, 0],
  ]);
});

test('an upright line, and one that goes up', () => {
  expect(rows(drawn([2.5, 2.5], [0.5, 3]))).toEqual([
    [0, 0, 50, 0, 0, 0],
    [0, 0, 100, 0, 0, 0],
    [0, 0, 100, 0, 0, 0],
  ]);
  expect(rows(drawn([2.5, 2.5], [3, 0.5]))).toEqual(rows(drawn([2.5, 2.5], [0.5, 3])));
});

test('a stretch that is no number, or no length, is none', () => {
  expect(total(drawn([0, Number.NaN, 5], [1, 1, 1]))).toBe(0);
  expect(total(drawn([2, 2], [1, 1]))).toBe(0);
});

test('lines that come from far away, or lie beyond, cover what is seen of them', () => {
  expect(rows(drawn([-1e9, 1e9], [1.5, 1.5]))[1]).toEqual([100, 100, 100, 100, 100, 100]);
  expect(total(drawn([0, 6], [-5, -5]))).toBe(0);
  expect(total(drawn([-1e9, 1e9], [-1e9, 1e9], 1, [40, 40]))).toBeGreaterThan(40);
});

test('bars, and the least that is seen of one', () => {
  const bars = (x: number, y: number, width: number, height: number): Coverage => {
    const coverage = bare(5, 3);
    const [xs, ys, widths, heights] = [x, y, width, height].map((value) => Float32Array.of(value));
    const mark = { type: 'bars', palette: ['#000000'], colors: null, opacity: 1, trials: null } as const;
    coverBars(coverage, { ...mark, xs: xs!, ys: ys!, widths: widths!, heights: heights! }, ALL, HERE);
    return coverage;
  };
  expect(rows(bars(0.5, 0.5, 3, 1.5))).toEqual([
    [25, 50, 50, 25, 0],
    [50, 100, 100, 50, 0],
    [0, 0, 0, 0, 0],
  ]);
  expect(rows(bars(3.5, 2, -3, -1.5))).toEqual(rows(bars(0.5, 0.5, 3, 1.5)));
  expect(total(bars(1, 1, 0, 1))).toBeCloseTo(0.5, 2);
  expect(total(bars(-10, -10, 100, 100))).toBeCloseTo(15, 9);
});

test('points cover their area, wherever they stand within a pixel', () => {
  const areas = { circle: Math.PI * 9, ring: 2 * Math.PI * 3 * 1.5, square: 5.4 * 5.4 };
  const others = { triangle: (3 * 2.4 * 3 * 2.2) / 2, diamond: 2 * 4.2 * 4.2, cross: 2 * 6 * Math.SQRT2 * 1.5 - 2.25 };
  for (const [shape, area] of Object.entries({ ...areas, ...others }))
    for (const at of [10, 10.25, 10.6]) {
      const coverage = bare(20, 20);
      const mark = points([at], [at], shape as 'circle', '#000000');
      coverPoints(coverage, mark, ALL, HERE, stampOf(mark.shape, 3, 1));
      expect(total(coverage), `${shape} at ${at}`).toBeCloseTo(area, 0);
    }
});

test('a point at the edge covers what is seen of it', () => {
  for (const shape of SHAPES) {
    const mark = points([0, 8], [4, 8], shape, '#000000');
    const stamp = stampOf(shape, 3, 1);
    const [small, large] = [bare(8, 8), bare(40, 40)];
    coverPoints(small, mark, Uint32Array.of(0, 1), HERE, stamp);
    coverPoints(large, mark, Uint32Array.of(0, 1), { ratio: 1, x: -16, y: -16 }, stamp);
    const seen = rows(large)
      .slice(16, 24)
      .map((row) => row.slice(16, 24));
    expect(rows(small), shape).toEqual(seen);
  }
});

describe('colours', () => {
  const pixels = (...ink: readonly number[]) => ({ width: 1, height: 1, data: Uint8ClampedArray.from(ink) });
  const coloured = (under: readonly number[], sum: number, opacity: number): readonly number[] => {
    const own = pixels(...under);
    const coverage = bare(1, 1);
    coverage.sums[0] = sum;
    colourIn(own, coverage, ['#204060'], opacity);
    expect(coverage.sums[0]).toBe(0);
    return [...own.data];
  };

  test('over what is opaque, translucent and bare', () => {
    expect(coloured([255, 255, 255, 255], FULL, 1)).toEqual([32, 64, 96, 255]);
    expect(coloured([255, 255, 255, 255], FULL, 0.5)).toEqual([144, 160, 176, 255]);
    expect(coloured([255, 255, 255, 255], 2 * FULL, 0.5)).toEqual([88, 112, 136, 255]);
    expect(coloured([0, 0, 0, 0], FULL, 0.5).slice(0, 3)).toEqual([32, 64, 96]);
    expect(Math.abs(coloured([0, 0, 0, 0], FULL, 0.5)[3]! - 128)).toBeLessThanOrEqual(1);
    expect(coloured([1, 2, 3, 4], 0, 1)).toEqual([1, 2, 3, 4]);
    expect(coloured([9, 9, 9, 255], 1e9, 0.1)).toEqual([32, 64, 96, 255]);
  });

  test('of several colours at once, the last one that was laid down', () => {
    const own = { width: 2, height: 1, data: new Uint8ClampedArray(8) };
    const coverage = bare(2, 1);
    const mark = line([0, 2], [0.5, 0.5], '#000000');
    coverLines(inked(coverage, 1), mark, ALL, HERE);
    coverLines(inked(coverage, 0), line([0, 1], [0.5, 0.5], '#000000'), ALL, HERE);
    colourIn(own, inked(coverage, 0), ['#0a0b0c', '#141516'], 1);
    expect([...own.data]).toEqual([10, 11, 12, 255, 20, 21, 22, 255]);
  });
});

describe('laws', () => {
  const at = fc.double({ min: 5, max: 55, noNaN: true });

  test('a stroke covers its length times its width, by the longer axis', () => {
    fc.assert(
      fc.property(at, at, at, at, fc.double({ min: 0.3, max: 5, noNaN: true }), (x0, y0, x1, y1, width) => {
        const length = Math.hypot(x1 - x0, y1 - y0);
        const covered = total(drawn([x0, x1], [y0, y1], width, [60, 60]));
        expect(Math.abs(covered - length * width)).toBeLessThanOrEqual(0.02 * length * width + 0.05);
      }),
    );
  });

  test('a line cut in two covers what it does whole', () => {
    fc.assert(
      fc.property(at, at, at, at, fc.double({ min: 0, max: 1, noNaN: true }), (x0, y0, x1, y1, share) => {
        const [x, y] = [Math.fround(x0 + share * (x1 - x0)), Math.fround(y0 + share * (y1 - y0))];
        const [whole, cut] = [drawn([x0, x1], [y0, y1], 1, [60, 60]), drawn([x0, x, x1], [y0, y, y1], 1, [60, 60])];
        // Where the axis is the same, the pixels are; where the cut turns it, only their sum.
        expect(Math.abs(total(whole) - total(cut))).toBeLessThanOrEqual(0.05 + 0.01 * total(whole));
      }),
    );
  });
});
