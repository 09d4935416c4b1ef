import { describe, expect, test } from 'vitest';
import { TrialPruned, VernierError } from '../errors.ts';
import { historyOf } from '../history/snapshot-writer.ts';
import type { Pruner } from '../pruners/pruner.ts';
import { random } from '../samplers/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { memory } from '../storage/memory.ts';
import type { Storage } from '../storage/storage.ts';
import { createStudy, openStudy } from './opening/create.ts';
import type { Clock } from './study.ts';

/** Time that passes only when somebody waits, and whose wall clock can be set. */
function handClock(): Clock & { set(instant: number): void; advance(ms: number): void } {
  let elapsed = 0;
  let instant = 1_000_000_000;
  const pass = (ms: number): void => {
    elapsed += ms;
    instant += ms;
  };
  return {
    instant: () => instant,
    elapsed: () => elapsed,
    after(ms, callback) {
      let on = true;
      queueMicrotask(() => {
        if (!on) return;
        pass(ms);
        callback();
      });
      return () => {
        on = false;
      };
    },
    set(next) {
      instant = next;
    },
    advance: pass,
  };
}

const line = space({ x: float(0, 1) });

/** A storage that is away for its next `times` calls of `write`. */
function flaky(times: number): { readonly storage: Storage; readonly tries: () => number } {
  const storage = memory();
  let left = times;
  let tries = 0;
  const away = new Proxy(storage, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (name !== 'write') return typeof member === 'function' ? member.bind(target) : member;
      return async (...given: Parameters<Storage['write']>) => {
        tries++;
        if (left-- > 0) throw new VernierError('storage-unavailable', 'The database is locked.');
        return target.write(...given);
      };
    },
  });
  return { storage: away, tries: () => tries };
}

describe('bad luck', () => {
  test('a clock set back an hour makes no trial shorter than it was', async () => {
    const clock = handClock();
    const study = await createStudy({ space: line, sampler: random(), clock });
    await study.optimize(
      ({ x }) => {
        clock.advance(3000);
        clock.set(clock.instant() - 3_600_000);
        return x;
      },
      { trials: 3 },
    );
    expect([...study.history.seconds.subarray(0, 3)]).toEqual([3, 3, 3]);
  });

  test('a storage that is away for a while is asked again, and nothing is lost', async () => {
    const { storage, tries } = flaky(6);
    const study = await createStudy({ space: line, sampler: random(), storage, clock: handClock() });
    const said: (string | null)[] = [];
    const clock = handClock();
    const watched = await createStudy({
      space: line,
      sampler: random(),
      storage: flaky(1).storage,
      clock: {
        ...clock,
        after(ms, callback) {
          said.push(watched.trouble);
          return clock.after(ms, callback);
        },
      },
    });
    await watched.optimize(({ x }) => x, { trials: 2 });
    expect([...said, watched.trouble]).toEqual(['The database is locked.', null]);
    expect(await study.optimize(({ x }) => x, { trials: 5 })).toMatchObject({ complete: 5 });
    expect(tries()).toBeGreaterThan(10);
    expect((await storage.load((await storage.listStudies())[0]!.id)).snapshot.size).toBe(5);
  });

  test('a storage that stays away ends the search with its error', async () => {
    const { storage } = flaky(Number.POSITIVE_INFINITY);
    const study = await createStudy({ space: line, sampler: random(), storage, clock: handClock() });
    const error: unknown = await study.optimize(({ x }) => x, { trials: 5 }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'storage-unavailable', message: 'The database is locked.' });
  });

  test('a trial that somebody else removed ends, and the study goes on', async () => {
    const storage = memory();
    const study = await createStudy({ space: line, sampler: random(), storage });
    const studyId = (await storage.listStudies())[0]!.id;
    const summary = await study.optimize(
      async ({ x }, trial) => {
        if (trial.number === 1) await storage.write(studyId, [{ type: 'removed', id: study.history.record(1).id }]);
        await trial.report(x, 1);
        return x;
      },
      { trials: 4 },
    );
    expect(summary.complete).toBe(4);
  });

  test('a trial that somebody else ended after its last report has nothing to say any more', async () => {
    const storage = memory();
    const study = await createStudy({ space: line, sampler: random(), storage });
    const studyId = (await storage.listStudies())[0]!.id;
    const summary = await study.optimize(
      async ({ x }, trial) => {
        await trial.report(x, 1);
        const { id } = study.history.record(trial.number);
        if (trial.number === 1)
          await storage.write(studyId, [{ type: 'finished', id, state: 'complete', values: [7], at: 1 }]);
        return x;
      },
      { trials: 4 },
    );
    expect(summary.complete).toBe(3);
    await study.refresh();
    expect(study.history.record(1).values).toEqual([7]);
  });

  test.each([0, 1])('%i retries: at no moment is a stopped trial neither open nor in the queue', async (retries) => {
    const stops = retries + 2;
    const storage = memory();
    const watched = afterEach(storage, async () => {
      const { id } = (await storage.listStudies())[0]!;
      const history = historyOf((await storage.load(id)).snapshot);
      expect(history.open.length).toBe(2);
    });
    const study = await createStudy({ space: line, sampler: random(), storage: watched, retries });
    await study.enqueue({ x: 0.25 });
    await study.enqueue({ x: 0.5 });
    watched.on = true;
    for (let i = 0; i < stops; i++) {
      const stop = new AbortController();
      let begun = 0;
      const ended = study.optimize(
        async () => {
          if (++begun === 2) stop.abort();
          await new Promise((resolve) => setTimeout(resolve, 5));
          throw new Error('stopped');
        },
        { trials: 2, concurrency: 2, signal: stop.signal },
      );
      expect((await ended).failed).toBe(2);
    }
    const rows = Array.from({ length: study.history.size }, (_, row) => row);
    const [stopped, waiting] = [rows.slice(0, 2 * stops), rows.slice(2 * stops)];
    expect(waiting.map((row) => study.history.state(row))).toEqual(['waiting', 'waiting']);
    expect(stopped.map((row) => study.history.record(row).params['x']!.internal).sort()).toEqual(
      [0.25, 0.5].flatMap((x) => Array.from({ length: stops }, () => x)),
    );
    const isRepeated = rows.map((row) => study.history.attribute(row, 'system', 'vernier:repeated') === true);
    expect(isRepeated).toEqual(rows.map((row) => row < 2 * stops));
    expect(watched.calls).toBeGreaterThan(2);
  });

  test('two who close a study at the same time: neither fails', async () => {
    const storage = memory();
    let other: (() => Promise<void>) | null = null;
    const first = new Proxy(storage, {
      get(target, name) {
        const member = Reflect.get(target, name, target) as unknown;
        if (name !== 'write') return typeof member === 'function' ? member.bind(target) : member;
        return async (...given: Parameters<Storage['write']>) => {
          const inBetween = given[1].some(({ type }) => type === 'finished') ? other : null;
          other = null;
          await inBetween?.();
          return target.write(...given);
        };
      },
    });
    const options = { space: line, sampler: random(), pruner: pausing };
    const study = await createStudy({ ...options, storage: first, close: 'keep-paused', name: 'twice' });
    await study.optimize(
      async ({ x }, trial) => {
        await trial.report(x, 1);
        throw new TrialPruned();
      },
      { trials: 3 },
    );
    const [a, b] = [
      await openStudy('twice', { ...options, storage: first }),
      await openStudy('twice', { ...options, storage }),
    ];
    other = () => b.close();
    await a.close();
    expect(other).toBeNull();
    expect([0, 1, 2].map((row) => a.history.state(row))).toEqual(['pruned', 'pruned', 'pruned']);
  });
});

const pausing: Pruner = { name: 'pausing', start: () => ({ observe: () => {}, judge: () => 'pause' }) };

/** A storage after each of whose calls that write something is looked at, once it is `on`. */
function afterEach(storage: Storage, look: () => Promise<void>): Storage & { on: boolean; calls: number } {
  const state = { on: false, calls: 0 };
  return new Proxy(storage, {
    get(target, name) {
      if (name === 'on' || name === 'calls') return state[name];
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function') return member;
      if (name !== 'write' && name !== 'createTrials' && name !== 'claimTrial') return member.bind(target);
      return async (...given: unknown[]) => {
        const answer = (await member.apply(target, given)) as unknown;
        if (state.on) {
          state.calls++;
          await look();
        }
        return answer;
      };
    },
    set(_, name, value) {
      state[name as 'on'] = value as boolean;
      return true;
    },
  }) as Storage & { on: boolean; calls: number };
}
