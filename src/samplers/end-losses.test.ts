import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { line, problem } from '../../test/problem.ts';
import { History } from '../history/history.ts';
import { type Change, recordOf } from '../history/record.ts';
import { random as randomStream } from '../math/random.ts';
import { float } from '../space/distribution.ts';
import { EndLosses, numbersAt } from './end-losses.ts';
import { gp } from './gp/gp.ts';
import { smac } from './smac/smac.ts';
import { tpe } from './tpe/tpe.ts';

type Losses = readonly [number, number];
/** A run: how it ended, and its two losses at steps 1, 2, … */
type Curve = readonly [state: 'complete' | 'pruned', ...losses: readonly Losses[]];

function historyOf(curves: readonly Curve[], xs: readonly number[] = []): History {
  const history = new History(problem(line, 1, 2).objectives);
  history.apply(
    curves.flatMap(([state, ...losses], id): Change[] => [
      { type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, id, id) },
      { type: 'suggested', id, name: 'x', distribution: float(0, 1), internal: xs[id] ?? 0.5 },
      ...losses.map((values, i): Change => ({ type: 'reported', id, step: i + 1, values })),
      { type: 'finished', id, state, values: losses.at(-1)!, at: 1 },
    ]),
  );
  return history;
}

/** What each run comes to, row by row. */
function endsOf(curves: readonly Curve[]): readonly number[][] {
  const history = historyOf(curves);
  const all = curves.map((_, row) => row);
  const whole = all.filter((row) => curves[row]![0] === 'complete');
  const stopped = all.filter((row) => curves[row]![0] === 'pruned');
  const lastOf = (row: number): number => history.reports(row).steps.at(-1)!;
  const made = new EndLosses(2).of(history, {
    whole,
    stopped,
    lastOf,
    lossOf: (row, o) => history.losses[row * 2 + o]!,
  });
  const rows = [...whole, ...stopped];
  return all.map((row) => [...made.subarray(rows.indexOf(row) * 2, rows.indexOf(row) * 2 + 2)]);
}

test('numbers go on evenly between known ones, before the first, and after the last', () => {
  expect(numbersAt([1, 3, 4], [10, 20, 21], 7)).toEqual([5, 10, 15, 20, 21, 22, 23]);
  expect(numbersAt([1], [10], 3)).toEqual([9, 10, 11]);
  expect(numbersAt([0, 2], [10, Number.POSITIVE_INFINITY], 4)).toEqual([
    10,
    10,
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ]);
});

test('a stopped run has a place of its own in each objective', () => {
  const whole: Curve[] = [
    ['complete', [0.5, 5], [0.1, 1]],
    ['complete', [0.6, 6], [0.2, 2]],
    ['complete', [0.7, 7], [0.4, 4]],
  ];
  expect(endsOf([...whole, ['pruned', [0.4, 5.5]]])[3]).toEqual([0, 3].map((x) => expect.closeTo(x)));
  expect(endsOf([...whole, ['pruned', [0.9, 9]]])[3]).toEqual([0.6, 6].map((x) => expect.closeTo(x)));
});

const losses = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }));
const curve = fc
  .tuple(fc.constantFrom('complete' as const, 'pruned' as const), fc.array(losses, { minLength: 1, maxLength: 4 }))
  .map(([state, steps]): Curve => [state, ...steps]);

test('whole runs keep their losses; one that is stopped in the lead comes to no more than any, one behind all to no less', () => {
  const runs = fc.array(curve, { maxLength: 12 }).map((some): Curve[] => [['complete', [5, 5], [4, 4]], ...some]);
  fc.assert(
    fc.property(runs, (curves) => {
      const ends = endsOf(curves);
      const whole = curves.flatMap(([state], row) => (state === 'complete' ? [row] : []));
      for (const row of whole) expect(ends[row]).toEqual(curves[row]!.at(-1));
      const added = endsOf([...curves, ['pruned', [-1, 10]]]).at(-1)!;
      for (const row of whole) {
        expect(added[0]).toBeLessThanOrEqual(ends[row]![0]!);
        expect(added[1]).toBeGreaterThanOrEqual(ends[row]![1]!);
      }
    }),
  );
});

describe.each([
  ['tpe', tpe()],
  ['smac', smac()],
  ['gp', gp()],
])('%s', (_, sampler) => {
  test('learns where the front lies from runs that were stopped early alone, whole ones being bad', async () => {
    const stream = randomStream(3);
    const xs = Array.from({ length: 46 }, (_, row) => (row < 6 ? 0.6 + row / 20 : stream.uniform()));
    const curves = xs.map((x, row): Curve => {
      const steps = Array.from(
        { length: row < 6 ? 30 : 5 },
        (_, i): Losses => [(x - 0.1) ** 2 + 1 / (i + 1), (x - 0.2) ** 2 + 1 / (i + 1)],
      );
      return [row < 6 ? 'complete' : 'pruned', ...steps];
    });
    const run = await sampler.start({ ...problem(line, 1, 2), fidelity: { name: 'epoch', min: 1, max: 30 } });
    run.observe(historyOf(curves, xs), { rows: Int32Array.from(xs, (_, row) => row), reset: false });
    const asks = Array.from({ length: 20 }, (_, i) => run.propose([46], randomStream(i).fork(46)));
    const found = (await Promise.all(asks)).map(([proposal]) => proposal!.params.get('x')!);
    const off = found.map((x) => Math.abs(x - 0.15)).sort((a, b) => a - b);
    expect(off[10]).toBeLessThan(0.15);
  });
});
