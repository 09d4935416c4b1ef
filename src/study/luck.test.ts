import { describe, expect, test } from 'vitest';
import { VernierError } from '../errors.ts';
import { random } from '../samplers/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { memory } from '../storage/memory.ts';
import type { Storage } from '../storage/storage.ts';
import { createStudy } from './create.ts';
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
});
