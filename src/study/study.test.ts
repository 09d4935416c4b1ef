import { describe, expect, test } from 'vitest';
import { TrialPruned, VernierError } from '../errors.ts';
import { random } from '../samplers/random.ts';
import type { Sampler } from '../samplers/sampler.ts';
import { categorical, float, int } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { memory } from '../storage/memory.ts';
import { createStudy, openStudy } from './opening/create.ts';

const quadratic = space({ x: float(-5, 5), y: float(-5, 5) });
const code = (error: unknown): string => (error as VernierError).code;

describe('ask and tell', () => {
  test('the best trial is the one with the lowest value', async () => {
    const study = await createStudy({ space: quadratic, sampler: random(), seed: 1 });
    for (let i = 0; i < 10; i++) {
      const trial = await study.ask();
      await study.tell(trial, trial.params.x ** 2 + trial.params.y ** 2);
    }
    const values = Array.from({ length: 10 }, (_, row) => study.history.losses[row]!);
    expect(study.best!.values).toEqual([Math.min(...values)]);
    expect(Object.keys(study.paramsOf(study.best!))).toEqual(['x', 'y']);
  });

  test('maximising is minimising with the sign turned', async () => {
    const study = await createStudy({ space: quadratic, sampler: random(), seed: 1, direction: 'maximize' });
    for (const value of [1, 3, 2]) await study.tell(await study.ask(), value);
    expect(study.best).toMatchObject({ number: 1, values: [3] });
  });

  test('a trial can be told by its number, and once only', async () => {
    const study = await createStudy({ space: quadratic, sampler: random() });
    const { number } = await study.ask();
    await study.tell(number, 1);
    expect(code(await study.tell(number, 2).catch((error: unknown) => error))).toBe('trial-finished');
    expect(code(await study.tell(7, 2).catch((error: unknown) => error))).toBe('trial-missing');
    expect(study.best!.values).toEqual([1]);
  });

  test('several at once', async () => {
    const study = await createStudy({ space: quadratic, sampler: random() });
    const trials = await study.ask(3);
    expect(trials.map(({ number }) => number)).toEqual([0, 1, 2]);
  });

  test('what is enqueued is tried first, and what it leaves out is chosen', async () => {
    const study = await createStudy({ space: quadratic, sampler: random() });
    await study.enqueue({ x: 1.5 });
    const trial = await study.ask();
    expect(trial.params.x).toBe(1.5);
    expect(Math.abs(trial.params.y)).toBeLessThanOrEqual(5);
    expect(code(await study.enqueue({ z: 1 }).catch((error: unknown) => error))).toBe('parameter-invalid');
  });

  test('today’s settings are trial 0', async () => {
    const study = await createStudy({ space: quadratic, sampler: random(), start: { x: 2, y: 3 } });
    const trial = await study.ask();
    expect(trial.number).toBe(0);
    expect(trial.params).toEqual({ x: 2, y: 3 });
  });
});

describe('optimize', () => {
  test('runs exactly the trials of its limit, over several calls', async () => {
    const study = await createStudy({ space: quadratic, sampler: random() });
    let calls = 0;
    const objective = ({ x }: { x: number }): number => {
      calls++;
      return x;
    };
    expect(await study.optimize(objective, { trials: 5, concurrency: 3 })).toMatchObject({
      complete: 5,
      stoppedBy: 'trials',
    });
    expect(await study.optimize(objective, { trials: 12, concurrency: 3 })).toMatchObject({
      complete: 7,
      stoppedBy: 'trials',
    });
    expect(calls).toBe(12);
  });

  test('a failing objective fails its trial with the reason, and the study goes on', async () => {
    const study = await createStudy({ space: quadratic, sampler: random() });
    const thrown = [new Error('boom'), 'text', null, 0n, Symbol('s'), undefined];
    const summary = await study.optimize(
      (_, { number }) => {
        if (number < thrown.length) throw thrown[number];
        return 1;
      },
      { trials: 8 },
    );
    expect(summary).toMatchObject({ complete: 2, failed: 6 });
    expect(study.history.attribute(0, 'system', 'vernier:error')).toMatchObject({
      code: 'objective-failed',
      message: 'Error: boom',
    });
  });

  test.each([
    [Number.NaN, 'NaN for "value"'],
    [undefined, 'nothing; expected a number'],
    ['0.5', '0.5; expected a number'],
    [[1, 2], '2 numbers for 1 objectives'],
    [{ loss: 1 }, 'no value for "value"'],
    [Number.NEGATIVE_INFINITY, '-Infinity for "value", which no other value could ever beat'],
  ])('a score of %s fails its trial', async (score, reason) => {
    const study = await createStudy({ space: quadratic, sampler: random() });
    await study.optimize(() => score as number, { trials: 1 });
    expect(study.history.state(0)).toBe('failed');
    expect((study.history.attribute(0, 'system', 'vernier:error') as { message: string }).message).toContain(reason);
  });

  test('a score that throws when it is read fails its trial', async () => {
    const study = await createStudy({ space: quadratic, sampler: random() });
    const hostile = {
      get value(): number {
        throw new Error('not now');
      },
    };
    expect(await study.optimize(() => hostile, { trials: 2 })).toMatchObject({ failed: 2 });
    expect(study.history.attribute(0, 'system', 'vernier:error')).toMatchObject({ message: 'Error: not now' });
  });

  test('what is endlessly good is no score, whoever tells it: it would be the best for ever', async () => {
    const storage = memory();
    const objectives = { loss: 'minimize', gain: 'maximize' } as const;
    const study = await createStudy({ name: 'endless', storage, objectives, space: quadratic, sampler: random() });
    const told = async (score: readonly [number, number]) =>
      (await study.tell(await study.ask(), { loss: score[0], gain: score[1] })).state;
    expect(await told([-Infinity, 1])).toBe('failed');
    expect(await told([1, Infinity])).toBe('failed');
    expect(await told([Infinity, -Infinity])).toBe('complete');
    await expect(study.addTrials([{ params: { x: 1, y: 1 }, score: { loss: 1, gain: Infinity } }])).rejects.toThrow(
      'An added trial has Infinity for "gain", which no other value could ever beat.',
    );
    const { number } = await study.ask();
    const elsewhere = await openStudy('endless', { storage });
    expect((await elsewhere.tell(number, [-Infinity, 0])).state).toBe('failed');
  });

  test('infinitely bad scores are scores', async () => {
    const study = await createStudy({ space: quadratic, sampler: random() });
    await study.optimize((_, { number }) => (number === 0 ? Number.POSITIVE_INFINITY : 3), { trials: 2 });
    expect(study.history.record(0).values).toEqual([Number.POSITIVE_INFINITY]);
    expect(study.best!.number).toBe(1);
  });

  test('stops after so many failures at the start, at a target, at a signal, after seconds', async () => {
    const make = () => createStudy({ space: quadratic, sampler: random(), seed: 3 });
    const failing = () => {
      throw new Error('no');
    };
    expect(await (await make()).optimize(failing, { trials: 50, firstFailures: 4 })).toMatchObject({
      failed: 4,
      stoppedBy: 'failures',
    });
    expect(await (await make()).optimize(({ x }) => Math.abs(x), { trials: 500, target: 1 })).toMatchObject({
      stoppedBy: 'target',
    });
    const stop = new AbortController();
    const summary = await (await make()).optimize(
      (_, { number }) => {
        if (number === 2) stop.abort();
        return 1;
      },
      { trials: 50, finish: stop.signal },
    );
    expect(summary).toMatchObject({ complete: 3, stoppedBy: 'signal' });
    const slow = await make();
    const started = performance.now();
    expect(
      await slow.optimize(() => new Promise<number>((resolve) => setTimeout(() => resolve(1), 20)), { seconds: 0.1 }),
    ).toMatchObject({ stoppedBy: 'seconds' });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('a trial that the user stops goes back to the queue and counts once', async () => {
    const study = await createStudy({ space: quadratic, sampler: random() });
    const stop = new AbortController();
    const hang = (_: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise<number>((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    setTimeout(() => stop.abort(), 20);
    await study.optimize(hang, { trials: 3, signal: stop.signal });
    const first = study.history.record(0);
    expect(study.history.state(0)).toBe('failed');
    expect(study.history.state(1)).toBe('waiting');
    let params: unknown;
    const summary = await study.optimize(
      (given, { number }) => {
        if (number === 1) params = given;
        return 1;
      },
      { trials: 3 },
    );
    expect(summary.complete).toBe(3);
    expect(params).toEqual(study.paramsOf(first));
  });

  test('several objectives, metrics and constraints by name', async () => {
    const study = await createStudy({
      space: quadratic,
      sampler: random(),
      objectives: { loss: 'minimize', speed: 'maximize' },
    });
    await study.optimize(
      async ({ x }, trial) => {
        await trial.report({ loss: x, size: 7 }, 1);
        trial.setConstraint('memory', trial.number === 0 ? 1 : -1);
        trial.setAttribute('tag', 'a');
        return { loss: trial.number, speed: 10 - trial.number, epochs: 3 };
      },
      { trials: 3 },
    );
    const record = study.history.record(1);
    expect(record).toMatchObject({ values: [1, 9], constraints: { memory: -1 }, userAttributes: { tag: 'a' } });
    expect(record.metrics).toMatchObject({ size: [[1, 7]], epochs: [[1, 3]] });
    expect(study.best).toBe(null);
    expect(study.paretoFront.map(({ number }) => number)).toEqual([1]);
  });

  test('define-by-run, alone and mixed with a declared space', async () => {
    const alone = await createStudy({ sampler: random(), seed: 5 });
    await alone.optimize(
      (_, trial) => {
        const depth = trial.suggestInt('depth', 1, 3);
        const again = trial.suggestInt('depth', 1, 3);
        const kind = trial.suggestCategorical('kind', ['a', 'b']);
        return again === depth ? depth + (kind === 'a' ? 0 : trial.suggestFloat('extra', 0, 1)) : Number.NaN;
      },
      { trials: 10, concurrency: 3 },
    );
    expect(alone.history.states.subarray(0, 10).every((state) => state === 3)).toBe(true);
    expect([...alone.history.columns.keys()].sort()).toEqual(['depth', 'extra', 'kind']);
    const mixed = await createStudy({ space: quadratic, sampler: random() });
    await mixed.optimize(({ x }, trial) => x + trial.suggestFloat('z', 0, 1), { trials: 3 });
    expect([...mixed.history.columns.keys()]).toEqual(['x', 'y', 'z']);
  });

  test('pruning: the verdict reaches the function, the last report is the value', async () => {
    const strict = {
      name: 'strict',
      start: () => ({ observe() {}, judge: (row: number) => (row === 1 ? ('stop' as const) : ('continue' as const)) }),
    };
    const study = await createStudy({ space: quadratic, sampler: random(), pruner: strict });
    const summary = await study.optimize(
      async (_, trial) => {
        for (let step = 1; step <= 3; step++) {
          await trial.report(step * 10, step);
          if (trial.shouldPrune()) throw new TrialPruned();
        }
        return 5;
      },
      { trials: 3 },
    );
    expect(summary).toMatchObject({ complete: 2, pruned: 1 });
    expect(study.history.record(1)).toMatchObject({ state: 'pruned', values: [10] });
  });

  test('a sampler that throws does not end the study', async () => {
    const broken: Sampler = {
      name: 'broken',
      traits: { objectives: 'many', constraints: false, conditional: true, joint: true },
      start: () => ({
        observe() {},
        propose: () => {
          throw new Error('singular matrix');
        },
        suggest: () => Number.NaN,
      }),
    };
    const study = await createStudy({ space: quadratic, sampler: broken });
    expect(await study.optimize(({ x }) => x, { trials: 2 })).toMatchObject({ complete: 2 });
    expect(study.history.attribute(0, 'system', 'vernier:warning')).toContain('singular matrix');
  });
});

describe('open', () => {
  test('a change that the stored trials cannot stand beside is refused before it is stored', async () => {
    const storage = memory();
    const study = await createStudy({ name: 's', space: space({ x: categorical(['a', 'b']) }), storage });
    await study.tell(await study.ask(), 1);
    const before = await storage.findStudy('s');
    const wider = space({ x: categorical(['a', 'b', 'c']) });
    await expect(openStudy('s', { space: wider, storage, acceptChanges: true })).rejects.toMatchObject({
      code: 'distribution-conflict',
      message: 'Parameter "x" was categorical("a", "b") and is now categorical("a", "b", "c").',
    });
    expect(await storage.findStudy('s')).toEqual(before);
  });

  test('a changed space is refused in words, and accepted when said so', async () => {
    const storage = memory();
    await createStudy({ name: 's', space: quadratic, sampler: random(), storage });
    const { writeSpace } = await import('../space/file.ts');
    await storage.setStudyAttribute(
      (await storage.findStudy('s'))!.id,
      'system',
      'vernier:space',
      writeSpace(quadratic) as never,
    );
    const changed = space({ x: float(-5, 6), z: int(0, 3) });
    const error = (await openStudy('s', { space: changed, storage }).catch(
      (thrown: unknown) => thrown,
    )) as VernierError;
    expect(error.code).toBe('study-differs');
    expect(error.message).toContain('x: float(-5, 5) → float(-5, 6)');
    expect(error.message).toContain('y is gone (was float(-5, 5))');
    expect(error.message).toContain('z is new (int(0, 3))');
    const study = await openStudy('s', { space: changed, storage, acceptChanges: true });
    expect((await study.ask()).params).toHaveProperty('z');
  });

  test('names that do not exist, or exist already', async () => {
    const storage = memory();
    await createStudy({ name: '../x', space: quadratic, storage });
    expect(code(await createStudy({ name: '../x', space: quadratic, storage }).catch((error: unknown) => error))).toBe(
      'study-exists',
    );
    expect(code(await openStudy('nope', { storage }).catch((error: unknown) => error))).toBe('study-missing');
    expect((await createStudy({ name: '__proto__', space: quadratic, storage })).name).toBe('__proto__');
    expect((await createStudy({ name: '../X', space: quadratic, storage })).name).toBe('../X');
  });

  test('trials from elsewhere are part of the history', async () => {
    const study = await createStudy({ space: quadratic, sampler: random() });
    await study.addTrials([{ params: { x: 1, y: 2 }, score: 5 }, { params: { x: 0, y: 0 } }]);
    expect(study.best).toMatchObject({ number: 0, values: [5] });
    expect(study.history.state(1)).toBe('failed');
    expect(code(await study.addTrials([{ params: { x: 99, y: 0 }, score: 1 }]).catch((error: unknown) => error))).toBe(
      'parameter-invalid',
    );
  });
});
