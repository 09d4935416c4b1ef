import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { championOf, type Contender, expectedEnd } from './champion.ts';
import { lastTime } from './time.ts';

const run = (losses: readonly number[], final: number | null = null, from = 1): Contender => ({
  steps: losses.map((_, i) => from + i),
  losses,
  final,
});

/** A curve that falls as 1/t from `end + drop` to `end`. */
const falling = (end: number, drop: number, length: number): number[] =>
  Array.from({ length }, (_, i) => end + drop / (i + 1));

describe('which run to bet on', () => {
  test('none without a finite number, not even one that stands at NaN', () => {
    expect(championOf([], 10)).toBe(-1);
    expect(championOf([run([]), run([1, Number.NaN]), run([Number.POSITIVE_INFINITY])], 10)).toBe(-1);
    expect(championOf([run([1, Number.NaN]), run([3])], 10)).toBe(1);
  });

  test('the best that came to its end, else the best of those that have come furthest', () => {
    expect(championOf([run([], 3), run([], 2), run([], 2)], 0)).toBe(1);
    expect(championOf([run([5, 4]), run([6, 3]), run([9])], 0)).toBe(1);
  });

  test('one that was ahead, and is expected to end lower, takes its place', () => {
    const complete = run(falling(0.5, 1, 10), 0.6);
    expect(championOf([complete, run(falling(0.3, 1, 5))], 10)).toBe(1);
  });

  test('behind where both have been: it stays behind, however steep it falls', () => {
    expect(championOf([run(falling(0.5, 1, 10), 0.6), run([9, 6, 3.5, 1.5])], 10)).toBe(0);
  });

  test('ahead, but on a plateau: expected to be overtaken', () => {
    const plateau = run([0.9, 0.9, 0.9, 0.9, 0.9]);
    expect(championOf([run(falling(0.5, 1, 10), 0.6), plateau], 10)).toBe(0);
  });

  test("a steep one that was worse all along than a flat one takes nobody's place", () => {
    const [flat, steep, far] = [run([1, 1, 1]), run([9, 5, 1.1]), run([5, 3, 1.2, 0.99, 0.98])];
    expect(championOf([far, steep], 10)).toBe(1);
    expect(championOf([far, flat, steep], 10)).toBe(0);
  });

  test('before a third of the way being ahead is luck', () => {
    const far = run(falling(0.5, 1, 12));
    expect(championOf([far, run(falling(0.1, 1, 3))], 20)).toBe(0);
    expect(championOf([far, run(falling(0.1, 1, 4))], 20)).toBe(1);
  });

  test('where nobody knows how long a run is, being ahead decides', () => {
    expect(championOf([run(falling(0.5, 1, 6)), run(falling(0.3, 1, 4))], 0)).toBe(1);
    expect(expectedEnd(run([2, 1]), 0)).toBeNaN();
  });

  test("a curve too large to be extrapolated takes nobody's place", () => {
    expect(championOf([run([9e307, 9e307], 9e307), run([1, -1e300, -1e308])], 10)).toBe(0);
  });

  test('runs without a report in common are not compared', () => {
    expect(championOf([run([1, 1, 1, 1], null, 5), run([0.5, 0.5, 0.5, 0.5], null, 1)], 10)).toBe(0);
  });

  test('steps from 0 on are times from 1 on', () => {
    expect([lastTime(run([3, 2], null, 0)), lastTime(run([3, 2])), lastTime(run([]))]).toEqual([2, 2, 0]);
  });

  test('the end of a curve: what it came to, where it stands at its last step, else extrapolated', () => {
    expect(expectedEnd(run([3, 2], 2.5), 10)).toBe(2.5);
    expect(expectedEnd(run([3, 2]), 2)).toBe(2);
    expect(Math.abs(expectedEnd(run(falling(0.2, 0.8, 10)), 52) - (0.2 + 0.8 / 52))).toBeLessThan(0.04);
  });
});

describe('laws', () => {
  const curve = fc
    .array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 12 })
    .chain((losses) =>
      fc.boolean().map((isComplete) => run(losses, isComplete && losses.length === 12 ? losses[11]! : null)),
    );
  const curves = fc.array(curve, { minLength: 1, maxLength: 8 });

  test('the order of runs does not matter but among equals', () => {
    fc.assert(
      fc.property(curves, (runs) => {
        const turned = runs.toReversed();
        const [one, other] = [runs[championOf(runs, 12)]!, turned[championOf(turned, 12)]!];
        expect([other.steps.length, other.losses[other.losses.length - 1], other.final]).toEqual([
          one.steps.length,
          one.losses[one.losses.length - 1],
          one.final,
        ]);
      }),
    );
  });

  test('doubled, the same one is bet on', () => {
    fc.assert(
      fc.property(curves, (runs) => {
        const doubled = runs.map(({ losses, final }) =>
          run(
            Array.from(losses, (loss) => 2 * loss),
            final === null ? null : 2 * final,
          ),
        );
        expect(championOf(doubled, 12)).toBe(championOf(runs, 12));
      }),
    );
  });

  test('nobody who was worse at every step than one that came as far, or further, is bet on', () => {
    fc.assert(
      fc.property(curves, (runs) => {
        const winner = runs[championOf(runs, 12)]!;
        const beats = (other: Contender): boolean =>
          other.steps.length >= winner.steps.length &&
          other.final === winner.final &&
          Array.from(winner.losses).every((loss, i) => other.losses[i]! < loss);
        expect(winner.final === null && runs.some(beats)).toBe(false);
      }),
    );
  });
});
