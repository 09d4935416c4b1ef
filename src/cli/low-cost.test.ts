import { describe, expect, test } from 'vitest';
import { memory } from '../storage/memory.ts';
import { openOrCreate } from './open.ts';
import { jobOfCommandLine } from './run-options.ts';

const jobOf = (lowCost: string) =>
  jobOfCommandLine(undefined, ['true'], {
    lowCost,
    trials: '3',
    minimize: ['loss'],
    param: ['trees=4..400', 'model.depth=1..8', 'optimizer=adam|sgd'],
    join: true,
    failures: '5',
  });

describe('--low-cost', () => {
  test('names values of parameters', async () => {
    expect((await jobOf('trees=10, model.depth=1,optimizer=sgd'))!.lowCost).toEqual({
      trees: 10,
      'model.depth': 1,
      optimizer: 'sgd',
    });
  });

  test('is taken when the study is made: the same is taken again, another one is refused', async () => {
    const storage = memory();
    const open = async (lowCost: string) => openOrCreate(storage, (await jobOf(lowCost))!, 3, true);
    expect((await open('trees=10')).history.size).toBe(3);
    expect((await open('trees=10')).history.size).toBe(3);
    await expect(open('trees=20')).rejects.toThrow('lowCost: {"trees":10} → {"trees":20}');
  });

  test.each([
    ['trees', /--low-cost is "trees"; expected NAME=VALUE/],
    ['trees=', /expected NAME=VALUE/],
    ['=3', /expected NAME=VALUE/],
    ['trees=3,trees=4', /"trees" stands there twice/],
    ['tree=3', /low_cost names "tree", which is no parameter/],
    ['trees=3', /trees = 3 is no value of/],
  ])('%s is refused', async (text, message) => {
    await expect(jobOf(text)).rejects.toThrow(message);
  });
});
