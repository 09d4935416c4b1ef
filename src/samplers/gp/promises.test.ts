import { expect, test } from 'vitest';
import { History } from '../../history/history.ts';
import { type Change, recordOf, type TrialRecord } from '../../history/record.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { Evidence } from '../evidence.ts';
import { Promises } from './promises.ts';

const searched = space({ x: float(0, 1) });
const { distribution } = searched.nodes[0]!;

/** A trial by what was told of it (null = nothing), its loss (null = failed), and its state if it is not complete. */
type Told = readonly [chance: number | null, loss: number | null, state?: 'pruned'];

function after(trials: readonly Told[], pieces = 1): number {
  const history = new History([{ name: 'f', direction: 'minimize' }]);
  const evidence = new Evidence(searched, 1);
  const promises = new Promises();
  const changes = trials.map(([chance, loss, pruned], n): Change => {
    const end: Pick<TrialRecord, 'state' | 'values'> =
      loss === null ? { state: 'failed', values: null } : { state: pruned ?? 'complete', values: [loss] };
    const systemAttributes = chance === null ? {} : { 'vernier:notes': { chance } };
    const params = { x: { distribution, internal: (n + 1) / 100 } };
    return { type: 'trial', trial: recordOf({ ...end, params, systemAttributes }, n, n) };
  });
  const size = Math.ceil(changes.length / pieces);
  for (let from = 0; from < changes.length; from += size) {
    const delta = history.apply(changes.slice(from, from + size));
    evidence.observe(history, delta);
    promises.observe(history, delta);
  }
  return promises.kept(evidence);
}

test('without promises, and where all are kept, chances are told as they are', () => {
  expect(after([])).toBe(1);
  expect(after([[null, 3]])).toBe(1);
  expect(
    after([
      [null, 3],
      [0.5, 2],
      [0.5, 1],
    ]),
  ).toBe(1);
});

test('where none is kept, less and less is told', () => {
  expect(
    after([
      [null, 1],
      [0.5, 2],
      [0.5, 3],
    ]),
  ).toBe(2 / 3);
  expect(after([[null, 1], ...Array.from({ length: 20 }, () => [0.5, 2] as const)])).toBe(2 / 12);
});

test('a pruned trial breaks its promise, whatever it reported', () => {
  expect(
    after([
      [null, 1],
      [0.5, 0, 'pruned'],
      [0.5, 0.5],
    ]),
  ).toBe(1); // the last one is the best
  expect(
    after([
      [null, 1],
      [0.5, 0, 'pruned'],
      [0.5, 2],
    ]),
  ).toBe(2 / 3);
});

test('failed trials neither keep nor break a promise', () => {
  expect(
    after([
      [null, 1],
      [0.5, null],
      [0.5, 2],
    ]),
  ).toBe(2 / 2.5);
});

test('the pieces in which trials came do not matter', () => {
  const trials = [
    [null, 5],
    [0.3, 6],
    [0.9, 4],
    [0.5, null],
    [0.2, 7],
    [0.8, 3],
  ] as const;
  expect(after(trials, 3)).toBe(after(trials));
});
