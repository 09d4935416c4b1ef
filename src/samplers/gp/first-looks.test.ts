import { expect, test } from 'vitest';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../../study/create.ts';
import { FIRST_LOOK } from '../first-look.ts';
import { gp } from './gp.ts';

/** The numbers of trials that are first looks, of thirty that all end as told. */
async function firstLooks(end: 'complete' | 'pruned'): Promise<readonly number[]> {
  const study = await createStudy({ space: space({ x: float(0, 1), y: float(0, 1) }), sampler: gp(), seed: 3 });
  const found: number[] = [];
  for (let i = 0; i < 30; i++) {
    const trial = await study.ask();
    if (study.history.notes(trial.number)?.['why'] === FIRST_LOOK) found.push(trial.number);
    const loss = ((trial.params['x'] as number) - 0.3) ** 2;
    await trial.report(loss, 1);
    await study.tell(trial, end === 'pruned' ? { state: 'pruned' } : loss);
  }
  return found;
}

test('where trials are cut short every other one of the first twenty is a first look', async () => {
  expect(await firstLooks('pruned')).toEqual([0, 1, 2, 3, 4, 5, 7, 9, 11, 13, 15, 17, 19]);
});

test('where all run to their ends the models alone decide after five', async () => {
  expect(await firstLooks('complete')).toEqual([0, 1, 2, 3, 4]);
});
