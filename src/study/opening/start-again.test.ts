import { describe, expect, test } from 'vitest';
import { random } from '../../samplers/random.ts';
import { categorical, float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy, openStudy } from './create.ts';

const searched = space({ rate: float(1e-4, 1, { log: true }), kind: categorical(['a', 'b']) });
const start = { rate: 0.3, kind: 'b' } as const;

describe('settings of today that are given for a study that exists', () => {
  const options = { storage: memory(), space: searched, sampler: random() };

  test('are its first trial where it has none yet, once', async () => {
    await createStudy({ ...options, name: 'empty', seed: 1 });
    const study = await openStudy('empty', { ...options, start });
    const again = await openStudy('empty', { ...options, start });
    expect([study.warnings, again.warnings]).toEqual([[], []]);
    await study.optimize(({ rate }) => rate, { trials: 3 });
    expect(study.paramsOf(study.history.record(0))).toEqual(start);
    expect(study.history.attribute(0, 'system', 'vernier:start')).toBe(true);
    expect(study.history.notes(0)).toMatchObject({ why: 'The settings in use today.' });
    expect((await openStudy('empty', { ...options, start })).history.size).toBe(3);
  });

  test('of two who open it at once one makes that trial', async () => {
    await createStudy({ ...options, name: 'both', seed: 1 });
    const studies = await Promise.all([1, 2].map(() => openStudy('both', { ...options, start })));
    await studies[0]!.refresh();
    expect(studies[0]!.history.size).toBe(1);
  });

  test('are told to be passed over where it has others, with what to do', async () => {
    const study = await createStudy({ ...options, name: 'full', seed: 1 });
    await study.optimize(({ rate }) => rate, { trials: 2 });
    const late = await openStudy('full', { ...options, start });
    expect(late.history.size).toBe(2);
    expect(late.warnings).toEqual([expect.stringMatching(/"full" has trials already.*study\.enqueue.*a new name/)]);
    await late.enqueue(start);
    expect((await openStudy('full', { ...options, start })).warnings).toEqual([]);
  });

  test('are said nothing of where it was made with them, or has tried them since', async () => {
    const study = await createStudy({ ...options, name: 'same', seed: 1, start });
    await study.optimize(({ rate }) => rate, { trials: 2 });
    expect((await openStudy('same', { ...options, start })).warnings).toEqual([]);
    expect((await openStudy('same', { ...options, start: { ...start, kind: 'a' } })).warnings).toHaveLength(1);
  });

  test('are refused where they do not fit its space', async () => {
    await expect(openStudy('empty', { ...options, start: { rate: 7, kind: 'a' } })).rejects.toThrow(/rate/);
  });
});
