import { expect, test } from 'vitest';
import { buildOf } from './builds.ts';
import { peerOf } from './runs.ts';

test('what cannot be searched with is said before any run', async () => {
  await expect(buildOf('nope')).rejects.toThrow('does not export nope');
  await expect(buildOf('gp:startup')).rejects.toThrow('expected option=value');
  await expect(buildOf('gp:nonsense=3')).rejects.toThrow('gp:nonsense=3: gp has no option "nonsense". Its options are');
  await expect(buildOf('gp@no-such-revision')).rejects.toThrow('knows no revision "no-such-revision"');
  expect(() => peerOf('nope')).toThrow('there are optuna-tpe');
});
