import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hitIndexOf, trialAt, trialsIn } from './hit.ts';
import { line, points } from './layout.ts';
import type { BarsMark, LineMark, Mark, Scene } from './scene.ts';

const scene = (...marks: readonly Mark[]): Scene => ({
  width: 200,
  height: 100,
  background: '#ffffff',
  title: 'a title',
  description: 'What it shows.',
  marks,
});

const spots = (places: readonly (readonly [number, number])[], trials: readonly number[]): Mark =>
  points(
    places.map(([x]) => x),
    places.map(([, y]) => y),
    'circle',
    '#112233',
    { trials: Int32Array.from(trials) },
  );

const bars = (boxes: readonly (readonly [number, number, number, number])[]): BarsMark => ({
  type: 'bars',
  xs: Float32Array.from(boxes, ([x]) => x),
  ys: Float32Array.from(boxes, ([, y]) => y),
  widths: Float32Array.from(boxes, ([, , width]) => width),
  heights: Float32Array.from(boxes, ([, , , height]) => height),
  palette: ['#112233'],
  colors: null,
  opacity: 1,
  trials: Int32Array.from(boxes.keys()),
});

const lines = (paths: readonly (readonly (readonly [number, number])[])[]): LineMark => {
  const places = paths.flat();
  let start = 0;
  return {
    ...line(
      places.map(([x]) => x),
      places.map(([, y]) => y),
      '#112233',
    ),
    starts: Uint32Array.from(paths, (path) => (start += path.length) - path.length),
    trials: Int32Array.from(paths.keys()),
  };
};

test('the nearest trial within reach, the one on top where several are as near', () => {
  const index = hitIndexOf(
    scene(
      spots(
        [
          [10, 10],
          [30, 10],
          [30, 10],
        ],
        [7, 8, 9],
      ),
      spots([[30, 10]], [4]),
    ),
  );
  expect(trialAt(index, 12, 10, 5)).toEqual({ trial: 7, x: 10, y: 10, distance: 2 });
  expect(trialAt(index, 20, 50, 5)).toBe(null);
  expect(trialAt(index, 29, 10, 5)?.trial).toBe(4);
  expect(trialAt(hitIndexOf(scene()), 1, 1, 50)).toBe(null);
  const [first] = scene(
    spots(
      [
        [30, 10],
        [30, 10],
      ],
      [8, 9],
    ),
  ).marks;
  expect(trialAt(hitIndexOf(scene(first!)), 30, 10, 0)?.trial).toBe(9);
});

test('what a clip hides is not found; what is no trial neither', () => {
  const clip: Mark = {
    type: 'clip',
    x: 20,
    y: 0,
    width: 50,
    height: 50,
    marks: [
      spots(
        [
          [15, 10],
          [25, 10],
        ],
        [0, 1],
      ),
    ],
  };
  const index = hitIndexOf(scene(clip, points([40], [10], 'circle', '#112233')));
  expect(trialAt(index, 16, 10, 5)).toBe(null);
  expect(trialAt(index, 21, 10, 8)?.trial).toBe(1);
  expect([...trialsIn(index, { x: 0, y: 0, width: 200, height: 100 })]).toEqual([1]);
});

test('bars and lines are met wherever they pass', () => {
  const index = hitIndexOf(scene(bars([[10, 10, 100, 20]])));
  expect(trialAt(index, 60, 33, 5)).toEqual({ trial: 0, x: 60, y: 30, distance: 3 });
  expect(trialAt(index, 60, 20, 0)).toEqual({ trial: 0, x: 60, y: 20, distance: 0 });
  const curves = hitIndexOf(
    scene(
      lines([
        [
          [0, 0],
          [100, 100],
        ],
        [
          [0, 90],
          [50, Number.NaN],
          [100, 90],
        ],
      ]),
    ),
  );
  expect(trialAt(curves, 53, 47, 10)).toMatchObject({ trial: 0, x: 50, y: 50 });
  expect(trialAt(curves, 50, 90, 10)).toBe(null);
  expect([...trialsIn(curves, { x: 40, y: 30, width: 8, height: 20 })]).toEqual([0]);
  expect([...trialsIn(curves, { x: 40, y: 60, width: 8, height: 20 })]).toEqual([]);
});

test('what has no place is nowhere', () => {
  const nowhere = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const index = hitIndexOf(
    scene(
      spots(
        nowhere.map((x) => [x, 5] as const),
        [0, 1, 2],
      ),
      bars(nowhere.map((x) => [5, 5, x, 5] as const)),
      lines(
        nowhere.map(
          (x) =>
            [
              [x, 0],
              [5, 5],
            ] as const,
        ),
      ),
    ),
  );
  expect(trialAt(index, 5, 5, 500)).toBe(null);
  expect([...trialsIn(index, { x: 0, y: 0, width: 200, height: 100 })]).toEqual([]);
});

describe('laws', () => {
  const place = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 100 }));
  const places = fc.array(place, { maxLength: 60 });
  const box = fc.record({
    x: fc.integer({ min: -20, max: 200 }),
    y: fc.integer({ min: -20, max: 100 }),
    width: fc.integer({ min: 0, max: 120 }),
    height: fc.integer({ min: 0, max: 80 }),
  });

  test('points are found as by looking at all of them', () => {
    fc.assert(
      fc.property(places, place, fc.integer({ min: 0, max: 60 }), box, (own, [x, y], reach, within) => {
        const index = hitIndexOf(scene(spots(own, [...own.keys()])));
        const distances = own.map(([px, py]) => Math.hypot(px - x, py - y));
        const least = distances.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
        expect(trialAt(index, x, y, reach)?.trial ?? -1).toBe(least <= reach ? distances.lastIndexOf(least) : -1);
        const inside = own.flatMap(([px, py], i) =>
          px >= within.x && px <= within.x + within.width && py >= within.y && py <= within.y + within.height
            ? [i]
            : [],
        );
        expect([...trialsIn(index, within)]).toEqual(inside);
      }),
    );
  });

  test('lines are found as by walking along them', () => {
    const paths = fc.array(fc.array(place, { minLength: 2, maxLength: 5 }), { maxLength: 12 });
    fc.assert(
      fc.property(paths, place, box, (own, [x, y], within) => {
        const index = hitIndexOf(scene(lines(own)));
        const found = new Set(trialsIn(index, within));
        const nearest = trialAt(index, x, y, 1000);
        own.forEach((path, trial) => {
          for (let i = 1; i < path.length; i++)
            for (let step = 0; step <= 64; step++) {
              const [a, b] = [path[i - 1]!, path[i]!];
              const px = a[0] + ((b[0] - a[0]) * step) / 64;
              const py = a[1] + ((b[1] - a[1]) * step) / 64;
              // Lines end where the picture does not: its own frame cuts nothing off here.
              if (px > within.x && px < within.x + within.width && py > within.y && py < within.y + within.height)
                expect(found.has(trial)).toBe(true);
              expect(nearest!.distance).toBeLessThanOrEqual(Math.hypot(px - x, py - y) + 1e-3);
            }
        });
        // And what is found does pass: at a thousandth of a pixel at most beside the box.
        for (const trial of found) {
          const one = hitIndexOf(scene({ ...lines([own[trial]!]), trials: Int32Array.of(0) }));
          const [cx, cy] = [within.x + within.width / 2, within.y + within.height / 2];
          const half = Math.hypot(within.width, within.height) / 2;
          const onScreen = cx >= 0 && cx <= 200 && cy >= 0 && cy <= 100;
          if (onScreen) expect(trialAt(one, cx, cy, half + 1e-3)).not.toBe(null);
        }
      }),
    );
  });

  test('bars are found as by looking at all of them', () => {
    const bar = fc.tuple(
      fc.integer({ min: 0, max: 150 }),
      fc.integer({ min: 0, max: 80 }),
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 0, max: 20 }),
    );
    fc.assert(
      fc.property(fc.array(bar, { maxLength: 40 }), place, box, (own, [x, y], within) => {
        const index = hitIndexOf(scene(bars(own)));
        const beside = own.map(([bx, by, w, h]) =>
          Math.hypot(Math.max(bx - x, 0, x - bx - w), Math.max(by - y, 0, y - by - h)),
        );
        const least = beside.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
        expect(trialAt(index, x, y, 30)?.trial ?? -1).toBe(least <= 30 ? beside.lastIndexOf(least) : -1);
        const met = own.flatMap(([bx, by, w, h], i) =>
          bx <= within.x + within.width && bx + w >= within.x && by <= within.y + within.height && by + h >= within.y
            ? [i]
            : [],
        );
        // Of a box that lies half beyond the picture only the half within counts; bars lie within it.
        expect([...trialsIn(index, within)]).toEqual(
          within.x + within.width < 0 || within.y + within.height < 0 ? [] : met,
        );
      }),
    );
  });
});
