import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categorical, float, int } from '../../space/distribution.ts';
import { branch, permutation, simplex, subset } from '../../space/shape.ts';
import { internalsOf, space } from '../../space/space.ts';
import { type Told, toldHistory } from '../charts/told.test-support.ts';
import { distance, measuresOf } from './distance.ts';
import { explainTrial } from './explain.ts';

const SPACE = { x: float(0, 1), rate: float(1e-4, 1, { log: true }), kind: categorical(['a', 'b']) };
const seen = (trials: number, open: readonly number[] = []) => ({
  'vernier:seen': { trials, open: open.map((row) => [row, 'running', 0, 3]) },
});
const noted = (why: string) => ({ 'vernier:notes': { why, fits: { 'loss:0': [1, 2, 3] }, criterion: 0.5 } });

/** A slope in x: 30 results, each a little later than the one before. */
const slope = Array.from({ length: 30 }, (_, i): Told => {
  const x = (i * 0.618) % 1;
  return {
    values: [2 + x],
    params: { x, rate: 0.01, kind: 0 },
    startedAt: i,
    finishedAt: i + 0.5,
    systemAttributes: seen(i),
  };
});

describe('explain a trial', () => {
  test('why it was proposed and stopped, in stored words', () => {
    const history = toldHistory(
      [
        {
          state: 'pruned',
          values: [1],
          systemAttributes: {
            ...noted('It is near the best.'),
            'vernier:pruned': { by: 'asha', step: 3, why: 'Too slow.' },
          },
        },
        { values: [1], systemAttributes: { 'vernier:pruned': { by: 'asha', step: 3, why: 'Went on since.' } } },
      ],
      SPACE,
    );
    const first = explainTrial(history, 0);
    expect(first.proposed).toEqual({ why: 'It is near the best.', notes: { criterion: 0.5 } });
    expect(first.stopped).toEqual({ by: 'asha', step: 3, why: 'Too slow.' });
    expect(first.standing).toEqual({ kind: 'none', reason: 'It was pruned: it has no final result.' });
    expect(first.expectations[0]).toMatchObject({ actual: 1, isFinal: false, z: null });
    const second = explainTrial(history, 1);
    expect([second.proposed.why, second.stopped, second.versus]).toEqual([null, null, null]);
    expect(second.standing).toEqual({ kind: 'place', place: 1, of: 1, ties: 0 });
  });

  test('a member of a population that a copy replaced says so, whatever was thought when it was paused', () => {
    const paused = { by: 'pbt', step: 4, why: 'at the end of interval 2 it is number 3 of 4: it is to go on' };
    const member = { values: [3], systemAttributes: { 'vernier:pruned': paused } };
    const copy = { systemAttributes: { 'vernier:notes': { copy: { from: 1, instead: 0, at: 4 } } } };
    const trials: readonly Told[] = [{ ...member, state: 'pruned' }, { ...member, state: 'paused' }, copy];
    const history = toldHistory(trials, SPACE);
    expect(explainTrial(history, 0).stopped).toEqual({
      ...paused,
      why: 'it was among the worst at step 4 and gave way to trial 2, a copy of trial 1, which was better',
    });
    expect(explainTrial(history, 1).stopped).toEqual(paused);
  });

  test('what was expected and what came', () => {
    const surprise: Told = { values: [3.5], params: { x: 0.2, rate: 0.01, kind: 0 }, systemAttributes: seen(30) };
    const usual: Told = { values: [2.5], params: { x: 0.5, rate: 0.01, kind: 0 }, systemAttributes: seen(31) };
    const history = toldHistory([...slope, surprise, usual], SPACE);
    const [bad] = explainTrial(history, 30, { space: space(SPACE) }).expectations;
    expect(bad!.expected!.middle).toBeCloseTo(2.2, 1);
    expect([bad!.actual, bad!.results, bad!.reason]).toEqual([3.5, 30, null]);
    expect(bad!.z).toBeLessThan(-3);
    const [good] = explainTrial(history, 31, { space: space(SPACE) }).expectations;
    expect(good!.expected!.low).toBeLessThan(good!.expected!.middle);
    expect(Math.abs(good!.z!)).toBeLessThan(2);
    const turned = toldHistory(
      [...slope, surprise].map((one) => ({ ...one, values: [-one.values![0]!] })),
      SPACE,
      ['maximize'],
    );
    const [mirrored] = explainTrial(turned, 30, { space: space(SPACE) }).expectations;
    expect(mirrored!.expected!.low).toBeCloseTo(-bad!.expected!.high, 9);
    expect(mirrored!.z).toBeCloseTo(bad!.z!, 9);
  });

  test('only what had ended by then is known to the model, and is the best of the moment', () => {
    const late: Told = {
      values: [0],
      params: { x: 0.9, rate: 0.01, kind: 1 },
      startedAt: 2,
      finishedAt: 99,
      systemAttributes: seen(3),
    };
    const own: Told = {
      values: [1],
      params: { x: 0.8, rate: 1, kind: 0 },
      startedAt: 50,
      systemAttributes: seen(31, [30]),
    };
    const history = toldHistory([...slope, late, own], SPACE);
    const bySeen = explainTrial(history, 31);
    expect(bySeen.moment).toBe('seen');
    expect(bySeen.expectations[0]!.results).toBe(30);
    expect(bySeen.versus!.trial).toBe(0);
    const { systemAttributes: _, ...plain } = own;
    const byInstants = explainTrial(toldHistory([...slope, late, plain], SPACE), 31);
    expect([byInstants.moment, byInstants.versus!.trial]).toEqual(['instants', 0]);
    const after = explainTrial(toldHistory([...slope, late, { ...plain, startedAt: 100 }], SPACE), 31);
    expect(after.versus!.trial).toBe(30);
    const byNumbers = explainTrial(
      toldHistory(
        [
          { values: [3], params: { x: 1 } },
          { values: [2], params: { x: 0 } },
        ],
        SPACE,
      ),
      1,
    );
    expect([byNumbers.moment, byNumbers.versus!.trial]).toEqual(['numbers', 0]);
  });

  test('what differs from the best of the moment, most first', () => {
    const history = toldHistory(
      [
        { values: [1], params: { x: 0.5, rate: 0.01, kind: 0 } },
        { values: [2], params: { x: 0.6, rate: 1e-4, kind: 0 } },
      ],
      SPACE,
    );
    const { differences, distance: whole } = explainTrial(history, 1).versus!;
    expect(differences.map(({ name, own, theirs }) => [name, own, theirs])).toEqual([
      ['rate', 1e-4, 0.01],
      ['x', 0.6, 0.5],
    ]);
    expect(differences[0]!.apart).toBeCloseTo(0.5, 9);
    expect(whole).toBeCloseTo(Math.sqrt((0.25 + 0.01) / 3), 9);
  });

  test('neighbours: what is active counts, failures are told, repeats are not', () => {
    const tree = space({
      kind: branch({ adam: { beta: float(0, 1) }, sgd: { momentum: float(0, 1) } }),
      x: float(0, 1),
    });
    const of = Object.fromEntries(tree.nodes.map(({ name, distribution }) => [name, distribution]));
    const history = toldHistory(
      [
        { values: [1], params: { kind: 0, beta: 0.5, x: 0.5 } },
        { values: [2], params: { kind: 1, momentum: 0.5, x: 0.5 } },
        { state: 'failed', params: { kind: 0, beta: 0.6, x: 0.5 } },
        {
          values: [9],
          params: { kind: 0, beta: 0.5, x: 0.5 },
          systemAttributes: { 'vernier:confirms': { trial: 0, repeat: 1 } },
        },
        { state: 'running', params: { kind: 0, beta: 0.5, x: 0.5 } },
      ],
      of,
    );
    const { neighbours, standing } = explainTrial(history, 0, { space: tree });
    expect(neighbours.map(({ trial, outcome, values, differs }) => [trial, outcome, values, differs])).toEqual([
      [2, 'failed', null, ['beta']],
      [1, 'feasible', [2], ['kind', 'beta', 'momentum']],
    ]);
    expect(neighbours[1]!.distance).toBeCloseTo(Math.sqrt(3 / 4), 12);
    expect(standing).toMatchObject({ place: 1, of: 2 });
    expect(explainTrial(history, 0, { space: tree, neighbours: 1 }).neighbours).toHaveLength(1);
  });

  test('the ends of a range are wholly apart, also of whole numbers and on grids', () => {
    const of = {
      few: int(0, 1),
      many: int(1, 12),
      log: int(1, 64, { log: true }),
      grid: float(0, 0.9, { step: 0.3 }),
      free: float(1, 10, { log: true }),
      fixed: int(3, 3),
    };
    const at = (end: 'low' | 'high'): Told => ({
      values: [1],
      params: Object.fromEntries(Object.entries(of).map(([name, distribution]) => [name, distribution[end]])),
    });
    const measures = measuresOf(toldHistory([at('low'), at('high')], of), null);
    for (const { name, between } of measures) expect(between(0, 1)).toBeCloseTo(name === 'fixed' ? 0 : 1, 12);
    const two = toldHistory([{ params: { many: 4 } }, { params: { many: 9 } }], { many: of.many });
    expect(measuresOf(two, null)[0]!.between(0, 1)).toBeCloseTo(5 / 11, 12);
  });

  test('several objectives: how many dominate it, and the nearest of the front of the moment', () => {
    const history = toldHistory(
      [
        { values: [1, 4], params: { x: 0 } },
        { values: [4, 1], params: { x: 0.9 } },
        { values: [5, 5], params: { x: 1 } },
      ],
      SPACE,
      ['minimize', 'minimize'],
    );
    const { standing, versus, expectations } = explainTrial(history, 2);
    expect(standing).toEqual({ kind: 'front', dominatedBy: 2, of: 3 });
    expect(versus!.trial).toBe(1);
    expect(expectations.map(({ reason }) => reason)).toEqual([
      'Too few results: 2; a model needs at least 4.',
      'Too few results: 2; a model needs at least 4.',
    ]);
  });

  test('no such trial, or a removed one', () => {
    const history = toldHistory([{ state: 'removed' }]);
    for (const trial of [0, 1, -1, 0.5])
      expect(() => explainTrial(history, trial)).toThrow(expect.objectContaining({ code: 'trial-missing' }));
  });

  test('a trial that has no parameters yet is explained as far as it goes', () => {
    const explained = explainTrial(toldHistory([...slope, { state: 'waiting' }], SPACE), 30);
    expect(explained.expectations[0]!.reason).toBe('The trial has no parameters in this space.');
    expect(explained.standing).toEqual({ kind: 'none', reason: 'It has not ended.' });
    expect(explained.versus).toBeNull();
    expect(explained.neighbours).toEqual([]);
  });
});

describe('laws', () => {
  const tree = space({
    kind: branch({ one: { a: float(0, 1) }, two: { b: float(1, 100, { log: true }) } }),
    order: permutation(['p', 'q', 'r', 's']),
    some: subset(['u', 'v', 'w']),
    mix: simplex(['k', 'l', 'm']),
  });
  const params = fc
    .record({
      isFirst: fc.boolean(),
      u: fc.double({ min: 0, max: 1, noNaN: true }),
      order: fc.shuffledSubarray(['p', 'q', 'r', 's'], { minLength: 4 }),
      some: fc.subarray(['u', 'v', 'w']),
      cut: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ isFirst, u, order, some, cut }) => ({
      ...(isFirst ? { kind: 'one', a: u } : { kind: 'two', b: 1 + 99 * u }),
      order,
      some,
      mix: { k: cut / 2, l: cut / 2, m: 1 - cut },
    }));
  const of = Object.fromEntries(tree.nodes.map(({ name, distribution }) => [name, distribution]));

  test('a distance is 0 to itself, the same both ways, within [0, 1], and its parts keep the triangle', () => {
    fc.assert(
      fc.property(params, params, params, (one, two, three) => {
        const told = [one, two, three].map(
          (own): Told => ({ values: [1], params: Object.fromEntries(internalsOf(tree, own)) }),
        );
        const measures = measuresOf(toldHistory(told, of), tree);
        expect(measures.map(({ name }) => name).sort()).toEqual(
          expect.arrayContaining(['kind', 'mix', 'order', 'some']),
        );
        for (const a of [0, 1, 2]) {
          expect(distance(measures, a, a)).toBe(0);
          for (const b of [0, 1, 2]) {
            expect(distance(measures, a, b)).toBe(distance(measures, b, a));
            expect(distance(measures, a, b)).toBeLessThanOrEqual(1 + 1e-9);
          }
        }
        for (const { between } of measures) {
          const sides = [between(0, 1), between(1, 2), between(0, 2)];
          if (sides.every(Number.isFinite)) expect(sides[2]!).toBeLessThanOrEqual(sides[0]! + sides[1]! + 1e-9);
        }
      }),
    );
  });
});
