import { describe, expect, test } from 'vitest';
import { TrialPruned, VernierError } from '../errors.ts';
import type { Executor } from '../execution/executor.ts';
import { inline } from '../execution/inline.ts';
import { isRepeated } from '../history/lineage.ts';
import type { Pruner } from '../pruners/pruner.ts';
import { random } from '../samplers/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { memory } from '../storage/memory.ts';
import { createStudy, openStudy } from './opening/create.ts';
import type { Trial } from './trial.ts';

const line = space({ x: float(0, 1) });

/** Whatever one does with it throws, the same again. */
function hostile(): object {
  const handler = new Proxy(
    {},
    {
      get: () => () => {
        throw hostile();
      },
    },
  );
  return new Proxy({}, handler);
}

test.each([
  ['that throws whatever one does with it', hostile],
  [
    'that is revoked',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  ],
  ['whose name is no text', () => Object.assign(new Error(''), { name: { toString: null } })],
])('a thrown thing %s fails its trial, and the study goes on', async (_, make) => {
  const study = await createStudy({ space: line, sampler: random(), seed: 1 });
  const summary = await study.optimize(
    ({ x }, { number }) => {
      if (number === 1) throw make();
      if (number === 2) return make() as unknown as number;
      return x;
    },
    { trials: 4 },
  );
  expect(summary).toMatchObject({ complete: 2, failed: 2, stoppedBy: 'trials' });
  const reason = study.history.attribute(1, 'system', 'vernier:error') as { readonly message: string };
  expect(reason.message).toMatch(/^thrown: object/);
});

test('a listener that throws is heard of once, and neither the search nor the other listeners suffer', async () => {
  const study = await createStudy({ space: line, sampler: random(), seed: 1 });
  let heard = 0;
  study.subscribe(() => {
    throw new RangeError(`chart is too small, ${heard}`);
  });
  study.subscribe(async () => {
    throw hostile();
  });
  study.subscribe(() => void heard++);
  expect(await study.optimize(({ x }) => x, { trials: 3 })).toMatchObject({ complete: 3 });
  expect(heard).toBeGreaterThanOrEqual(6);
  expect(study.warnings).toEqual([
    'A listener failed: RangeError: chart is too small, 0',
    'A listener failed: thrown: object',
  ]);
});

describe('an executor that cannot begin a trial', () => {
  /** Throws where the disk is full. */
  const executor = (disk: { full: boolean }): Executor => ({
    ...inline(({ params }) => params['x'] as number),
    run: async ({ params }) => {
      if (disk.full) throw new VernierError('storage-unavailable', 'No space left on device.');
      return { state: 'complete', score: params['x'] as number };
    },
  });

  test('ends the run with its error; the trial goes back to the queue', async () => {
    const study = await createStudy({ space: line, sampler: random(), seed: 1 });
    const disk = { full: true };
    await expect(study.optimize(executor(disk), { trials: 2 })).rejects.toThrow('No space left');
    const { history } = study;
    expect([history.state(0), history.state(1), isRepeated(history, 0)]).toEqual(['failed', 'waiting', true]);
    expect(history.attribute(0, 'system', 'vernier:error')).toMatchObject({ code: 'storage-unavailable' });
    disk.full = false;
    expect(await study.optimize(executor(disk), { trials: 1 })).toMatchObject({ complete: 1 });
    expect([history.state(1), history.record(1).params]).toEqual(['complete', history.record(0).params]);
  });

  test('ends each run, and the trial for good with its last try', async () => {
    const study = await createStudy({ space: line, sampler: random(), seed: 1, retries: 2 });
    for (let run = 0; run < 4; run++)
      await expect(study.optimize(executor({ full: true }), { trials: 9 })).rejects.toThrow('No space left');
    const { history } = study;
    expect([0, 1, 2, 3].map((row) => isRepeated(history, row))).toEqual([true, true, false, true]);
    expect(history.size).toBe(5);
  });
});

describe('a trial that is stopped', () => {
  /** Stops the study within its first trial, then goes on; answers what the trials were given to go on from. */
  async function stoppedAndResumed(steps: (trial: Trial) => Promise<void>): Promise<readonly unknown[]> {
    const study = await createStudy({ space: line, sampler: random(), seed: 1 });
    const stop = new AbortController();
    const given: unknown[] = [];
    for (const signal of [stop.signal, new AbortController().signal])
      await study.optimize(
        async ({ x }, trial) => {
          given.push(trial.resume);
          if (given.length > 1) return x;
          await steps(trial as unknown as Trial);
          stop.abort();
          throw new Error('stopped');
        },
        { trials: 2, signal },
      );
    return given;
  }

  test('goes on from the checkpoint that it named last, at the step it had reported then', async () => {
    const given = await stoppedAndResumed(async (trial) => {
      await trial.report(1, 1);
      trial.setCheckpoint('first');
      await trial.report(1, 2);
      trial.setCheckpoint('second');
      await trial.report(1, 3);
    });
    expect(given).toEqual([null, { step: 2, checkpoint: 'second' }, null]);
  });

  test('starts anew where it named none', async () => {
    expect(await stoppedAndResumed(async (trial) => void (await trial.report(1, 1)))).toEqual([null, null, null]);
  });

  test('leaves it to the next one even if that is stopped before it names another', async () => {
    const study = await createStudy({ space: line, sampler: random(), seed: 1 });
    const given: unknown[] = [];
    for (let run = 0; run < 3; run++) {
      const stop = new AbortController();
      await study.optimize(
        async (_, trial) => {
          given.push(trial.resume);
          if (run === 0) trial.setCheckpoint('there');
          stop.abort();
          throw new Error('stopped');
        },
        { trials: 1, signal: stop.signal },
      );
    }
    expect(given).toEqual([null, { step: 0, checkpoint: 'there' }, { step: 0, checkpoint: 'there' }]);
  });
});

describe('a trial that a pruner ends', () => {
  /** Ends every trial but the first. */
  const strict = (verdict: 'stop' | 'pause'): Pruner => ({
    name: 'strict',
    start: () => ({
      observe: () => undefined,
      judge: (row) => (row > 0 ? verdict : 'continue'),
      why: (row) => `trial ${row} is none of the first`,
    }),
  });
  const said = { by: 'strict', step: 1, why: 'trial 1 is none of the first' };

  test.each([
    ['stop', 'pruned'],
    ['pause', 'paused'],
  ] as const)('%s: who asked for it, at which step and why is stored with it', async (verdict, state) => {
    const study = await createStudy({
      space: line,
      sampler: random(),
      seed: 1,
      pruner: strict(verdict),
      close: 'keep-paused',
    });
    await study.optimize(
      async ({ x }, trial) => {
        await trial.report(x, 1);
        if (trial.shouldPrune()) throw new TrialPruned();
        return x;
      },
      { trials: 2 },
    );
    expect(study.history.state(1)).toBe(state);
    expect(study.history.attribute(1, 'system', 'vernier:pruned')).toEqual(said);
    expect(study.history.attribute(0, 'system', 'vernier:pruned')).toBeUndefined();
  });

  test('one that goes on to its end all the same is complete, and nobody has stopped it', async () => {
    const study = await createStudy({ space: line, sampler: random(), seed: 1, pruner: strict('stop') });
    await study.optimize(
      async ({ x }, trial) => {
        await trial.report(x, 1);
        return x;
      },
      { trials: 2 },
    );
    expect(study.history.state(1)).toBe('complete');
    expect(study.history.attribute(1, 'system', 'vernier:pruned')).toBeUndefined();
  });

  const tooSlow = async (_: unknown, trial: Trial): Promise<number> => {
    await trial.report(1, 4);
    throw new TrialPruned('Too slow.');
  };

  test('the reason of an objective function that ends itself is stored in the same place', async () => {
    const study = await createStudy({ space: line, sampler: random(), seed: 1 });
    await study.optimize(tooSlow, { trials: 1 });
    const trial = study.history.record(0);
    expect(trial).toMatchObject({ state: 'pruned', values: [1] });
    expect(trial.systemAttributes['vernier:pruned']).toEqual({ by: 'objective', step: 4, why: 'Too slow.' });
  });

  test('where a pruner has asked for it, what the function says stands behind what the pruner says', async () => {
    const study = await createStudy({ space: line, sampler: random(), seed: 1, pruner: strict('stop') });
    await study.optimize(tooSlow, { trials: 2 });
    const why = 'trial 1 is none of the first Too slow.';
    expect(study.history.attribute(1, 'system', 'vernier:pruned')).toEqual({ by: 'strict', step: 4, why });
  });

  test('who asked for the trial by hand, or another process, tells the reason, too', async () => {
    const storage = memory();
    const study = await createStudy({ name: 's', storage, space: line, sampler: random(), seed: 1 });
    const own = await study.ask();
    const foreign = await study.ask();
    const other = await openStudy('s', { storage, space: line });
    await study.tell(own, { state: 'pruned', reason: 'Diverged.' });
    await other.tell(foreign.number, { state: 'pruned', reason: 'Diverged.' });
    await study.refresh();
    const why = { by: 'objective', step: 0, why: 'Diverged.' };
    expect(study.history.attribute(0, 'system', 'vernier:pruned')).toEqual(why);
    expect(study.history.attribute(1, 'system', 'vernier:pruned')).toEqual(why);
  });
});
