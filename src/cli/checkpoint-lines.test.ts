import { expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { recordOf } from '../history/record.ts';
import { bytesText, droppedWords, useWords } from './checkpoint-lines.ts';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [1_234_567_890, '1.2 GB'],
  [250e9, '250 GB'],
])('%d bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

test('what checkpoints take, and whose were dropped', () => {
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  expect(useWords({ trials: 0, bytes: 0, room: null }, history)).toBeNull();
  const dropped = { 'vernier:checkpoint-dropped': { step: 3, bytes: 10, at: 0 } };
  history.apply([{ type: 'trial', trial: recordOf({ state: 'paused', systemAttributes: dropped }, 1, 0) }]);
  expect(useWords({ trials: 2, bytes: 2e6, room: null }, history)).toBe(
    '2 trials, 2.0 MB in .vernier/trials; 1 paused trial lost theirs for want of space',
  );
});

test('the limit, and that the best trial is among those that had to make room, though nothing is left', () => {
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  const trial = (loss: number, id: number) =>
    ({ type: 'trial', trial: recordOf({ state: 'complete', values: [loss] }, id, id) }) as const;
  history.apply([trial(2, 0), trial(1, 1), trial(3, 2)]);
  const use = (removed: readonly number[]) => ({ trials: 0, bytes: 0, room: { limit: 50_000, removed } });
  expect(useWords(use([]), history)).toBeNull();
  expect(useWords(use([0]), history)).toBe(
    '0 trials, 0 bytes of at most 50.0 kB in .vernier/trials; 1 complete trial lost theirs for want of space',
  );
  expect(useWords(use([0, 1]), history)).toBe(
    '0 trials, 0 bytes of at most 50.0 kB in .vernier/trials; 2 complete trials lost theirs for want of space, the best (trial 1) among them',
  );
});

test('a trial tells what it lost', () => {
  const told = (systemAttributes: Record<string, { step: number; bytes: number; at: number }>) =>
    droppedWords(recordOf({ state: 'paused', systemAttributes }, 1, 0));
  expect(told({})).toBeNull();
  expect(told({ 'vernier:checkpoint-dropped': { step: 3, bytes: 2e6, at: 0 } })).toBe(
    'While it was paused, its checkpoint of step 3 (2.0 MB) was removed for want of space: it was to start from nothing.',
  );
});
