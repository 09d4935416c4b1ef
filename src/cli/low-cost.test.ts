import { describe, expect, test } from 'vitest';
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

  test.each([
    ['trees', /--low-cost is "trees"; expected NAME=VALUE/],
    ['trees=', /expected NAME=VALUE/],
    ['=3', /expected NAME=VALUE/],
    ['tree=3', /low_cost names "tree", which is no parameter/],
    ['trees=3', /trees = 3 is no value of/],
  ])('%s is refused', async (text, message) => {
    await expect(jobOf(text)).rejects.toThrow(message);
  });
});
