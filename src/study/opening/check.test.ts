import { describe, expect, test } from 'vitest';
import type { VernierError } from '../../errors.ts';
import { random } from '../../samplers/random.ts';
import { tpe } from '../../samplers/tpe/tpe.ts';
import { linear } from '../../space/constraint.ts';
import { categorical, float, int } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy, openStudy } from './create.ts';
import type { Limits, RunOptions } from '../study.ts';

const line = space({ x: float(0, 1) });
const thrown = async (call: Promise<unknown>): Promise<VernierError> =>
  call.then(
    () => {
      throw new Error('it was taken');
    },
    (error: VernierError) => error,
  );

describe('options that make no sense are refused before anything is stored', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['seed', 1.5],
    ['seed', -1],
    ['seed', Number.NaN],
    ['seed', Number.POSITIVE_INFINITY],
    ['retries', -1],
    ['budget', 0],
    ['duplicates', 'never'],
    ['fidelity', { name: 'epoch', min: 5, max: 3 }],
    ['judgeBy', { kind: 'objective', name: 'accuracy' }],
    ['space', { x: float(0, 1) }],
    ['objectives are a list', [{ name: 'loss', direction: 'minimize' }]],
  ];
  test.each(cases)('%s: %j', async (name, value) => {
    const option = name.split(' ')[0]!;
    const error = await thrown(createStudy({ space: line, [option]: value } as RunOptions));
    expect([error.code, error.message]).toEqual(['config-invalid', expect.stringContaining(name)]);
  });
});

test('what is no sampler is refused with the call that makes one', async () => {
  const storage = memory();
  for (const [sampler, hint] of [
    [tpe, 'tpe()'],
    ['gp', 'gp()'],
    [{ name: 'gp' }, 'gp()'],
  ] as const) {
    const error = await thrown(createStudy({ storage, space: line, sampler: sampler as never }));
    expect([error.code, error.hint]).toEqual(['config-invalid', expect.stringContaining(hint)]);
  }
  expect(await storage.listStudies()).toEqual([]);
});

test('a study whose sampler had told of no options can be opened with their defaults', async () => {
  const storage = memory();
  const { options: _, ...silent } = random();
  await createStudy({ name: 's', storage, space: line, sampler: { ...silent, name: 'tpe' } });
  expect((await openStudy('s', { storage, space: line, sampler: tpe() })).name).toBe('s');
  expect((await thrown(openStudy('s', { storage, space: line, sampler: tpe({ startup: 3 }) }))).code).toBe(
    'study-differs',
  );
});

test('constraints that nothing meets are refused before anything is stored, by every sampler', async () => {
  const storage = memory();
  const impossible = space({ n: int(1, 9) }, { constraints: [linear({ n: 1 }, 0)] });
  for (const sampler of [random(), tpe()]) {
    const error = await thrown(createStudy({ storage, sampler, space: impossible }));
    expect([error.code, error.hint]).toEqual(['space-invalid', expect.stringContaining('Loosen a constraint')]);
  }
  expect(await storage.listStudies()).toEqual([]);
});

describe('limits that make no sense are refused before anything runs', () => {
  const cases: readonly Limits[] = [
    { trials: -1 },
    { trials: 1.5 },
    { trials: Number.NaN },
    { trials: 1, concurrency: 0 },
    { trials: 1, seconds: Number.NaN },
    { trials: 1, target: Number.NaN },
    { trials: 1, firstFailures: 0 },
  ];
  test.each(cases)('%j', async (limits) => {
    const study = await createStudy({ space: line });
    expect((await thrown(study.optimize(() => 1, limits))).code).toBe('config-invalid');
    expect(study.history.size).toBe(0);
  });

  test('a target where there are several objectives', async () => {
    const study = await createStudy({ space: line, objectives: { a: 'minimize', b: 'minimize' } });
    expect((await thrown(study.optimize(() => [1, 2], { trials: 1, target: 0 }))).message).toMatch(/several/);
  });

  test('no limit at all may be said as Infinity', async () => {
    const study = await createStudy({ space: space({ x: categorical(['a', 'b']) }) });
    const { stoppedBy } = await study.optimize(() => 1, { trials: Number.POSITIVE_INFINITY });
    expect(stoppedBy).toBe('exhausted');
  });
});

test.each([-1, 0.5, Number.NaN])('there is no trial %d to tell', async (number) => {
  const study = await createStudy({ space: line });
  await study.ask();
  expect((await thrown(study.tell(number, 1))).message).toBe(`There is no trial ${number} in study "${study.name}".`);
});

test.each(['__proto__', 'constructor', 'toString'])('a parameter may be called %s', async (name) => {
  const study = await createStudy({ space: space({ [name]: float(0, 1) }) });
  await study.tell(await study.ask(), 1);
  expect(Object.entries(study.paramsOf(study.best!))).toEqual([[name, expect.any(Number)]]);
});
