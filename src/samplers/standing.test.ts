import { expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { recordOf } from '../history/record.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { Evidence, STANDING as OF_MODELS } from './evidence.ts';
import { STANDING, standingOf } from './standing.ts';

test('a trial that was lost and is repeated is no failure of its configuration', () => {
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  const distribution = float(0, 1);
  const failed = (internal: number, isRepeated: boolean, id: number) =>
    recordOf(
      {
        state: 'failed',
        params: { x: { distribution, internal } },
        systemAttributes: isRepeated ? { 'vernier:repeated': true } : {},
      },
      id,
      id,
    );
  const delta = history.apply([
    { type: 'trial', trial: failed(0.25, false, 0) },
    { type: 'trial', trial: failed(0.5, true, 1) },
  ]);
  expect([0, 1].map((row) => standingOf(history, row))).toEqual([STANDING.failed, STANDING.none]);
  const evidence = new Evidence(space({ x: distribution }), 1);
  evidence.observe(history, delta);
  expect([...evidence.standing.subarray(0, 2)]).toEqual([OF_MODELS.failed, OF_MODELS.none]);
  expect(evidence.finished).toBe(1);
});
