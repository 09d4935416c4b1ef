import { expect, test } from 'vitest';
import { random } from '../samplers/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { createStudy } from './create.ts';

const line = space({ x: float(0, 1) });

/** Whatever one does with it throws, the same again. */
function hostile(): object {
  const handler = new Proxy(
    {},
    {
      get: () => () => {
        throw hostile();
      },
    },
  );
  return new Proxy({}, handler);
}

test.each([
  ['that throws whatever one does with it', hostile],
  [
    'that is revoked',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  ],
  ['whose name is no text', () => Object.assign(new Error(''), { name: { toString: null } })],
])('a thrown thing %s fails its trial, and the study goes on', async (_, make) => {
  const study = await createStudy({ space: line, sampler: random(), seed: 1 });
  const summary = await study.optimize(
    ({ x }, { number }) => {
      if (number === 1) throw make();
      if (number === 2) return make() as unknown as number;
      return x;
    },
    { trials: 4 },
  );
  expect(summary).toMatchObject({ complete: 2, failed: 2, stoppedBy: 'trials' });
  const reason = study.history.attribute(1, 'system', 'vernier:error') as { readonly message: string };
  expect(reason.message).toMatch(/^thrown: object/);
});

test('a listener that throws is heard of once, and neither the search nor the other listeners suffer', async () => {
  const study = await createStudy({ space: line, sampler: random(), seed: 1 });
  let heard = 0;
  study.subscribe(() => {
    throw new RangeError(`chart is too small, ${heard}`);
  });
  study.subscribe(async () => {
    throw hostile();
  });
  study.subscribe(() => void heard++);
  expect(await study.optimize(({ x }) => x, { trials: 3 })).toMatchObject({ complete: 3 });
  expect(heard).toBeGreaterThanOrEqual(6);
  expect(study.warnings).toEqual([
    'A listener failed: RangeError: chart is too small, 0',
    'A listener failed: thrown: object',
  ]);
});
