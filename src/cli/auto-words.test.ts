import { expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { type Change, recordOf } from '../history/record.ts';
import { auto } from '../pruners/auto/auto.ts';
import { median } from '../pruners/percentile/percentile.ts';
import { named, type Setup } from '../study/setup.ts';
import { autoWords } from './auto-words.ts';

const LOSS = { name: 'loss', direction: 'minimize' } as const;
const SIZE = { name: 'size', direction: 'minimize' } as const;
const setupOf = (pruner: ReturnType<typeof auto>) =>
  ({ pruner: named(pruner), judgeBy: { kind: 'all' } }) as unknown as Setup;

/** A study of one running trial. */
function historyOf(objectives: readonly (typeof LOSS | typeof SIZE)[], reported: boolean): History {
  const history = new History(objectives);
  const reports = reported ? [[1, objectives.map(() => 2)] as const] : [];
  history.apply([{ type: 'trial', trial: recordOf({ state: 'running', reports }, 0, 0) }]);
  return history;
}

const kept: Change = {
  type: 'attributed',
  id: 0,
  owner: 'system',
  key: 'vernier:checkpoint',
  value: { step: 1, checkpoint: 'kept' },
};

test('what auto has chosen is told with its reason', () => {
  const history = historyOf([LOSS], true);
  expect(autoWords({ history }, setupOf(auto()))).toBe('curve, which stops trials: none has kept a checkpoint');
  history.apply([kept]);
  expect(autoWords({ history }, setupOf(auto()))).toBe('freezeThaw, which pauses trials: they keep checkpoints');
  const several = historyOf([LOSS, SIZE], true);
  expect(autoWords({ history: several }, setupOf(auto()))).toBe(
    'asha, which stops trials: several objectives, and none has kept a checkpoint',
  );
});

test('nothing is told before a report, or of another pruner', () => {
  expect(autoWords({ history: historyOf([LOSS], false) }, setupOf(auto()))).toBeNull();
  expect(autoWords({ history: historyOf([LOSS], true) }, setupOf(median()))).toBeNull();
  expect(autoWords({ history: historyOf([LOSS], true) }, null)).toBeNull();
});
