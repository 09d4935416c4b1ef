import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { historyChart, parallelChart } from 'vernier/analysis';
import { hitIndexOf, historyScene, parallelScene, trialAt } from 'vernier/scene';
import { History } from '../../../src/history/history.ts';
import { recordOf } from '../../../src/history/record.ts';
import { float } from '../../../src/space/distribution.ts';
import { placeOf, stepped } from './places.ts';

const X = float(0, 1);
const history = new History([{ name: 'loss', direction: 'minimize' }]);
history.apply(
  Array.from({ length: 30 }, (_, number) => ({
    type: 'trial' as const,
    trial: recordOf(
      { state: 'complete', values: [(number * 7) % 11], params: { x: { distribution: X, internal: number / 30 } } },
      number,
      number,
    ),
  })),
);

test.each([
  ['points', historyScene([historyChart(history)])],
  ['lines', parallelScene(parallelChart(history))],
])('where a trial is, it is found: %s', (_, scene) => {
  const index = hitIndexOf(scene);
  for (let trial = 0; trial < history.size; trial++) {
    const { x, y } = placeOf(scene, trial)!;
    expect(trialAt(index, x, y, 1)?.distance).toBeLessThan(0.01);
  }
  expect(placeOf(scene, 99)).toBe(null);
});

describe('steps', () => {
  const trials = Int32Array.from([2, 3, 5, 8]);
  test.each([
    [null, 'next', 2],
    [null, 'previous', 8],
    [3, 'next', 5],
    [4, 'next', 5],
    [4, 'previous', 3],
    [8, 'next', 8],
    [2, 'previous', 2],
    [5, 'first', 2],
    [5, 'last', 8],
    [3, 'next-page', 8],
    [8, 'previous-page', 2],
  ] as const)('from %s %s to %s', (from, step, to) => expect(stepped(trials, from, step)).toBe(to));

  test('of nothing there is none', () => expect(stepped(new Int32Array(0), 3, 'next')).toBe(null));
});

describe('laws', () => {
  test('going forward reaches every trial once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(1000), { minLength: 1 }), (numbers) => {
        const trials = Int32Array.from(numbers).sort();
        const seen: number[] = [];
        for (let at = stepped(trials, null, 'next')!; at !== seen.at(-1); at = stepped(trials, at, 'next')!)
          seen.push(at);
        expect(seen).toEqual([...trials]);
      }),
    );
  });
});
