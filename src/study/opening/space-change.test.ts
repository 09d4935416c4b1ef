import { expect, test } from 'vitest';
import { History } from '../../history/history.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { previewOf } from './space-change.ts';

test('a preview of many trials yields now and then, and tells of those that were there when it began', () => {
  const wide = space({ x: float(0, 1) });
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  const add = (from: number, to: number): void => {
    for (let number = from; number < to; number++) {
      const x = { distribution: float(0, 1), internal: (number % 10) / 10 };
      const none = { userAttributes: {}, systemAttributes: {}, reports: [], metrics: {}, constraints: {} };
      const ended = { state: 'complete', values: [x.internal], startedAt: 1, finishedAt: 2 } as const;
      history.apply([{ type: 'trial', trial: { id: number, number, ...ended, params: { x }, ...none } as never }]);
    }
  };
  add(0, 1000);
  const work = previewOf(history, wide, space({ x: float(0.45, 1) }), () => true);
  let yields = 0;
  let step = work.next();
  for (; step.done !== true; step = work.next()) {
    if (yields++ === 0) add(1000, 1500);
  }
  expect(yields).toBe(10);
  expect(step.value).toMatchObject({ trials: 1000, inside: 500, learnt: 500, clamped: 500, best: 0, bestInside: 5 });
});
