import { expect, test } from 'vitest';
import { auto } from '../samplers/auto/auto.ts';
import { gp } from '../samplers/gp/gp.ts';
import { random } from '../samplers/random.ts';
import type { Sampler } from '../samplers/sampler.ts';
import { tpe } from '../samplers/tpe/tpe.ts';
import { linear } from '../space/constraint.ts';
import { categorical, int } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { createStudy } from './opening/create.ts';

const plain = space({ a: int(0, 6), b: int(0, 5) });
const triangle = space({ a: int(0, 7), b: int(0, 7) }, { constraints: [linear({ a: 1, b: 1 }, 7)] }); // 36 of 64
const tiny = space({ c: categorical(['p', 'q', 'r']) });

/** Counts how often a sampler is asked. */
function counting(sampler: Sampler) {
  const asked = { times: 0 };
  const counted: Sampler = {
    ...sampler,
    async start(problem) {
      const run = await sampler.start(problem);
      return {
        observe: (history, delta) => run.observe(history, delta),
        suggest: (...args) => run.suggest(...args),
        propose(...args) {
          asked.times++;
          return run.propose(...args);
        },
      };
    },
  };
  return { counted, asked };
}

/** A sampler that knows one configuration only. */
const stubborn = (): Sampler => ({
  ...random(),
  start: () => ({
    observe: () => {},
    propose: (trials) => trials.map(() => ({ params: new Map() })),
    suggest: () => 0,
  }),
});

test('where few configurations are left they are gone through, and the sampler is not asked again', async () => {
  const { counted, asked } = counting(stubborn());
  const study = await createStudy({ space: tiny, sampler: counted, seed: 1 });
  const seen = new Set<unknown>();
  for (let i = 0; i < 3; i++) {
    const trial = await study.ask();
    seen.add(trial.params.c);
    await study.tell(trial, i);
  }
  expect(seen.size).toBe(3);
  expect(asked.times).toBe(3);
});

test('where many are left, a sampler that repeats itself is asked again first', async () => {
  const { counted, asked } = counting(stubborn());
  const study = await createStudy({ space: plain, sampler: counted, seed: 1 });
  for (let i = 0; i < 2; i++) await study.tell(await study.ask(), i);
  expect(asked.times).toBe(2 + 20);
});

const samplers = { auto, gp, tpe } as const;

test.each([
  ['auto', plain, 42],
  ['gp', plain, 42],
  ['tpe', plain, 42],
  ['auto', triangle, 36],
  ['gp', triangle, 36],
  ['tpe', triangle, 36],
] as const)(
  '%s finds the last configurations of a finite space itself, alone and in batches',
  async (name, searched, count) => {
    for (const batch of [1, 7]) {
      const { counted, asked } = counting(samplers[name]());
      const study = await createStudy({ space: searched, sampler: counted, seed: 7 });
      const seen = new Set<string>();
      let asks = 0;
      while (seen.size < count) {
        const trials = await study.ask(batch);
        asks++;
        for (const trial of trials) {
          seen.add(JSON.stringify(trial.params));
          await study.tell(trial, (trial.params.a - 2) ** 2 + (trial.params.b - 3) ** 2);
        }
      }
      expect(asks).toBe(Math.ceil(count / batch));
      expect(asked.times).toBe(asks);
      await study.close();
    }
  },
);
