import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { int } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../../study/opening/create.ts';
import { replay } from '../../study/replay/replay.ts';
import { sqlite } from '../../node/sqlite.ts';
import { copiesIn, population, told, training } from './training.test-support.ts';

test('where no more trials may be made, members go on as they are', async () => {
  const study = await createStudy(population());
  const { stoppedBy } = await study.optimize(training(), { trials: 7 });
  expect(stoppedBy).toBe('exhausted');
  expect(copiesIn(study).length).toBe(1);
  expect(study.history.size).toBe(7);
  const states = Array.from({ length: 7 }, (_, row) => study.history.state(row));
  expect(states.filter((state) => state === 'complete').length).toBe(6);
});

test.each([1, 3])(
  'of fewer settings than members some begin with the same, and train on where all are tried (%i workers)',
  async (concurrency) => {
    for (const rate of [int(1, 2), int(1, 4), int(1, 6)]) {
      const study = await createStudy({ ...population(), space: space({ rate }) });
      const summary = await study.optimize(training(), { trials: 40, concurrency });
      expect(summary.stoppedBy).toBe('exhausted');
      const states = Array.from({ length: study.history.size }, (_, row) => study.history.state(row));
      expect(states.filter((state) => state === 'complete').length).toBe(6);
      expect(states).not.toContain('paused');
    }
  },
);

test.each([8, 40])(
  'who gave way is closed also where a member failed that no trial is left for (%i planned)',
  async (budget) => {
    const study = await createStudy({ ...population(), budget });
    const train = training();
    let isHit = false;
    const summary = await study.optimize(
      (params, trial) => {
        if (isHit || study.history.size < 8 || trial.resume === null) return train(params, trial);
        isHit = true;
        throw new Error('out of memory');
      },
      { trials: 8 },
    );
    expect(summary.stoppedBy).toBe('trials');
    const states = Array.from({ length: study.history.size }, (_, row) => study.history.state(row));
    expect(states).toContain('failed');
    expect(states).not.toContain('paused');
  },
);

test.each([1, 3])(
  'who goes on with fewer trials than were planned, or with more, has the trials of who planned so (%i workers)',
  async (concurrency) => {
    const run = async (budget: number | null, trials: number) => {
      const study = await createStudy({ ...population(), ...(budget === null ? {} : { budget }) });
      await study.optimize(training(), { trials, concurrency });
      return study;
    };
    for (const trials of [8, 9, 11, 14]) {
      const planned = told(await run(trials, trials));
      expect(planned.filter((trial) => (trial as { state: string }).state === 'complete').length).toBe(6);
      for (const other of [null, 7, 40]) expect(told(await run(other, trials))).toEqual(planned);
    }
    const folder = mkdtempSync(join(tmpdir(), 'vernier-pbt-'));
    const storage = sqlite(join(folder, 'more.db'));
    const more = await createStudy({ ...population(), storage, name: 'more', budget: 7 });
    await more.optimize(training(), { trials: 14, concurrency });
    expect(copiesIn(more).length).toBeGreaterThan(1);
    expect((await replay(storage, 'more')).disagreements).toEqual([]);
    await storage.close();
    rmSync(folder, { recursive: true });
  },
);
