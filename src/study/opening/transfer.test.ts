import { describe, expect, test } from 'vitest';
import { isVernierError } from '../../errors.ts';
import type { EarlierStudy } from '../../history/problem.ts';
import { auto } from '../../samplers/auto/auto.ts';
import { gp } from '../../samplers/gp/gp.ts';
import { random } from '../../samplers/random.ts';
import type { Sampler } from '../../samplers/sampler.ts';
import { smac } from '../../samplers/smac/smac.ts';
import { tpe } from '../../samplers/tpe/tpe.ts';
import { categorical, float, int } from '../../space/distribution.ts';
import { branch } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy, openStudy } from './create.ts';

const plane = space({ x: float(0, 1), y: float(0, 1) });
const bowl = ({ x, y }: { x: number; y: number }): number => (x - 0.3) * (x - 0.3) + (y - 0.7) * (y - 0.7);

/** A storage with a finished study "old" of 20 trials. */
async function withOld(objective = bowl, searched = plane, options: object = {}) {
  const storage = memory();
  const old = await createStudy({ name: 'old', storage, space: searched, sampler: random(), seed: 1, ...options });
  await old.optimize(objective as never, { trials: 20 });
  return { storage, old };
}

/** A sampler that keeps what a problem's earlier studies are. */
function witness(): { readonly sampler: Sampler; readonly seen: (readonly EarlierStudy[])[] } {
  const seen: (readonly EarlierStudy[])[] = [];
  const inner = random();
  return {
    seen,
    sampler: {
      ...inner,
      traits: { ...inner.traits, transfer: true },
      start(problem) {
        seen.push(problem.transfer ?? []);
        return inner.start(problem);
      },
    },
  };
}

async function taken(storage: ReturnType<typeof memory>, options: object): Promise<readonly EarlierStudy[]> {
  const { sampler, seen } = witness();
  await createStudy({ name: 'new', storage, space: plane, sampler, seed: 2, transfer: ['old'], ...options });
  return seen[0]!;
}

async function refusal(promise: Promise<unknown>): Promise<{ code: string; message: string; hint: string | null }> {
  try {
    await promise;
  } catch (error) {
    if (isVernierError(error)) return { code: error.code, message: error.message, hint: error.hint ?? null };
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('the results of an earlier study are points of the new space', async () => {
  const { storage, old } = await withOld();
  const [study] = await taken(storage, {});
  expect(study!.name).toBe('old');
  expect(study!.configurations).toHaveLength(20);
  study!.configurations.forEach((values, i) => {
    expect(values).toEqual(
      Float64Array.of(old.history.columns.get('x')!.values[i]!, old.history.columns.get('y')!.values[i]!),
    );
    expect(study!.losses[i]).toBe(old.history.losses[i]);
  });
});

test('a sampler that does not look at earlier studies is refused before anything is made', async () => {
  const { storage } = await withOld();
  const options = { name: 'new', storage, space: plane, sampler: random(), seed: 2, transfer: ['old'] };
  const { code, message, hint } = await refusal(createStudy(options));
  expect([code, message]).toEqual([
    'config-invalid',
    'The sampler "random" learns nothing from earlier studies, and `transfer` names some.',
  ]);
  for (const learns of [auto(), gp(), smac(), tpe()]) {
    expect(learns.traits.transfer).toBe(true);
    expect(hint).toContain(learns.name);
  }
  expect((await storage.listStudies()).map((study) => study.name)).toEqual(['old']);
});

test('what does not fit is moved, filled or left out', async () => {
  const { storage, old } = await withOld();
  const xs = [...old.history.columns.get('x')!.values.subarray(0, 20)];
  const narrow = space({ x: float(0.2, 0.8), z: int(0, 10), y: categorical(['a', 'b']) });
  const [study] = await taken(storage, { space: narrow });
  const near = xs.filter((x) => x >= 0.2 - 0.06 && x <= 0.8 + 0.06); // a tenth of the range
  expect(study!.configurations.map(([x]) => x)).toEqual(near.map((x) => Math.min(0.8, Math.max(0.2, x))));
  for (const [, z, y] of study!.configurations) expect([z, y]).toEqual([5, 1]); // unknown, and of another kind: the middle
});

test('choices are matched by what they are, branches by the case', async () => {
  const storage = memory();
  const before = space({
    model: branch({ tree: { depth: int(1, 9) }, line: {}, net: {} }),
    m: categorical(['p', 'q']),
  });
  const old = await createStudy({ name: 'old', storage, space: before, sampler: random(), seed: 3 });
  await old.optimize(({ m }) => (m === 'p' ? 0 : 1), { trials: 30 });
  const after = space({ model: branch({ line: {}, tree: { depth: int(1, 9) } }), m: categorical(['q', 'p', 'r']) });
  const [study] = await taken(storage, { space: after });
  expect(study!.configurations.length).toBeGreaterThan(5);
  expect(study!.configurations.length).toBeLessThan(30); // `net` is no case any more
  study!.configurations.forEach(([model, depth, m], i) => {
    expect(Number.isNaN(depth)).toBe(model === 0);
    expect(m).toBe(study!.losses[i] === 0 ? 1 : 0);
  });
});

test('at most 100 results of a study, its best among them', async () => {
  const storage = memory();
  const old = await createStudy({ name: 'old', storage, space: plane, sampler: random(), seed: 1 });
  await old.addTrials(Array.from({ length: 300 }, (_, i) => ({ params: { x: i / 300, y: 0 }, score: i })));
  const [study] = await taken(storage, {});
  expect(study!.losses).toHaveLength(100);
  expect([...study!.losses].filter((loss) => loss < 50)).toHaveLength(50);
  expect(Math.max(...study!.losses)).toBeGreaterThan(290);
});

describe('objectives', () => {
  test('a maximum is a minimum of the negative; a single one may have another name', async () => {
    const { storage, old } = await withOld(bowl, plane, { objectives: { score: 'maximize' } });
    const [study] = await taken(storage, { objectives: { loss: 'minimize' } });
    expect([...study!.losses]).toEqual([...old.history.losses.subarray(0, 20)]);
  });

  test('several are matched by name; those that were not there have no value', async () => {
    const { storage, old } = await withOld(bowl, plane, { objectives: { loss: 'minimize' } });
    const [study] = await taken(storage, { objectives: { size: 'minimize', loss: 'minimize' } });
    study!.configurations.forEach((_, i) => {
      expect(study!.losses[2 * i]).toBeNaN();
      expect(study!.losses[2 * i + 1]).toBe(old.history.losses[i]);
    });
  });

  test('one name in opposite directions is refused, so are names of which none is shared', async () => {
    const { storage } = await withOld();
    const opposite = await refusal(taken(storage, { direction: 'maximize' }));
    expect([opposite.code, opposite.message]).toEqual([
      'config-invalid',
      'Study "old" wants to minimize "value"; this one wants to maximize it.',
    ]);
    const none = await refusal(taken(storage, { objectives: { a: 'minimize', b: 'minimize' } }));
    expect(none.message).toContain('no objective in common');
  });
});

describe('refused before anything is stored', () => {
  test.each([
    ['a name that is nearly one', { transfer: ['odl'] }, 'study-missing', 'Did you mean "old"?'],
    ['a name that is none', { transfer: ['something else'] }, 'study-missing', 'Studies: old.'],
    ['other parameters', { space: space({ a: float(0, 1) }) }, 'config-invalid', 'by name and kind'],
    ['no space', { space: undefined }, 'config-invalid', 'Give `space`'],
    ['no list', { transfer: 'old' }, 'config-invalid', 'Write transfer'],
    ['too many', { transfer: Array.from({ length: 21 }, (_, i) => `s${i}`) }, 'config-invalid', 'most alike'],
  ])('%s', async (_, options, code, hint) => {
    const { storage } = await withOld();
    const found = await refusal(taken(storage, options));
    expect(found.code).toBe(code);
    expect(found.hint).toContain(hint);
    expect((await storage.listStudies()).map(({ name }) => name)).toEqual(['old']);
  });
});

test('studies without results give nothing, and do no harm', async () => {
  const storage = memory();
  await createStudy({ name: 'empty', storage, space: plane, sampler: random(), seed: 1 });
  const failed = await createStudy({ name: 'failed', storage, space: plane, sampler: random(), seed: 1 });
  await failed.addTrials([{ params: { x: 0, y: 0 } }, { params: { x: 1, y: 0 } }]);
  expect(await taken(storage, { transfer: ['empty', 'failed'] })).toEqual([]);
  const study = await createStudy({ storage, space: plane, sampler: gp(), seed: 1, transfer: ['empty', 'failed'] });
  expect((await study.optimize(bowl, { trials: 8 })).complete).toBe(8);
});

test("the user's points come first, then the earlier study's best", async () => {
  const { storage, old } = await withOld();
  const study = await createStudy({
    name: 'new',
    storage,
    space: plane,
    sampler: gp(),
    seed: 2,
    transfer: ['old'],
    start: { x: 0.9, y: 0.9 },
  });
  await study.enqueue({ x: 0.1, y: 0.1 });
  await study.optimize(bowl, { trials: 3 });
  const params = [0, 1, 2].map((row) => study.paramsOf(study.history.record(row)));
  expect(params).toEqual([{ x: 0.9, y: 0.9 }, { x: 0.1, y: 0.1 }, old.paramsOf(old.best!)]);
  expect(study.history.notes(2)!['why']).toContain('"old"');
});

test('a study opened again goes on with what it took over; other studies are refused', async () => {
  const { storage } = await withOld();
  const options = { storage, space: plane, seed: 2 };
  const whole = await createStudy({ ...options, name: 'whole', sampler: gp(), transfer: ['old'] });
  await whole.optimize(bowl, { trials: 10 });
  const first = await createStudy({ ...options, name: 'parts', sampler: gp(), transfer: ['old'] });
  await first.optimize(bowl, { trials: 4 });
  await storage.deleteStudy((await storage.findStudy('old'))!.id);
  const second = await openStudy('parts', { storage, space: plane, transfer: ['old'] });
  await second.optimize(bowl, { trials: 10 });
  expect([...second.history.losses.subarray(0, 10)]).toEqual([...whole.history.losses.subarray(0, 10)]);
  const other = await refusal(openStudy('parts', { storage, space: plane, transfer: ['older'] }));
  expect([other.code, other.message]).toEqual(['study-differs', expect.stringContaining('transfer: old → older')]);
});
