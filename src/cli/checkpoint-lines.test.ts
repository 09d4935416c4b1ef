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
  expect(useWords({ trials: 0, bytes: 0 }, history)).toBeNull();
  const dropped = { 'vernier:checkpoint-dropped': { step: 3, bytes: 10, at: 0 } };
  history.apply([{ type: 'trial', trial: recordOf({ state: 'paused', systemAttributes: dropped }, 1, 0) }]);
  expect(useWords({ trials: 2, bytes: 2e6 }, history)).toBe(
    '2 trials, 2.0 MB in .vernier/trials; 1 paused trial lost theirs for want of space',
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
