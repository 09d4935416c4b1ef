import { expect, test } from 'vitest';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../../study/opening/create.ts';
import { FIRST_LOOK } from '../first-look.ts';
import { gp } from './gp.ts';

/** The numbers of trials that are first looks, of thirty that all end as told. */
async function firstLooks(
  end: 'complete' | 'pruned',
  loss: (x: number, i: number) => number,
): Promise<readonly number[]> {
  const study = await createStudy({ space: space({ x: float(0, 1), y: float(0, 1) }), sampler: gp(), seed: 3 });
  const found: number[] = [];
  for (let i = 0; i < 30; i++) {
    const trial = await study.ask();
    if (study.history.notes(trial.number)?.['why'] === FIRST_LOOK) found.push(trial.number);
    const came = loss(trial.params['x'] as number, i);
    await trial.report(came, 1);
    await study.tell(trial, end === 'pruned' ? { state: 'pruned' } : came);
  }
  return found;
}

const plateau = (x: number): number => (x < 0.7 ? x / 100 : 1);
const spread = (_: number, i: number): number => (0.618 * i) % 1;
const five = [0, 1, 2, 3, 4];

test('on a plateau, where trials are cut short, every other one of the first twenty is a first look', async () => {
  expect(await firstLooks('pruned', plateau)).toEqual([...five, 5, 7, 9, 11, 13, 15, 17, 19]);
});

test('where results are spread, or trials run to their ends, the models alone decide after five', async () => {
  expect(await firstLooks('pruned', spread)).toEqual(five);
  expect(await firstLooks('complete', plateau)).toEqual(five);
});
