import { expect, test } from 'vitest';
import { History } from '../../history/history.ts';
import { recordOf } from '../../history/record.ts';
import { spentBy } from './spent.ts';

test('running trials have run until now, one that nobody computes any more until its last sign of life', () => {
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  history.apply(
    [0, 1].map((id) => ({
      type: 'trial',
      trial: recordOf({ state: 'running', startedAt: 1000 }, id, id),
    })),
  );
  const secondsOf = (now?: Parameters<typeof spentBy>[2]) => [...spentBy(history, null, now).seconds];
  expect(secondsOf()).toEqual([0, 0]);
  expect(secondsOf(61_000)).toEqual([60, 60]);
  expect(secondsOf((row) => (row === 1 ? 3000 : 61_000))).toEqual([60, 2]);
});
