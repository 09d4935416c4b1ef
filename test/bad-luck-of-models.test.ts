import { describe, expect, test } from 'vitest';
import type { TrialRecord } from '../src/history/record.ts';
import { auto } from '../src/samplers/auto/auto.ts';
import { catalog } from '../src/samplers/catalog.ts';
import { gp } from '../src/samplers/gp/gp.ts';
import type { Sampler } from '../src/samplers/sampler.ts';
import { byName } from '../src/space/catalog-entry.ts';
import { forbidden } from '../src/space/constraint.ts';
import { categorical, float, int } from '../src/space/distribution.ts';
import { branch } from '../src/space/shape.ts';
import { type SearchSpace, space } from '../src/space/space.ts';
import { createStudy } from '../src/study/opening/create.ts';
import type { Study } from '../src/study/study.ts';
import type { Trial } from '../src/study/trial.ts';

/** What may go wrong in a study must not go wrong in the models: each of these is thirty trials, none of them drawn at random for want of a proposal. */
const TRIALS = 30;

interface Ran {
  readonly study: Study;
  readonly trials: readonly TrialRecord[];
  /** Each trial's configuration as text. */
  readonly keys: readonly string[];
}

async function ran(
  sampler: Sampler,
  searched: SearchSpace,
  // biome-ignore lint/suspicious/noExplicitAny: objectives of any space
  objective: (params: any, trial: Trial<any>) => unknown,
  options: Readonly<Record<string, unknown>> = {},
  trials = TRIALS,
): Promise<Ran> {
  const study = (await createStudy({ space: searched, sampler, seed: 9, ...options } as never)) as unknown as Study;
  await study.optimize(objective as never, { trials });
  const records = Array.from({ length: study.history.size }, (_, row) => study.history.record(row)).filter(
    ({ state }) => state !== 'removed',
  );
  for (const { systemAttributes, number } of records)
    expect(String(systemAttributes['vernier:warning']), `trial ${number}`).not.toContain('failed');
  const keys = records.map(({ params }) =>
    JSON.stringify(Object.entries(params).map(([name, { internal }]) => [name, internal])),
  );
  return { study, trials: records, keys };
}

const different = ({ keys }: Ran): number => new Set(keys).size;
const best = ({ study }: Ran): number => study.best!.values![0]!;

const line = space({ x: float(0, 1), y: float(0, 1) });
const valley = ({ x, y }: { x: number; y: number }): number => (x - 0.3) ** 2 + (y - 0.7) ** 2;

describe.each([
  ['gp', () => gp({ candidates: 32 })],
  ['auto', () => auto()],
])('%s', (_, sampler) => {
  test('a constant objective: no point twice, no corner liked better', async () => {
    const found = await ran(sampler(), line, () => 0.3);
    expect(different(found)).toBe(TRIALS);
  });

  test('all trials fail: no point twice', async () => {
    const found = await ran(sampler(), line, () => {
      throw new Error('bad luck');
    });
    expect(found.trials.every(({ state }) => state === 'failed')).toBe(true);
    expect(different(found)).toBe(TRIALS);
  });

  test('all but one fail, or give what is no number', async () => {
    const found = await ran(sampler(), line, (params, { number }) => {
      if (number === 6) return valley(params);
      if (number % 3 === 0) throw new Error('bad luck');
      return number % 3 === 1 ? Number.NaN : Number.POSITIVE_INFINITY;
    });
    expect(different(found)).toBe(TRIALS);
  });

  test('every third trial crashes: the valley is found all the same', async () => {
    const found = await ran(sampler(), line, (params, { number }) => {
      if (number % 3 === 0) throw new Error('bad luck');
      return valley(params);
    });
    expect(best(found)).toBeLessThan(0.01);
    expect(different(found)).toBe(TRIALS);
  });

  test.each([
    ['1e300 where it is bad', (loss: number) => (loss > 0.3 ? 1e300 : loss)],
    ['once -1e300 and 1e300', (loss: number, n: number) => (n === 3 ? 1e300 : loss)],
    ['1e300 times as large', (loss: number) => 1e300 * loss],
    ['of both signs', (loss: number) => 1.7e308 * (2 * loss - 1)],
    ['as small as numbers are', (loss: number) => 1e-300 * loss],
  ])('values of 1e300 (%s) do not hide the valley', async (_name, bent) => {
    const found = await ran(sampler(), line, (params, { number }) => bent(valley(params), number));
    expect(valley(found.study.paramsOf(found.study.best!) as never)).toBeLessThan(0.01);
    expect(different(found)).toBe(TRIALS);
  });

  test('a singular kernel: few points, each many times where duplicates are allowed', async () => {
    const few = space({ k: int(1, 2), c: categorical(['p', 'q']) });
    const found = await ran(sampler(), few, ({ k }) => k, { duplicates: 'allow' });
    expect(found.trials.length).toBe(TRIALS);
    expect(different(found)).toBe(4);
  });

  test('a singular kernel: one point, again and again, with noise and without', async () => {
    const one = space({ k: int(3, 3), x: float(2, 2), c: categorical(['only']) });
    for (const objective of [() => 1, (__: unknown, { number }: { number: number }) => Math.sin(number)]) {
      const found = await ran(sampler(), one, objective, { duplicates: 'allow' });
      expect(found.trials.length).toBe(TRIALS);
    }
  });

  test('a singular kernel: points nearer to each other than numbers can tell', async () => {
    const near = space({ x: float(1, 1 + 1e-14), y: float(1e-300, 2e-300) });
    const found = await ran(sampler(), near, ({ x }) => x);
    expect(found.trials.length).toBe(TRIALS);
  });

  test('a space of one point is used up by one trial', async () => {
    const found = await ran(sampler(), space({ k: int(3, 3), c: categorical(['only']) }), () => 1);
    expect(found.trials.length).toBe(1);
  });

  test('a finite space is used up without a repeat', async () => {
    const small = space({ k: int(1, 4), m: branch({ on: { j: int(1, 3) }, off: {} }) });
    const found = await ran(sampler(), small, ({ k }) => k);
    expect([found.trials.length, different(found)]).toEqual([16, 16]);
  });

  test('a thousand levels', async () => {
    const levels = space({ c: categorical(Array.from({ length: 1000 }, (__, i) => i)), x: float(0, 1) });
    const found = await ran(sampler(), levels, ({ c, x }) => (c % 10) + x);
    expect(different(found)).toBe(TRIALS);
  });

  test('whole numbers from 1 to 1e9 on a logarithmic scale', async () => {
    const wide = space({ n: int(1, 1e9, { log: true }) });
    const found = await ran(sampler(), wide, ({ n }) => Math.abs(Math.log(n / 12_345)));
    expect(best(found)).toBeLessThan(0.2);
    expect(different(found)).toBe(TRIALS);
  });

  test('a case that has but one configuration is tried once, one that is forbidden never', async () => {
    const cases = space(
      { m: branch({ none: {}, line: { x: float(0, 1) }, never: { y: float(0, 1) } }) },
      { constraints: [forbidden({ m: 'never' })] },
    );
    const found = await ran(sampler(), cases, ({ m, x }) => (m === 'none' ? 0.4 : Math.abs(x - 0.6)));
    expect(different(found)).toBe(TRIALS);
    expect(best(found)).toBeLessThan(0.02);
    const modelled = found.trials.filter(({ systemAttributes }) => !whyOf(systemAttributes).includes('first look'));
    expect(modelled.length).toBeGreaterThan(TRIALS / 2);
  });

  test('not even the first looks repeat a case that has but one configuration', async () => {
    const cases = space({ m: branch({ none: {}, other: {}, line: { x: float(0, 1) } }) });
    for (const seed of [1, 2, 3]) {
      const found = await ran(sampler(), cases, ({ m, x }) => (m === 'line' ? Math.abs(x - 0.6) : 0.4), { seed }, 12);
      expect(different(found)).toBe(12);
    }
  });

  test('outcome constraints that nothing meets, that are always the same, and that only some trials tell', async () => {
    const found = await ran(sampler(), line, (params, trial) => {
      trial.setConstraint('never', 0.3);
      if (trial.number % 2 === 0) trial.setConstraint('sometimes', params.x - 0.5);
      if (trial.number === 4) trial.setConstraint('once', 1e300);
      return valley(params);
    });
    expect(different(found)).toBe(TRIALS);
  });

  test('a constraint that always holds leaves the valley to be found', async () => {
    const found = await ran(sampler(), line, (params, trial) => {
      trial.setConstraint('always', -0.3);
      return valley(params);
    });
    expect(best(found)).toBeLessThan(0.01);
  });

  test.each([
    ['one of them constant', ({ x }: { x: number }) => ({ a: x, b: 1 })],
    ['the same twice', ({ x }: { x: number }) => ({ a: x, b: x })],
    ['one of them huge', ({ x }: { x: number }) => ({ a: x, b: -1e300 * x })],
    ['one of them endless at times', ({ x, y }: { x: number; y: number }) => ({ a: x, b: y > 0.5 ? Infinity : -x })],
  ])('two objectives, %s', async (_name, objective) => {
    const found = await ran(sampler(), line, objective, { objectives: { a: 'minimize', b: 'minimize' } });
    expect(different(found)).toBe(TRIALS);
    expect(found.study.paretoFront.length).toBeGreaterThan(0);
  });
});

/** What a proposal says of itself. */
const whyOf = (attributes: TrialRecord['systemAttributes']): string =>
  JSON.stringify(attributes['vernier:notes'] ?? '');

describe('two objectives', () => {
  const two = { a: 'minimize', b: 'maximize' } as const;

  test.each(catalog.map(({ name, create, defaults }) => [name, () => create(defaults as never)] as const))(
    '%s understands them, or says at once that it does not, and who does',
    async (name, create) => {
      const sampler = create();
      const finite = space({ k: int(1, 4), c: categorical(['p', 'q']) });
      const made = createStudy({ space: finite, objectives: two, sampler, seed: 1 });
      if (sampler.traits.objectives === 'many') {
        const study = await made;
        expect((await study.optimize(({ k }) => ({ a: k, b: k }), { trials: 3 })).complete).toBe(3);
      } else await expect(made).rejects.toThrow(new RegExp(`${name}.*one objective; this study has 2`));
    },
  );
});

describe('options', () => {
  test.each([
    ['startup', 0],
    ['startup', 2.5],
    ['startup', Number.NaN],
    ['candidates', 3],
    ['candidates', Number.POSITIVE_INFINITY],
    ['candidates', '50'],
  ])('gp: %s = %j is refused, with what is expected', (name, value) => {
    expect(() => gp({ [name]: value } as never)).toThrow(new RegExp(`gp: ${name} is "?${String(value)}`));
  });

  test('one that does not exist is refused by its name', () => {
    expect(() => gp({ startups: 3 } as never)).toThrow(/gp has no option "startups"/);
    for (const name of ['gp', 'auto'])
      expect(() => byName(catalog, 'sampler', name, { startups: 3 })).toThrow(/startups/);
  });
});
