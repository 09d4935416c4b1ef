import { expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { type Change, recordOf } from '../history/record.ts';
import { auto } from '../pruners/auto/auto.ts';
import { median } from '../pruners/percentile/percentile.ts';
import type { Pruner } from '../pruners/pruner.ts';
import { named, type Setup } from '../study/opening/setup.ts';
import { prunerOf, PrunerWatch } from './pruner-words.ts';

const LOSS = { name: 'loss', direction: 'minimize' } as const;
const SIZE = { name: 'size', direction: 'minimize' } as const;
const setupOf = (pruner: Pruner) => ({ pruner: named(pruner), judgeBy: { kind: 'all' } }) as unknown as Setup;

/** A study of one running trial. */
function historyOf(objectives: readonly (typeof LOSS | typeof SIZE)[], reported: boolean): History {
  const history = new History(objectives);
  const reports = reported ? [[1, objectives.map(() => 2)] as const] : [];
  history.apply([{ type: 'trial', trial: recordOf({ state: 'running', reports }, 0, 0) }]);
  return history;
}

const prunerWords = (...given: Parameters<typeof prunerOf>) => prunerOf(...given)?.words ?? null;

const kept: Change = {
  type: 'attributed',
  id: 0,
  owner: 'system',
  key: 'vernier:checkpoint',
  value: { step: 1, checkpoint: 'kept' },
};

test('what auto has chosen is told with its reason', () => {
  const history = historyOf([LOSS], true);
  expect(prunerWords({ history }, setupOf(auto()))).toBe(
    'auto has chosen curve, which stops trials: none has kept a checkpoint',
  );
  history.apply([kept]);
  expect(prunerWords({ history }, setupOf(auto()))).toBe(
    'auto has chosen freezeThaw, which pauses trials: they keep checkpoints',
  );
  const several = historyOf([LOSS, SIZE], true);
  expect(prunerWords({ history: several }, setupOf(auto()))).toBe(
    'auto has chosen asha, which stops trials: several objectives, and none has kept a checkpoint',
  );
});

test('nothing is told before a report, or of another pruner that has something to judge', () => {
  expect(prunerWords({ history: historyOf([LOSS], false) }, setupOf(auto()))).toBeNull();
  expect(prunerWords({ history: historyOf([LOSS], true) }, setupOf(median()))).toBeNull();
  expect(prunerWords({ history: historyOf([LOSS], true) }, null)).toBeNull();
});

test('a pruner that had nothing to judge says so, once a trial is complete', () => {
  const end: Change = { type: 'finished', id: 0, state: 'complete', values: [1], at: 1 };
  const silent = historyOf([LOSS], false);
  silent.apply([end]);
  const nothing = 'median has had nothing to judge: no trial has reported';
  expect(prunerWords({ history: silent }, setupOf(median()))).toBe(`${nothing} loss at a step`);
  const misspelt = historyOf([LOSS], true);
  misspelt.apply([end]);
  const judgeBy = { kind: 'metric', name: 'acuracy', direction: 'maximize' } as const;
  expect(prunerWords({ history: misspelt }, { ...setupOf(median()), judgeBy })).toBe(`${nothing} acuracy at a step`);
});

test('a pruner whose objective was NaN beside another one in every report says that this counts as left out', () => {
  const history = historyOf([LOSS, SIZE], false);
  history.apply([
    { type: 'reported', id: 0, step: 1, values: [Number.NaN, 3] },
    { type: 'finished', id: 0, state: 'complete', values: [1, 3], at: 1 },
  ]);
  const judgeBy = { kind: 'objective', name: 'loss' } as const;
  expect(prunerWords({ history }, { ...setupOf(median()), judgeBy })).toBe(
    'median has had nothing to judge: every report gave another objective, and left loss out or gave NaN for it, which counts as the same',
  );
});

test('who follows a study hears of the choice as it is made, by name', () => {
  const history = historyOf([LOSS], false);
  const watch = new PrunerWatch({ history }, setupOf(auto()));
  expect(watch.found).toEqual({ name: 'auto', chosen: null, words: null });
  const told = (...changes: readonly Change[]) => {
    watch.hear(history.apply(changes));
    return watch.found;
  };
  expect(told({ type: 'reported', id: 0, step: 1, values: [2] })).toMatchObject({ name: 'auto', chosen: 'curve' });
  expect(told(kept)).toMatchObject({ name: 'auto', chosen: 'freezeThaw', words: expect.stringContaining('they keep') });
  expect(prunerOf({ history }, setupOf(median()))).toEqual({ name: 'median', chosen: null, words: null });
  expect(prunerOf({ history }, null)).toBeNull();
});
