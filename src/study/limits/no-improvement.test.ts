import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { History } from '../../history/history.ts';
import { type Change, recordOf, type TrialDraft } from '../../history/record.ts';
import { NoImprovement } from './no-improvement.ts';

const ONE = [{ name: 'gain', direction: 'maximize' }] as const;
const TWO = [
  { name: 'gain', direction: 'maximize' },
  { name: 'cost', direction: 'minimize' },
] as const;
const trial = (number: number, draft: TrialDraft): Change => ({
  type: 'trial',
  trial: recordOf(draft, number, number),
});
const done = (number: number, ...values: readonly number[]): Change =>
  trial(number, { state: 'complete', values, finishedAt: number });

describe('patience', () => {
  test('ends so many trials after the last improvement; an equal one is none', () => {
    const history = new History(ONE);
    const patience = new NoImprovement(history, () => 3);
    const reached = [1, 2, 2, 1, 3, 3, 0, 3].map((value, i) => {
      patience.hear(history.apply([done(i, value)]));
      return patience.reached;
    });
    expect(reached).toEqual([false, false, false, false, false, false, false, true]);
  });

  test('counts pruned, failed and infeasible trials, and begins with the first of all', () => {
    const history = new History(ONE);
    const patience = new NoImprovement(history, () => 3);
    patience.hear(history.apply([trial(0, { state: 'failed' }), trial(1, { state: 'pruned', values: [9] })]));
    expect(patience.reached).toBe(false);
    patience.hear(history.apply([trial(2, { state: 'complete', values: [9], constraints: { size: 1 } })]));
    expect(patience.reached).toBe(true);
  });

  test('with several objectives it is the front that has to gain a trial', () => {
    const history = new History(TWO);
    const patience = new NoImprovement(history, () => 2);
    patience.hear(history.apply([done(0, 1, 1), done(1, 2, 2), done(2, 1, 2)]));
    expect(patience.reached).toBe(false);
    patience.hear(history.apply([done(3, 0, 5)]));
    expect(patience.reached).toBe(true);
    patience.hear(history.apply([done(4, 0, 0)]));
    expect(patience.reached).toBe(false);
  });
});

test('law: who comes later, or hears of it in other portions, has the same patience', () => {
  const values = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 25 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 6 }), fc.nat(25), (given, patience, cut) => {
      const history = new History(ONE);
      const first = new NoImprovement(history, () => patience);
      first.hear(history.apply(given.slice(0, cut).map((value, i) => done(i, value))));
      for (const [i, value] of given.slice(cut).entries())
        first.hear(history.apply([done(Math.min(cut, given.length) + i, value)]));
      expect(new NoImprovement(history, () => patience).reached).toBe(first.reached);
    }),
  );
});
