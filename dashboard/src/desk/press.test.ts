import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { News } from './messages.ts';
import { betweenPresses } from './press.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const favourite: News = { type: 'favourite', favourite: { trial: 3, text: 'Take it.' } };
const prospect: News = { type: 'prospect', prospect: { outlook: null } as never };
const tip: News = { type: 'tip', chart: 1, tip: null };

function line() {
  const window = new EventTarget();
  const heard: string[] = [];
  const own = betweenPresses(({ type }) => heard.push(type), window);
  return { ...own, heard, point: (type: string) => window.dispatchEvent(new Event(`pointer${type}`)) };
}

test('news that may move a button waits until its click has come, in its order; what follows the pointer does not', () => {
  const { hear, heard, point } = line();
  hear(prospect);
  point('down');
  hear(favourite);
  hear(tip);
  hear(prospect);
  point('up');
  expect(heard).toEqual(['prospect', 'tip']);
  vi.advanceTimersByTime(0);
  expect(heard).toEqual(['prospect', 'tip', 'favourite', 'prospect']);
  hear(favourite);
  expect(heard).toHaveLength(5);
});

test('a button that is kept down holds news back for a second', () => {
  const { hear, heard, point } = line();
  point('down');
  hear(favourite);
  vi.advanceTimersByTime(999);
  expect(heard).toEqual([]);
  vi.advanceTimersByTime(1);
  hear(prospect);
  expect(heard).toEqual(['favourite', 'prospect']);
  point('up');
  point('down');
  hear(favourite);
  expect(heard).toHaveLength(2);
});

test('a press that becomes something else, or a desk that is closed, loses no news', () => {
  const { hear, heard, point, end } = line();
  point('down');
  hear(favourite);
  point('cancel');
  vi.advanceTimersByTime(0);
  expect(heard).toEqual(['favourite']);
  point('down');
  hear(prospect);
  end();
  expect(heard).toEqual(['favourite', 'prospect']);
});
