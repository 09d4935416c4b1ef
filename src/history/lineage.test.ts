import { expect, test } from 'vitest';
import { float } from '../space/distribution.ts';
import { History } from './history.ts';
import { FROM, lineageOf, originOf, RESUME, RESUMED, scheduleOf } from './lineage.ts';
import { type Change, type Json, recordOf } from './record.ts';

/** A trial, a copy of it from step 2 on, and the repeat of that copy, which was lost at step 3. */
function lineOf(resumed: readonly Json[]): History {
  const attributes: Readonly<Record<string, Json>>[] = [
    {},
    { [FROM]: { trial: 0, step: 2 } },
    { 'vernier:retry-of': 1, 'vernier:try': 1, [RESUME]: { step: 3, checkpoint: 'c' }, [RESUMED]: resumed },
  ];
  const x = [0.1, 0.2, 0.2];
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  history.apply(
    attributes.map((systemAttributes, row): Change => {
      const params = { x: { distribution: float(0, 1), internal: x[row]! } };
      return { type: 'trial', trial: recordOf({ state: 'running', params, systemAttributes }, row, row) };
    }),
  );
  return history;
}

test('a repeat has the state of the trial that it repeats', () => {
  const history = lineOf([{ step: 3, first: 4 }]);
  expect(originOf(history, 2)).toEqual({ trial: 1, step: 3 });
  expect(lineageOf(history, 2)).toEqual([0, 1, 2]);
  expect(scheduleOf(history, 2)).toEqual([
    { after: 0, trial: 0, params: { x: 0.1 } },
    { after: 2, trial: 1, params: { x: 0.2 } },
  ]);
});

test('one that started from nothing, for the checkpoint was gone, has trained all its steps itself', () => {
  const history = lineOf([{ step: 3, first: 1, anew: 'The checkpoint was gone.' }]);
  expect(originOf(history, 2)).toEqual({ trial: 1, step: 0 });
  expect(lineageOf(history, 2)).toEqual([2]);
  expect(scheduleOf(history, 2)).toEqual([{ after: 0, trial: 2, params: { x: 0.2 } }]);
});
