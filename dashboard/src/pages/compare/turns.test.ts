import { expect, test } from 'vitest';
import { listenedIn } from './turns.ts';

test('few studies are always listened to', () => {
  expect([...listenedIn(0, 0)]).toEqual([]);
  expect([...listenedIn(7, 1)]).toEqual([0]);
  expect([...listenedIn(7, 2)].sort()).toEqual([0, 1]);
});

test.each([3, 4, 7, 10])('of %i two are at once, and each has its turn', (studies) => {
  const heard = new Set<number>();
  for (let turn = 0; turn < studies; turn++) {
    const listened = listenedIn(turn, studies);
    expect(listened.size).toBe(2);
    for (const i of listened) heard.add(i);
  }
  expect(heard.size).toBe(studies);
});
