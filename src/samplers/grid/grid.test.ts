import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isVernierError } from '../../errors.ts';
import { History } from '../../history/history.ts';
import type { Problem } from '../../history/problem.ts';
import { type Change, recordOf } from '../../history/record.ts';
import { random } from '../../math/random.ts';
import { forbidden, linear } from '../../space/constraint.ts';
import { categorical, float, int, ordinal } from '../../space/distribution.ts';
import { isActive, namedValues, type SearchSpace } from '../../space/nodes.ts';
import { branch, permutation, simplex, subset } from '../../space/shape.ts';
import { paramsOf, space, spaceOf, spaceSize } from '../../space/space.ts';
import { simulate } from '../../testing/simulate.ts';
import type { SamplerRun } from '../sampler.ts';
import { grid } from './grid.ts';
import { Ledger } from './ledger.ts';
import { pointsOf } from '../../space/points.ts';

const problem = (searched: SearchSpace | null): Problem => ({
  space: searched,
  objectives: [{ name: 'value', direction: 'minimize' }],
  judgeBy: { kind: 'objective', name: 'value' },
  budget: null,
  fidelity: null,
  seed: 7,
});

const allParams = (searched: SearchSpace, points: number | null = null): object[] => {
  const all = pointsOf(searched, points ?? undefined);
  return Array.from({ length: all.size }, (_, i) => paramsOf(searched, all.valuesAt(i)));
};

test('loops are nested in the order of declaration, the last one fastest', () => {
  expect(allParams(space({ b: categorical(['x', 'y']), a: int(2, 6, { step: 2 }) }))).toEqual([
    { b: 'x', a: 2 },
    { b: 'x', a: 4 },
    { b: 'x', a: 6 },
    { b: 'y', a: 2 },
    { b: 'y', a: 4 },
    { b: 'y', a: 6 },
  ]);
});

test('conditional parameters are looped over only where they are active', () => {
  const searched = space({
    model: branch({
      tree: { depth: int(1, 2), split: branch({ best: {}, random: { tries: int(1, 3) } }) },
      linear: {},
    }),
    scale: categorical([true, false]),
  });
  const params = allParams(searched);
  expect(params.length).toBe((2 * (1 + 3) + 1) * 2);
  expect(spaceSize(searched)).toBe(18);
  expect(params.slice(0, 4)).toEqual([
    { model: 'tree', depth: 1, split: 'best', scale: true },
    { model: 'tree', depth: 1, split: 'best', scale: false },
    { model: 'tree', depth: 1, split: 'random', tries: 1, scale: true },
    { model: 'tree', depth: 1, split: 'random', tries: 1, scale: false },
  ]);
  expect(new Set(params.map((point) => JSON.stringify(point))).size).toBe(18);
});

test('a parameter with two parents exists where both conditions hold', () => {
  const searched = spaceOf(
    [
      { name: 'a', parameter: categorical(['on', 'off']), when: [] },
      { name: 'b', parameter: categorical(['on', 'off']), when: [] },
      {
        name: 'c',
        parameter: int(1, 5),
        when: [
          { name: 'a', values: ['on'] },
          { name: 'b', values: ['on'] },
        ],
      },
      { name: 'd', parameter: int(1, 2), when: [{ name: 'b', values: ['off'] }] },
    ],
    [],
  );
  const params = allParams(searched);
  expect(params.length).toBe(5 + 2 + 1 + 2);
  expect(new Set(params.map((point) => JSON.stringify(point))).size).toBe(10);
});

test('orderings, subsets of limited size, steps and levels', () => {
  const orders = allParams(space({ order: permutation(['a', 'b', 'c']) }));
  expect(orders.length).toBe(6);
  expect(orders[0]).toEqual({ order: ['a', 'b', 'c'] });
  expect(orders[5]).toEqual({ order: ['c', 'b', 'a'] });
  const twenty = Array.from({ length: 20 }, (_, i) => i);
  const subsets = allParams(space({ s: subset(twenty, { min: 1, max: 2 }) })) as { s: number[] }[];
  expect(subsets.length).toBe(20 + 190);
  expect(new Set(subsets.map(({ s }) => s.join())).size).toBe(210);
  expect(allParams(space({ x: float(0, 0.3, { step: 0.1 }) }))).toEqual([{ x: 0 }, { x: 0.1 }, { x: 0.2 }, { x: 0.3 }]);
  const levels = allParams(space({ lr: float(1e-4, 1, { log: true }), o: ordinal(['s', 'm']) }), 3);
  expect(levels).toEqual(
    [0.0001, 0.01, 1].flatMap((lr) => [
      { lr, o: 's' },
      { lr, o: 'm' },
    ]),
  );
});

test('a continuous parameter without steps is refused with steps proposed for each', () => {
  const searched = space({ lr: float(1e-4, 0.1, { log: true }), momentum: float(0, 1), n: int(1, 3) });
  try {
    grid().start(problem(searched));
    expect.unreachable();
  } catch (error) {
    if (!isVernierError(error)) throw error;
    expect(error.code).toBe('space-unsupported');
    expect(error.message).toBe(
      'grid cannot list the values of 2 continuous parameters lr (float(0.0001, 0.1, log)), momentum (float(0, 1)).',
    );
    expect(error.hint).toContain('lr: ordinal([0.0001, 0.001, 0.01, 0.1]); momentum: float(0, 1, { step: 0.1 })');
    expect(error.hint).toContain('Or use auto, gp, tpe, smac, cmaEs, ');
  }
  expect(() => grid({ points: 4 }).start(problem(searched))).not.toThrow();
});

test('what has no meaning on a grid is refused with the samplers that can', () => {
  const refusal = (given: SearchSpace | null): unknown => {
    try {
      return grid().start(problem(given));
    } catch (error) {
      return isVernierError(error) ? `${error.code}: ${error.message} ${error.hint}` : error;
    }
  };
  expect(refusal(space({ mix: simplex(['a', 'b']) }))).toMatch(
    /^space-unsupported: .*simplex mix.*Use auto, gp, tpe, /,
  );
  expect(refusal(null)).toMatch(/^space-unsupported: .*declared space/);
  expect(refusal(space({ a: permutation(Array.from({ length: 25 }, (_, i) => i)) }))).toMatch(
    /^space-unsupported: .*2\^52/,
  );
  const between = space({ b: float(0, 1) }, { constraints: [linear({ b: 1 }, 0.7), linear({ b: -1 }, -0.6)] });
  expect(() => grid({ points: 3 }).start(problem(between))).toThrow('None of the 3 points of the grid meets');
  expect(() => grid({ points: 0 })).toThrow(/points is 0/);
});

test('points that break a constraint are skipped, and the rest is run once each', async () => {
  const searched = space(
    { a: int(0, 9), b: int(0, 9), c: categorical(['x', 'y']) },
    { constraints: [linear({ a: 1, b: 1 }, 5), forbidden({ a: 0, c: 'x' })] },
  );
  const { values } = await simulate(grid(), problem(searched), { trials: 1000, objective: () => [0] });
  const expected = allParams(searched).filter((p) => {
    const { a, b, c } = p as { a: number; b: number; c: string };
    return a + b <= 5 && !(a === 0 && c === 'x');
  });
  expect(values.map((row) => paramsOf(searched, row))).toEqual(expected);
});

test('huge grids are walked without being listed', () => {
  const searched = space(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`p${i}`, int(1, 30)])));
  const run = grid({ shuffle: true }).start(problem(searched)) as SamplerRun;
  const seen = new Set<string>();
  for (let i = 0; i < 1000; i++) {
    const proposals = run.propose([i], random(i)) as readonly { params: Map<string, number> }[];
    seen.add([...proposals[0]!.params.values()].join());
  }
  expect(seen.size).toBe(1000);
});

/** Runs a grid in which some trials bring their own parameters. */
function coverage(size: number, own: ReadonlyMap<number, number | null>): number[] {
  const searched = space({ x: int(0, size - 1) });
  const run = grid().start(problem(searched)) as SamplerRun;
  const history = new History(problem(searched).objectives);
  const ran: number[] = [];
  for (let n = 0; n < 4 * size; n++) {
    const given = own.get(n);
    let point: number | undefined;
    const take = (...changes: Change[]): void => run.observe(history, history.apply(changes));
    take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, n, n) });
    if (given === undefined) {
      const [proposal] = run.propose([n], random(n)) as readonly { params: Map<string, number> }[];
      if (proposal === undefined) break;
      point = proposal.params.get('x')!;
    } else point = given ?? undefined;
    if (point !== undefined)
      take({ type: 'suggested', id: n, name: 'x', distribution: int(0, size - 1), internal: point });
    take({
      type: 'finished',
      id: n,
      state: point === undefined ? 'failed' : 'complete',
      values: point === undefined ? null : [0],
      at: 1,
    });
    if (point !== undefined) ran.push(point);
  }
  return ran;
}

test('the whole grid is run once though a start trial took number 0', () => {
  expect(coverage(5, new Map([[0, 3]]))).toEqual([3, 1, 2, 0, 4]);
  expect(coverage(3, new Map([[1, null]]))).toEqual([0, 2, 1]); // a trial that failed before it had parameters
});

describe('laws', () => {
  const spaces = fc
    .record({
      cases: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
      nested: fc.boolean(),
      items: fc.integer({ min: 2, max: 4 }),
      most: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ cases, nested, items, most }) => {
      const names = Array.from({ length: items }, (_, i) => `i${i}`);
      return space({
        kind: branch(
          Object.fromEntries(
            cases.map((levels, i) => [
              `case${i}`,
              {
                [`x${i}`]: int(1, levels),
                ...(nested && i === 0 ? { deep: branch({ a: { y: float(0, 1, { step: 0.5 }) }, b: {} }) } : {}),
              },
            ]),
          ),
        ),
        set: subset(names, { max: Math.min(most, items) }),
        order: permutation(names.slice(0, 3)),
      }) as SearchSpace;
    });

  test('points and indices are one to one, every point is active where it should be, and the size is the number of configurations', () => {
    fc.assert(
      fc.property(spaces, (searched) => {
        const all = pointsOf(searched);
        for (let i = 0; i < all.size; i++) {
          const values = all.valuesAt(i);
          expect(all.indexOf(values)).toBe(i);
          searched.nodes.forEach((_, node) =>
            expect(Number.isNaN(values[node]!)).toBe(!isActive(searched, values, node)),
          );
        }
        const keys = new Set(
          Array.from({ length: all.size }, (_, i) => [...namedValues(searched, all.valuesAt(i))].join()),
        );
        expect(keys.size).toBe(all.size);
      }),
      { numRuns: 40 },
    );
  });

  test('whoever brings trials of their own, every point is run, and the grid itself repeats none that it could know of', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.uniqueArray(fc.tuple(fc.nat(15), fc.option(fc.nat(11))), { selector: ([n]) => n, maxLength: 6 }),
        (size, given) => {
          const own = new Map(given.map(([n, point]) => [n, point === null ? null : Math.min(point, size - 1)]));
          const ran = coverage(size, own);
          expect([...new Set(ran)].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
          expect(ran.length - size).toBeLessThanOrEqual(given.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the order of what a ledger is told makes no difference', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: -1, max: 9 })), { maxLength: 14 }),
        fc.infiniteStream(fc.nat(20)),
        (ran, looks) => {
          const pointAt = (n: number): number => (n < 10 ? n : -1);
          const [late, early] = [new Ledger(pointAt), new Ledger(pointAt)];
          ran.forEach((point, trial) => early.note(trial, point ?? undefined));
          for (let trial = ran.length - 1; trial >= 0; trial--) {
            late.dueFor(looks.next().value as number);
            late.note(trial, ran[trial] ?? undefined);
          }
          for (let trial = 0; trial < 25; trial++) expect(late.dueFor(trial)).toBe(early.dueFor(trial));
        },
      ),
    );
  });

  test('workers in any number run the same points', async () => {
    const searched = space({ a: int(0, 4), b: branch({ x: { c: int(0, 3) }, y: {} }) });
    const of = (workers: number) =>
      simulate(grid({ shuffle: true }), problem(searched), { trials: 99, workers, objective: () => [0] });
    const [one, many] = [await of(1), await of(16)];
    expect(many.values).toEqual(one.values);
    expect(one.values.length).toBe(25);
  });
});
