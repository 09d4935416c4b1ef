import { expect, test } from 'vitest';
import { recordOf, type TrialRecord } from '../../history/record.ts';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy } from '../opening/create.ts';
import { repeatOf } from './requeue.ts';

/** A trial whose workers are lost again and again: how often it is repeated. */
function repeats(trial: TrialRecord, retries: number): number {
  const draft = repeatOf(trial, retries);
  return draft === null ? 0 : 1 + repeats(recordOf(draft, trial.id + 1, trial.number + 1), retries);
}

test.each([0, 1, 3])(
  '%i retries: so often a trial is repeated whose worker is lost, however often it was stopped',
  async (retries) => {
    const study = await createStudy({
      space: space({ x: float(0, 1) }),
      storage: memory(),
      sampler: random(),
      retries,
    });
    expect(repeats(recordOf({ state: 'failed' }, 0, 0), retries)).toBe(retries);
    for (let i = 0; i < 5; i++) {
      const stop = new AbortController();
      const stopped = async (): Promise<number> => {
        stop.abort();
        throw new Error('stopped');
      };
      await study.optimize(stopped, { trials: 1, signal: stop.signal });
    }
    const last = study.history.record(study.history.size - 1);
    expect(last).toMatchObject({ number: 5, systemAttributes: { 'vernier:try': 5, 'vernier:stops': 5 } });
    expect(repeats(last, retries)).toBe(retries);
  },
);
