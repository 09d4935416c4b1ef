import { describe, expect, test } from 'vitest';
import { VernierError } from '../errors.ts';
import { random } from '../samplers/random.ts';
import type { Sampler, SamplerRun } from '../samplers/sampler.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { memory } from '../storage/memory.ts';
import type { Storage } from '../storage/storage.ts';
import { createStudy } from './opening/create.ts';

const line = space({ x: float(0, 1) });

/** Memory that notes which calls write trials, with `createTrials` in other hands where given. */
function watched(createTrials?: (storage: Storage) => Storage['createTrials']): {
  readonly storage: Storage;
  readonly calls: string[];
} {
  const inner = memory();
  const calls: string[] = [];
  const create = createTrials?.(inner) ?? inner.createTrials.bind(inner);
  const storage = new Proxy(inner, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function') return member;
      const call = (name === 'createTrials' ? create : member.bind(target)) as (...given: unknown[]) => unknown;
      if (name !== 'createTrials' && name !== 'write') return call;
      return (...given: unknown[]) => {
        calls.push(name);
        return call(...given);
      };
    },
  });
  return { storage, calls };
}

/** The random sampler, answering a little later. */
function later(): Sampler {
  const inner = random();
  return {
    ...inner,
    start(problem) {
      const run = inner.start(problem) as SamplerRun;
      return { ...run, propose: async (numbers, stream) => run.propose(numbers, stream) };
    },
  };
}

/** The x of five trials asked one by one, and what the study says of them at the end. */
async function five(storage: Storage, sampler = random()): Promise<readonly unknown[]> {
  const study = await createStudy({ space: line, seed: 7, storage, sampler });
  const drawn: unknown[] = [];
  for (let i = 0; i < 5; i++) {
    const trial = await study.ask();
    drawn.push(trial.number, trial.params.x);
    await study.tell(trial, trial.params.x);
  }
  const kept = (await storage.load((await storage.listStudies())[0]!.id)).snapshot.size;
  const complete = Array.from({ length: kept }, (_, row) => study.history.state(row) === 'complete');
  return [...drawn, study.history.size, complete.every(Boolean), kept];
}

describe('one write an ask', () => {
  test('a sampler that answers at once', async () => {
    const { storage, calls } = watched();
    await five(storage);
    expect(calls).toEqual(Array.from({ length: 5 }, () => ['createTrials', 'write']).flat());
  });

  test('one that answers later takes two, and gives the same trials', async () => {
    const { storage, calls } = watched();
    expect(await five(storage, later())).toEqual(await five(memory()));
    expect(calls).toEqual(Array.from({ length: 5 }, () => ['createTrials', 'write', 'write']).flat());
  });
});

describe('a commit that fails when the proposal was made', () => {
  const away = (): VernierError => new VernierError('storage-unavailable', 'The disk is full.');

  test('is tried again, with the same trials in the end', async () => {
    let commits = 0;
    const { storage } = watched((inner) => (study, drafts, atMost, fill) => {
      if (++commits % 2 === 0) return inner.createTrials(study, drafts, atMost, fill);
      return inner.createTrials(study, drafts, atMost, (made) => {
        fill!(made);
        throw away();
      });
    });
    expect(await five(storage)).toEqual(await five(memory()));
    expect(commits).toBe(10);
  });

  test('for good leaves no trial that is running for ever', async () => {
    let isAway = true;
    const { storage } = watched(
      (inner) => async (study, drafts, atMost, fill) =>
        inner.createTrials(study, drafts, atMost, (made) => {
          const changes = fill!(made);
          if (isAway) throw new VernierError('storage-unavailable', 'Gone.', { details: { permanent: true } });
          return changes;
        }),
    );
    const study = await createStudy({ space: line, seed: 7, storage, sampler: random() });
    const heard: number[] = [];
    study.subscribe(({ rows }) => heard.push(...rows.filter((row) => study.history.state(row) === 'running')));
    await expect(study.ask()).rejects.toMatchObject({ message: 'Gone.' });
    expect([study.history.open, heard]).toEqual([[], []]);
    isAway = false;
    const trial = await study.ask();
    expect([trial.number, study.history.open]).toEqual([0, [0]]);
  });

  test('where others made a trial meanwhile, the proposal is that of the number it gets', async () => {
    let tries = 0;
    const { storage } = watched((inner) => async (study, drafts, atMost, fill) => {
      const isFirst = tries++ === 0;
      if (isFirst) {
        const failed = inner.createTrials(study, drafts, atMost, (made) => {
          fill!(made);
          throw away();
        });
        await expect(failed).rejects.toThrow();
        await inner.createTrials(study, [{ state: 'complete', values: [0.5] }]);
      }
      return inner.createTrials(study, drafts, atMost, fill);
    });
    const found = await five(storage);
    const usual = await five(memory());
    expect(found.slice(0, 8)).toEqual(usual.slice(2, 10));
    expect(found.slice(-3)).toEqual([6, true, 6]);
  });
});

test('two studies on one storage see that trials came in between', async () => {
  const storage = memory();
  const first = await createStudy({ name: 's', space: line, seed: 7, storage, sampler: random() });
  const usual = await five(memory());
  const { id } = (await storage.listStudies())[0]!;
  expect((await first.ask()).params.x).toBe(usual[1]);
  await storage.createTrials(id, [{ state: 'complete', values: [0.5] }]);
  const trial = await first.ask();
  expect([trial.number, trial.params.x]).toEqual([2, usual[5]]);
  expect(first.history.state(1)).toBe('complete');
});

test('a sampler that throws when a value is missing is heard of where the trial was asked for', async () => {
  const broken: Sampler = {
    ...random(),
    start: () => ({
      observe() {},
      propose: (numbers) => numbers.map(() => ({ params: new Map() })),
      suggest() {
        throw new Error('no idea');
      },
    }),
  };
  const study = await createStudy({ space: line, storage: memory(), sampler: broken });
  await expect(study.ask()).rejects.toThrow('no idea');
});
