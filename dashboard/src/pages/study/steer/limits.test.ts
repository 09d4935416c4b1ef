import { expect, test } from 'vitest';
import { settingsOf, textsOf, wrongLimits } from './limits.ts';

const NOW = new Date(2026, 10, 26, 12, 0).getTime();

test('limits become texts, and only what was changed is set', () => {
  const before = textsOf({ trials: 100, concurrency: null, deadline: NOW });
  expect(before).toEqual({ trials: '100', concurrency: '', deadline: '2026-11-26T12:00' });
  expect(textsOf(null)).toEqual({ trials: '', concurrency: '', deadline: '' });
  expect(settingsOf(before, before)).toEqual({});
  expect(settingsOf({ ...before, trials: '', concurrency: ' 4 ' }, before)).toEqual({ trials: null, concurrency: 4 });
  expect(settingsOf({ ...before, deadline: '2026-11-26T13:30' }, before)).toEqual({ deadline: NOW + 90 * 60_000 });
});

test('what will not do is told at its field', () => {
  const none = textsOf(null);
  expect(wrongLimits({ trials: '0', concurrency: '1', deadline: '' }, none, NOW)).toEqual({
    trials: null,
    concurrency: null,
    deadline: null,
  });
  const wrong = wrongLimits({ trials: '1.5', concurrency: '0', deadline: '2026-11-26T11:59' }, none, NOW);
  expect(Object.values(wrong).every((text) => text !== null)).toBe(true);
  const old = { ...none, deadline: '2026-11-26T11:59' };
  expect(wrongLimits(old, old, NOW).deadline).toBeNull(); // it was set before, and has gone by
});
