import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { problem } from '../../test/problem.ts';
import { History } from '../history/history.ts';
import { type Change, recordOf } from '../history/record.ts';
import { random as randomStream } from '../math/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { RunOrder } from './run-order.ts';
import { gp } from './gp/gp.ts';
import { smac } from './smac/smac.ts';
import { tpe } from './tpe/tpe.ts';

/** A run: how it ended, and its losses at steps 1, 2, … */
type Curve = readonly [state: 'complete' | 'pruned' | 'paused', ...losses: readonly number[]];

const LINE = space({ x: float(0, 1) });

function historyOf(curves: readonly Curve[], xs: readonly number[] = []): History {
  const history = new History(problem(LINE, 1).objectives);
  const changes = curves.flatMap(([state, ...losses], id): Change[] => [
    { type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, id, id) },
    { type: 'suggested', id, name: 'x', distribution: float(0, 1), internal: xs[id] ?? 0.5 },
    ...losses.map((loss, i): Change => ({ type: 'reported', id, step: i + 1, values: [loss] })),
    state === 'paused'
      ? { type: 'paused', id, checkpoint: null, at: 1 }
      : { type: 'finished', id, state, values: losses.slice(-1), at: 1 },
  ]);
  history.apply(changes);
  return history;
}

/** The order of runs that are given in the order in which a sampler ranks them. */
function orderOf(curves: readonly Curve[], most = curves.length, order = new RunOrder()): readonly number[] {
  const rows = curves.map((_, row) => row);
  const isWhole = (row: number): boolean => curves[row]![0] === 'complete';
  const history = historyOf(curves);
  const lastOf = (row: number): number => history.reports(row).steps.at(-1) ?? -1;
  const runs = { whole: rows.filter(isWhole), partial: rows.filter((row) => !isWhole(row)), lastOf };
  return order.best(history, runs, most);
}

test('a stopped run stands behind twice as many as were not worse where it stopped', () => {
  const whole: Curve[] = [
    ['complete', 0.5, 0.1],
    ['complete', 0.3, 0.2],
    ['complete', 0.7, 0.3],
  ];
  expect(orderOf([...whole, ['pruned', 0.2]])).toEqual([3, 0, 1, 2]);
  expect(orderOf([...whole, ['pruned', 0.3]])).toEqual([0, 1, 3, 2]); // one was as good
  expect(orderOf([...whole, ['pruned', 0.6]])).toEqual([0, 1, 2, 3]);
  expect(orderOf([...whole, ['pruned', 0.2], ['pruned', 0.25], ['pruned', 0.9]])).toEqual([3, 4, 0, 1, 2, 5]);
});

test('it is compared with what went further, be it whole or not', () => {
  const whole: Curve[] = [
    ['complete', 0.5, 0.4, 0.1],
    ['complete', 0.7, 0.6, 0.2],
    ['complete', 0.8, 0.8, 0.3],
  ];
  expect(orderOf([...whole, ['pruned', 0.65, 0.5]])).toEqual([0, 1, 3, 2]);
  expect(orderOf([...whole, ['pruned', 0.65, 0.5], ['pruned', 0.6]])).toEqual([0, 1, 4, 3, 2]);
  expect(orderOf([...whole, ['pruned', 0.55, 0.5], ['pruned', 0.6]])).toEqual([0, 1, 3, 2, 4]); // two were better
});

test('of a whole run without reports it is not known that it was worse', () => {
  const history = historyOf([['complete'], ['complete', 0.5, 0.2], ['pruned', 0.1]]);
  history.apply([{ type: 'attributed', id: 0, owner: 'user', key: 'a', value: 1 }]);
  expect(new RunOrder().best(history, { whole: [0, 1], partial: [2], lastOf: () => 1 }, 3)).toEqual([0, 1, 2]);
});

test('a last value that is no number is worse than all', () => {
  expect(
    orderOf([
      ['complete', 0.4, 0.1],
      ['complete', 0.6, 0.2],
      ['pruned', 0.3],
      ['pruned', Number.NaN],
    ]),
  ).toEqual([2, 0, 1, 3]);
});

const curve = (...states: ('complete' | 'pruned' | 'paused')[]): fc.Arbitrary<Curve> =>
  fc
    .tuple(fc.constantFrom(...states), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 }))
    .map(([state, losses]) => [state, ...losses]);

/** As samplers rank them: whole ones by loss, the others by how far they came and then by loss. */
const ranked = (curves: readonly Curve[]): Curve[] =>
  curves.toSorted((a, b) => {
    const [i, j] = [a, b].map(([state]) => (state === 'complete' ? 0 : 1)) as [number, number];
    return i - j || (i === 0 ? 0 : b.length - a.length) || Number(a.at(-1)) - Number(b.at(-1));
  });

test('paused runs, which a pruner ranks, stay in their order behind whole ones', () => {
  fc.assert(
    fc.property(fc.array(curve('complete', 'paused'), { maxLength: 12 }), (curves) => {
      expect(orderOf(ranked(curves))).toEqual(curves.map((_, row) => row));
    }),
  );
});

test('each run has one place; whole ones keep their order', () => {
  fc.assert(
    fc.property(fc.array(curve('complete', 'pruned', 'paused'), { minLength: 1, maxLength: 12 }), (curves) => {
      const runs = ranked(curves);
      const order = orderOf(runs);
      expect(order.toSorted((a, b) => a - b)).toEqual(runs.map((_, row) => row));
      const whole = order.filter((row) => runs[row]![0] === 'complete');
      expect(whole).toEqual(whole.toSorted((a, b) => a - b));
      expect(orderOf(runs, 3)).toEqual(order.slice(0, 3));
    }),
  );
});

test('one that has seen runs come says the same as one that sees them for the first time', () => {
  const going = fc.array(curve('complete', 'pruned', 'paused'), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(going, fc.array(fc.nat(), { maxLength: 14 }), (curves, ends) => {
      const order = new RunOrder();
      const history = historyOf(curves);
      const keyOf = (row: number): number =>
        history.state(row) === 'complete' ? 1e9 : history.reports(row).steps.length;
      const lossOf = (row: number): number => history.losses[row]!;
      for (const end of [...ends.map((n) => n % curves.length), curves.length]) {
        const rows = curves.map((_, row) => row).slice(0, end);
        rows.sort((a, b) => keyOf(b) - keyOf(a) || lossOf(a) - lossOf(b) || a - b);
        const isWhole = (row: number): boolean => history.state(row) === 'complete';
        const runs = { whole: rows.filter(isWhole), partial: rows.filter((row) => !isWhole(row)), lastOf: keyOf };
        expect(order.best(history, runs, 5)).toEqual(new RunOrder().best(history, runs, 5));
      }
    }),
  );
});

describe.each([
  ['tpe', tpe()],
  ['smac', smac()],
  ['gp', gp()],
])('%s', (_, sampler) => {
  test.each([0.1, 0.9])(
    'learns where the optimum lies from runs that were stopped early alone, whole ones being bad: %d',
    async (best) => {
      const stream = randomStream(3);
      const xs = Array.from({ length: 46 }, (_, row) => (row < 6 ? Math.abs(best - 0.6) + row / 20 : stream.uniform()));
      const loss = (x: number, step: number): number => (x - best) ** 2 + 1 / step;
      const curves = xs.map((x, row): Curve => {
        const losses = Array.from({ length: row < 6 ? 30 : 5 }, (_, i) => loss(x, i + 1));
        return [row < 6 ? 'complete' : 'pruned', ...losses];
      });
      const history = historyOf(curves, xs);
      const run = await sampler.start({ ...problem(LINE, 1), fidelity: { name: 'epoch', min: 1, max: 30 } });
      run.observe(history, { rows: Int32Array.from(xs, (_, row) => row), reset: false });
      const asks = Array.from({ length: 20 }, (_, i) => run.propose([46], randomStream(i).fork(46)));
      const found = (await Promise.all(asks)).map(([proposal]) => proposal!.params.get('x')!);
      const off = found.map((x) => Math.abs(x - best)).sort((a, b) => a - b);
      expect(off[10]).toBeLessThan(0.1);
    },
  );
});
