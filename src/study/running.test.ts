import { expect, test } from 'vitest';
import type { Change } from '../history/record.ts';
import { random } from '../samplers/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { memory } from '../storage/memory.ts';
import { createStudy } from './opening/create.ts';

test('what a trial says again and again is written once: the last note, the first constraint', async () => {
  const storage = memory();
  const written: Change[] = [];
  const write = storage.write.bind(storage);
  storage.write = (study, changes) => {
    written.push(...changes);
    return write(study, changes);
  };
  const study = await createStudy({ space: space({ x: float(0, 1) }), storage, sampler: random() });
  await study.optimize(
    async (_, trial) => {
      for (let i = 1; i <= 1000; i++) {
        trial.setAttribute('note', i);
        trial.setConstraint('size', i);
      }
      await trial.report(1, 1);
      trial.setAttribute('note', 'after the report');
      return 1;
    },
    { trials: 1 },
  );
  const said = written.filter(
    (change) => change.type === 'constrained' || (change.type === 'attributed' && change.owner === 'user'),
  );
  expect(said).toMatchObject([{ value: 1000 }, { value: 1 }, { value: 'after the report' }]);
  expect(study.history.record(0)).toMatchObject({
    userAttributes: { note: 'after the report' },
    constraints: { size: 1 },
  });
});
