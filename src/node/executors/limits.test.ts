import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { alarm } from './limits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DAY_MS = 86_400_000;

test.each([0.5, 24, 25, 60])('a limit of %d days is as long as that', (days) => {
  const ring = vi.fn();
  alarm(days * DAY_MS, ring);
  vi.advanceTimersByTime(days * DAY_MS - 1);
  expect(ring).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(ring).toHaveBeenCalledTimes(1);
});

test('called off, it never rings', () => {
  const ring = vi.fn();
  const callOff = alarm(60 * DAY_MS, ring);
  vi.advanceTimersByTime(30 * DAY_MS);
  callOff();
  vi.advanceTimersByTime(60 * DAY_MS);
  expect(ring).not.toHaveBeenCalled();
});
