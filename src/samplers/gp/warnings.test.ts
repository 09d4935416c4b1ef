import { describe, expect, test } from 'vitest';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../../study/opening/create.ts';
import type { Study } from '../../study/study.ts';
import type { Trial } from '../../study/trial.ts';
import { gp } from './gp.ts';

const line = space({ x: float(0, 1), y: float(0, 1) });

type Objective = (params: { readonly x: number; readonly y: number }, trial: Trial) => unknown;

async function ran(objective: Objective, trials: number, options: object = {}): Promise<Study> {
  const study = await createStudy({ space: line, sampler: gp({ candidates: 32 }), seed: 2, ...options });
  await study.optimize(objective as never, { trials });
  return study as never;
}

const whyOf = (study: Study, row: number): string => String(study.history.notes(row)!['why']);
const warned = (study: Study): number[] =>
  Array.from({ length: study.history.size }, (_, row) => row).filter(
    (row) => study.history.attribute(row, 'system', 'vernier:warning') !== undefined,
  );

describe('results that no model learns from', () => {
  test('all equal: no chance is told, and the study warns once', async () => {
    const study = await ran(() => 0.3, 14);
    for (let row = 5; row < 14; row++)
      expect(whyOf(study, row)).toBe(
        `All ${row} results are equal: the Gaussian process looks where nothing was tried.`,
      );
    expect(study.history.notes(12)).not.toHaveProperty('chance');
    expect(study.warnings).toEqual([expect.stringContaining('All results are equal')]);
    expect(warned(study)).toEqual([10]);
  });

  test('values of 1e300: the study warns once', async () => {
    const study = await ran(({ x }, { number }) => (number % 5 === 2 ? 1e300 : x), 14);
    expect(study.warnings).toEqual([expect.stringContaining('beyond 1e100')]);
    expect(warned(study)).toEqual([3]);
  });

  test('a usual objective, or a few equal results: no warning', async () => {
    expect((await ran(({ x, y }) => x + y, 12)).warnings).toEqual([]);
    expect((await ran(() => 1, 9)).warnings).toEqual([]);
  });
});

describe('what is hoped for', () => {
  test('gains too small to speak of are left out', async () => {
    const study = await ran(({ x, y }) => Math.round(x) + Math.round(y), 40);
    for (let row = 5; row < 40; row++) expect(whyOf(study, row)).not.toMatch(/e-[1-9]\d/);
  });

  test('hypervolume with two objectives', async () => {
    const objectives = { a: 'minimize', b: 'maximize' };
    const study = await ran(({ x, y }) => ({ a: x * x + y, b: x }), 12, { objectives });
    expect(whyOf(study, 11)).toMatch(/extends the Pareto front: expected gain of hypervolume \d/);
  });

  test('what meets the constraints', async () => {
    const study = await ran(({ x, y }, trial) => {
      trial.setConstraint('size', 0.7 - x);
      return x + y;
    }, 12);
    expect(whyOf(study, 11)).toMatch(/chance to improve, expected gain \S+, \d+ % chance to meet the constraints\.$/);
  });
});
