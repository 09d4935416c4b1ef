import { expect, test } from 'vitest';
import { appliedAll, PAUSED } from './applied.ts';
import { History } from './history.ts';
import { type Change, recordOf } from './record.ts';

test('the step of a pause is the last one of the trial: samples of the machine are counted otherwise', () => {
  const trial = recordOf({ state: 'running', startedAt: 0 }, 1, 0);
  const changes: readonly Change[] = [
    { type: 'reported', id: 1, step: 3, values: [1] },
    { type: 'logged', id: 1, step: 4, metrics: { 'val/loss': 0.5 } },
    { type: 'logged', id: 1, step: 250, metrics: { 'system/cpu': 99, 'system/seconds': 500 } },
    { type: 'paused', id: 1, checkpoint: null, at: 1000 },
  ];
  const paused = { step: 4, checkpoint: null, seconds: 1, since: 0 };
  expect(appliedAll(trial, changes).systemAttributes[PAUSED]).toEqual(paused);
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  history.apply([{ type: 'trial', trial }, ...changes]);
  expect(history.attribute(0, 'system', PAUSED)).toEqual(paused);
});
