import { expect, test } from 'vitest';
import { budgetOf, jobOfCommandLine } from './run-options.ts';

const FLAGS = { join: true, failures: '5', param: ['x=0.0..1.0'] };
const budgetFor = async (flags: object) => {
  const options = { ...FLAGS, ...flags };
  return budgetOf((await jobOfCommandLine(undefined, ['sh'], options))!, options);
};

test('what an hour gains ends no search for several objectives, and is refused there', async () => {
  expect(await budgetFor({ minimize: ['a'], gainPerHour: '5' })).toMatchObject({ whenGainPerHourBelow: 5 });
  await expect(budgetFor({ minimize: ['a', 'b'], gainPerHour: '5', trials: '9' })).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('is not foreseen for 2 objectives; expected a single one'),
    hint: expect.stringContaining('Leave --gain-per-hour out'),
  });
});
