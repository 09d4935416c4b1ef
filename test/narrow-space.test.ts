import { expect, test } from 'vitest';
import { createStudy, float, int, space } from '../src/index.ts';
import { quasiRandom, random, tpe } from '../src/samplers/index.ts';
import { linear } from '../src/space/constraint.ts';

test.each([random(), quasiRandom(), tpe()])(
  '$name searches a space that constraints make very narrow',
  async (sampler) => {
    const narrow = space(
      { a: float(0, 1), b: float(0, 1), c: float(0, 1), k: int(0, 100_000) },
      { constraints: [linear({ a: 1, b: 1, c: 1, k: 1e-4 }, 0.001), linear({ a: -1, b: -1 }, -0.0001)] },
    );
    const study = await createStudy({ space: narrow, sampler, seed: 1 });
    const tried = new Set<string>();
    const summary = await study.optimize(
      ({ a, b, c, k }) => {
        expect(a + b + c + k * 1e-4).toBeLessThan(0.001 + 1e-11);
        expect(a + b).toBeGreaterThan(0.0001 - 1e-11);
        tried.add([a, b, c, k].join());
        return (a - 0.0002) ** 2 + b * c;
      },
      { trials: 40 },
    );
    expect(summary).toMatchObject({ complete: 40, failed: 0 });
    expect(tried.size).toBe(40);
  },
);
