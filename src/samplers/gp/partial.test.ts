import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evidenceOf, type Told } from '../../../test/evidence.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { atOneStep } from './partial.ts';

const line = space({ x: float(0, 1) });

type Run = Omit<Told, 'values'>;
const known = (runs: readonly Run[]) =>
  evidenceOf(
    line,
    runs.map((run, i) => ({ ...run, values: [(i + 0.5) / runs.length] })),
  );
const at = (runs: readonly Run[]): number[] => [...atOneStep(known(runs), [...runs.keys()]).losses];
/** By trial: those that can be compared. */
const compared = (runs: readonly Run[]): [trial: number, loss: number][] => {
  const { rows, losses } = atOneStep(known(runs), [...runs.keys()]);
  return rows.map((row, i) => [row, losses[i]!]);
};
const whole = (...reports: readonly number[]): Run => ({ losses: [reports.at(-1)!], reports });
const stopped = (...reports: readonly number[]): Run => ({ ...whole(...reports), state: 'pruned' });
const paused = (...reports: readonly number[]): Run => ({ losses: null, reports, state: 'paused' });
const running = (...reports: readonly number[]): Run => ({ losses: null, reports, state: 'running' });
const wholes = (count: number): Run[] => Array.from({ length: count }, (_, i) => whole(9 + i, 5 + i, 1 + i));

describe('where enough runs are whole', () => {
  test('they count with what they came to, and a run that was stopped comes to what those did that were as good there', () => {
    const losses = at([...wholes(9), stopped(15), stopped(16, 12.5)]);
    expect(losses.slice(0, 9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(losses.slice(9)).toEqual([15 - 8, 12.5 - 4]);
  });

  test('a run that is behind all of them is not expected in front, whatever they gained', () => {
    expect(at([...wholes(9), paused(17.5), paused(30), stopped(16, 14)]).slice(9)).toEqual([9, 9, 9]);
  });

  test('where a step told nothing of the end, runs from there on are expected alike', () => {
    const crossing = Array.from({ length: 9 }, (_, i) => whole(9 + i, 9 - i));
    expect(at([...crossing, paused(9), paused(13.5), paused(17)]).slice(9)).toEqual([5, 5, 5]);
  });

  test('what was stopped is never better than their middle, what is paused never better than the best', () => {
    expect(at([...wholes(9), stopped(9), paused(9.5), paused(3)]).slice(9)).toEqual([5, 1.5, 1]);
  });

  test('a run without a finite value is as bad as the worst of them', () => {
    expect(at([...wholes(9), stopped(Number.NaN), { losses: [Number.NaN], state: 'pruned' }]).slice(9)).toEqual([9, 9]);
  });
});

test('where no run has a finite value they are all equal, and numbers', () => {
  expect(at([stopped(Number.NaN), stopped(Number.NaN, Number.NaN)])).toEqual([0, 0]);
});

describe('where few are whole', () => {
  test('runs are compared where enough of them have been', () => {
    const runs = [whole(9, 1), ...Array.from({ length: 7 }, (_, i) => paused(10 + i)), stopped(20)];
    expect(at(runs)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 20]);
  });

  test('at the highest such step; those before it come to what the others did', () => {
    const runs = [...Array.from({ length: 8 }, (_, i) => paused(10 + i, 5 + i)), paused(18), whole(3, 2, 1)];
    expect(at(runs)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 12, 2]);
  });

  test('one alone counts with its last report', () => {
    expect(at([paused(3, 2)])).toEqual([2]);
  });
});

describe('what still runs', () => {
  const left = Array.from({ length: 9 }, (_, i) => paused(10 + i, 5 + i));

  test('counts with its value where the others are compared, once it has come there', () => {
    expect(compared([...left, running(4, 3, 9), running(4)])).toEqual([
      ...left.map((_, i): [number, number] => [i, 5 + i]),
      [9, 3],
    ]);
  });

  test('others are compared further on where enough have come there with it', () => {
    const further = Array.from({ length: 4 }, (_, i) => paused(4, 3, 2 + i));
    const ahead = Array.from({ length: 5 }, (_, i) => running(4, 3, i / 10));
    expect(compared([...further, ...ahead, ...left.slice(0, 2)])).toEqual([
      ...[2, 3, 4, 5, 0, 0.1, 0.2, 0.3, 0.4].map((loss, i): [number, number] => [i, loss]),
      [9, 15 / 9], // all of them had 3 there, and it is behind: their mean
      [10, 15 / 9],
    ]);
  });

  test('never takes them back to a step before: few that are whole are compared by their ends', () => {
    expect(compared([...wholes(4), ...Array.from({ length: 8 }, () => running(0))])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
  });
});

test('laws: shift and scale of all values shift and scale what they count with', () => {
  const run = fc.record({
    reports: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 5 }),
    state: fc.constantFrom('complete', 'pruned', 'paused'),
  });
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 25 }), (runs) => {
      const told = (of: (value: number) => number): Run[] =>
        runs.map(({ reports, state }) => {
          const made = whole(...reports.map(of));
          return state === 'paused' ? { ...made, losses: null, state } : { ...made, state };
        });
      const plain = at(told((value) => value));
      at(told((value) => 4 * value + 16)).forEach((loss, i) => expect(loss).toBeCloseTo(4 * plain[i]! + 16, 9));
    }),
    { numRuns: 60 },
  );
});
