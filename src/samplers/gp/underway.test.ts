import { expect, test } from 'vitest';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../../study/opening/create.ts';
import { gp } from './gp.ts';

/** Where the next trial is, after eleven that were stopped, best at 0, and one at 0.9 that still runs and has reported so many steps. */
async function nextBeside(steps: number): Promise<number> {
  const study = await createStudy({ space: space({ x: float(0, 1) }), sampler: gp(), seed: 7 });
  for (let i = 0; i < 11; i++) {
    await study.enqueue({ x: i / 20 });
    const trial = await study.ask();
    for (let step = 1; step <= 3; step++) await trial.report(10 - step + i / 2, step);
    await study.tell(trial, { state: 'pruned' });
  }
  await study.enqueue({ x: 0.9 });
  const running = await study.ask();
  for (let step = 1; step <= steps; step++) await running.report(4 - step, step);
  return (await study.ask()).params['x'] as number;
}

test('a trial that runs and is ahead of those that were stopped draws the next one near', async () => {
  expect(await nextBeside(3)).toBeGreaterThan(0.8);
});

test('it does not before it has come as far as they have', async () => {
  expect(await nextBeside(2)).toBeLessThan(0.2);
});
