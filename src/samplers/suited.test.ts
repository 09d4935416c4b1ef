import { describe, expect, test } from 'vitest';
import { problem } from '../../test/problem.ts';
import { isVernierError } from '../errors.ts';
import type { Problem } from '../history/problem.ts';
import { checkTraits } from '../study/opening/prepare.ts';
import { categorical, float, int } from '../space/distribution.ts';
import type { Shape } from '../space/shape.ts';
import { branch, permutation, simplex, subset } from '../space/shape.ts';
import { space } from '../space/space.ts';
import { catalog, samplerByName } from './catalog.ts';
import { alternatives, suited } from './suited.ts';

/** Whether a study can be made of it: traits first, then the sampler's own word. */
async function refusal(name: string, given: Problem): Promise<unknown> {
  try {
    const sampler = samplerByName(name);
    await checkTraits(sampler, given);
    await sampler.start(given);
    return null;
  } catch (error) {
    return error;
  }
}

/** They can, but want trials that report and go on: nobody is sent to them. */
const isPopulation = (name: string): boolean => samplerByName(name).traits.judges === true;

const FEATURES: Readonly<Record<string, Shape>> = {
  continuous: { x: float(0, 1) },
  branches: { b: branch({ on: { k: int(1, 3) }, off: {} }) },
  ordering: { o: permutation(['p', 'q', 'r']) },
  subset: { s: subset(['u', 'v', 'w']) },
  shares: { m: simplex(['f', 'g', 'h']) },
};
const NAMES = Object.keys(FEATURES);

describe('what a refusal recommends is what can, and all of it', () => {
  test.each([1, 2])('of every combination of features, with %i objectives', async (objectives) => {
    for (let chosen = 0; chosen < 2 ** NAMES.length; chosen++) {
      const shape: Shape = Object.assign(
        { c: categorical(['a', 'b']) },
        ...NAMES.filter((_, i) => chosen & (1 << i)).map((feature) => FEATURES[feature]!),
      );
      const given = problem(space(shape), 1, objectives);
      const able: string[] = [];
      for (const { name } of catalog) {
        const error = await refusal(name, given);
        if (error === null && !isPopulation(name)) able.push(name);
        else if (error !== null)
          expect(isVernierError(error) && `${error.hint}`.includes(alternatives(given)), `${name}: ${error}`).toBe(
            true,
          );
      }
      expect(suited(given).toSorted(), Object.keys(shape).join()).toEqual(able.toSorted());
    }
  });

  test.each([1, 2])('without a declared space, with %i objectives', async (objectives) => {
    const given: Problem = { ...problem(space({}), 1, objectives), space: null };
    const able: string[] = [];
    for (const { name } of catalog) if ((await refusal(name, given)) === null && !isPopulation(name)) able.push(name);
    expect(suited(given).toSorted()).toEqual(able.toSorted());
  });

  test('a grid of more points than can be counted is none', async () => {
    const given = problem(space(Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`x${i}`, int(1, 1000)]))), 1);
    expect(await refusal('grid', given)).not.toBeNull();
    expect(suited(given)).not.toContain('grid');
  });

  test('in words', () => {
    expect(alternatives({ ...problem(space({}), 1, 2), space: null })).toBe(
      'auto, gp, tpe, smac, random or quasiRandom',
    );
  });
});
