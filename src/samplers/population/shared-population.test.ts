import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { memory } from '../../storage/memory.ts';
import type { Storage } from '../../storage/storage.ts';
import { createStudy, openStudy } from '../../study/opening/create.ts';
import type { AskedTrial, Study } from '../../study/study.ts';
import { sqlite } from '../../node/sqlite.ts';
import { pbt } from './pbt.ts';
import { copiesIn, population, training } from './training.test-support.ts';

/** A storage with something done before a call of a method, by default the next one. */
function interrupted(storage: Storage, method: keyof Storage, act: () => Promise<unknown>, call = 1): Storage {
  let calls = 0;
  return new Proxy(storage, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]) => {
        if (name === method && ++calls === call) await act();
        return (member as (...given: unknown[]) => unknown).apply(target, given);
      };
    },
  });
}

describe('where another process works on the same population', () => {
  const name = 'shared';
  const two = population(pbt({ population: 2, interval: 1, truncation: 0.5 }));
  /** Two members come to the end of their first interval, the first one as the better. */
  const pause = async (
    study: Pick<Study, 'tell'>,
    members: readonly Pick<AskedTrial, 'number' | 'report'>[],
  ): Promise<void> => {
    for (const trial of members) {
      await trial.report(trial.number, 1);
      await study.tell(trial.number, { state: 'pruned' });
    }
  };

  test('there are not more of them than there should be', async () => {
    const storage = memory();
    const other = await createStudy({ ...two, storage, name });
    const late = interrupted(storage, 'createTrials', () => other.ask(2));
    const study = await openStudy(name, { ...two, storage: late });
    expect(await study.ask(1)).toEqual([]);
    expect((await openStudy(name, { storage })).history.size).toBe(2);
  });

  test('a member is replaced once, and what is due then is done', async () => {
    const storage = memory();
    const other = await createStudy({ ...two, storage, name });
    await pause(other, await other.ask(2));
    const late = interrupted(storage, 'createTrials', () => other.ask(1));
    const study = await openStudy(name, { ...two, storage: late });
    expect((await study.ask(1)).map(({ number }) => number)).toEqual([0]);
    expect(copiesIn(study)).toEqual([2]);
    expect(study.history.size).toBe(3);
  });

  test('who has nothing to do does not end the members that are about to go on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vernier-pbt-'));
    const open = () => sqlite(join(folder, 'vernier.db'));
    const [storage, idle] = [open(), open()];
    const other = await createStudy({ ...two, storage, name });
    const members = await other.ask(2);
    const late = interrupted(idle, 'read', () => pause(other, members), 2); // as it looks whether the study is over
    const study = await openStudy(name, { ...two, storage: late });
    expect((await study.optimize(training(), {})).stoppedBy).toBe('exhausted');
    expect([0, 1].map((row) => study.history.state(row))).toEqual(['paused', 'paused']);
    await Promise.all([storage.close(), idle.close()]);
    rmSync(folder, { recursive: true });
  });
});
