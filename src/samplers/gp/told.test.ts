import { expect, test } from 'vitest';
import { random } from '../../math/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../../study/opening/create.ts';
import { gp } from './gp.ts';

test('under noise, what is told of proposals promises little more than comes', async () => {
  let told = 0;
  let kept = 0;
  let proposals = 0;
  for (let seed = 1; seed <= 6; seed++) {
    const noise = random(seed);
    const study = await createStudy({ space: space({ x: float(-5, 5), y: float(-5, 5) }), sampler: gp(), seed });
    await study.optimize(({ x, y }) => (x - 1) ** 2 + (y - 2) ** 2 + 5 * noise.normal(), { trials: 40 });
    let best = Number.POSITIVE_INFINITY;
    for (let row = 0; row < 40; row++) {
      const loss = study.history.losses[row]!;
      const chance = /(less than )?(\d+) % chance/.exec(String(study.history.notes(row)?.['why']));
      if (chance !== null) {
        proposals++;
        told += Number(chance[2]) / 100;
        kept += loss < best ? 1 : 0;
      }
      best = Math.min(best, loss);
    }
  }
  expect(proposals).toBeGreaterThan(150);
  expect(told / proposals - kept / proposals).toBeLessThan(0.12); // chances to beat the model's best, without noise, are above it by .37
  expect(kept).toBeGreaterThan(0);
});
