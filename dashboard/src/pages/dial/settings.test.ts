import { describe, expect, test } from 'vitest';
import { nextSignal, settingsOf, viewOf, withKnobs } from './settings.ts';

const FIRST = settingsOf({});

describe('an address', () => {
  test('holds nothing of what is as at first', () => {
    expect(viewOf(FIRST)).toEqual({});
  });

  test('holds all else, and gives it back', () => {
    const settings = { seed: 42, knobs: 2, kind: 'twins', noise: 'heavy', probes: 49 } as const;
    expect(viewOf(settings)).toEqual({ seed: '42', knobs: '2', signal: 'twins', noise: 'heavy', probes: '49' });
    expect(settingsOf(viewOf(settings))).toEqual(settings);
  });

  test.each([
    [{ seed: 'x' }],
    [{ seed: '1.5' }],
    [{ seed: '-1' }],
    [{ seed: '1e9' }],
    [{ knobs: '3' }],
    [{ signal: 'loud' }],
    [{ noise: 'none' }],
    [{ probes: '1000000' }],
    [{ probes: '16' }], // a number of two knobs
  ])('that makes no sense means what is at first: %o', (view) => {
    expect(settingsOf(view)).toEqual(FIRST);
  });
});

test('another signal differs by its seed alone, and seeds go round', () => {
  expect(nextSignal(FIRST)).toEqual({ ...FIRST, seed: FIRST.seed + 1 });
  expect(nextSignal({ ...FIRST, seed: 999_999 }).seed).toBe(0);
});

test('two knobs have as many probes as a square grid has places', () => {
  const { probes } = withKnobs(FIRST, 2);
  expect(Number.isInteger(Math.sqrt(probes))).toBe(true);
});
