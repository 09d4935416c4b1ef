import { expect, test } from 'vitest';
import { toldHistory } from '../analysis/charts/told.test-support.ts';
import { trialItem } from './trial-view.ts';

test('why a trial was paused is told while it is, and no more once it has gone on', () => {
  const systemAttributes = { 'vernier:pruned': { by: 'pbt', step: 4, why: 'it is to go on' } };
  const history = toldHistory([
    { state: 'paused', systemAttributes },
    { state: 'complete', values: [1], systemAttributes: { ...systemAttributes, 'vernier:warning': 'It began anew.' } },
    { state: 'failed', systemAttributes: { ...systemAttributes, 'vernier:error': { message: 'Out of memory.' } } },
  ]);
  const whys = [0, 1, 2].map((row) => trialItem(history, row, null).why);
  expect(whys).toEqual(['it is to go on', 'It began anew.', 'Out of memory.']);
});
