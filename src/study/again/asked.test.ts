import { describe, expect, test } from 'vitest';
import { VernierError } from '../../errors.ts';
import { writeSpace } from '../../space/file.ts';
import { auto } from '../../samplers/auto/auto.ts';
import { random } from '../../samplers/random.ts';
import { tpe } from '../../samplers/tpe/tpe.ts';
import { categorical, float } from '../../space/distribution.ts';
import { branch } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy } from '../opening/create.ts';
import { replay } from '../replay/replay.ts';

const plane = space({ x: float(0, 1), y: float(0, 1) });
const bowl = ({ x, y }: { x: number; y: number }): number => (x - 0.3) ** 2 + (y - 0.7) ** 2;

describe('what somebody asked for is told as that', () => {
  test('the settings in use, a whole point, a part of one', async () => {
    const storage = memory();
    const study = await createStudy({ name: 'a', storage, space: plane, seed: 1, start: { x: 0.5, y: 0.5 } });
    await study.optimize(bowl, { trials: 8 });
    await study.enqueue({ x: 0.1, y: 0.2 });
    await study.enqueue({ y: 0.2 });
    await study.optimize(bowl, { trials: 10 });
    const notes = (row: number) => study.history.notes(row)!;
    expect(notes(0)).toEqual({ why: 'The settings in use today.' });
    expect(notes(7)).toMatchObject({ expert: 'gp', why: expect.stringMatching(/^Gaussian process/) });
    expect(Object.keys(notes(8)).toSorted()).toEqual(['fits', 'why']);
    expect(notes(8)['why']).toBe('You asked for this point.');
    expect(Object.keys(notes(9)).toSorted()).toEqual(['expert', 'fits', 'why']);
    expect(notes(9)['why']).toMatch(/^You asked for y; the rest, chosen without knowing that: Gaussian process on \d/);
    await storage.setStudyAttribute(1, 'system', 'vernier:space', writeSpace(plane) as never);
    expect((await replay(storage, 'a')).disagreements).toEqual([]);
  });

  test('parameters of a branch that is not taken were not asked for', async () => {
    const forked = space({
      kind: branch({ a: { p: float(0, 1) }, b: { q: float(0, 1) } }),
      c: categorical(['u', 'v']),
    });
    const study = await createStudy({ space: forked, sampler: random(), seed: 1 });
    await study.enqueue({ kind: 'a', p: 0.5, c: 'u' } as never);
    await study.enqueue({ kind: 'b' } as never);
    await study.optimize(() => 1, { trials: 2 });
    expect(study.history.notes(0)).toEqual({ why: 'You asked for this point.' });
    expect(study.history.notes(1)).toEqual({ why: 'You asked for kind; the sampler chose the rest.' });
  });

  test('a trial whose worker was lost was asked for by nobody', async () => {
    const study = await createStudy({ space: plane, sampler: tpe(), seed: 1 });
    const ended = new AbortController();
    await study.optimize(
      () => {
        ended.abort();
        throw new VernierError('worker-lost', 'gone');
      },
      { trials: 1, signal: ended.signal },
    );
    await study.optimize(bowl, { trials: 2 });
    expect(study.history.notes(1)!['why']).toBe('Trial 0 once more, which did not come to its end.');
  });
});

describe('parameters that appear while a trial runs', () => {
  test('one sentence for all trials, and for those that were asked for', async () => {
    const study = await createStudy({ sampler: auto(), seed: 1 });
    await study.optimize((_, trial) => trial.suggestFloat('x', 0, 1), { trials: 1 });
    await study.enqueue({ x: 0.2 });
    await study.optimize((_, trial) => trial.suggestFloat('x', 0, 1), { trials: 2 });
    expect(study.history.notes(0)).toEqual({
      why: 'TPE draws each parameter by itself, where the best results that have it are dense.',
    });
    expect(study.history.notes(1)).toEqual({ why: 'You asked for x.' });
  });

  test('random says nothing', async () => {
    const study = await createStudy({ sampler: random(), seed: 1 });
    await study.optimize((_, trial) => trial.suggestFloat('x', 0, 1), { trials: 1 });
    expect(study.history.notes(0)).toBeNull();
  });
});
