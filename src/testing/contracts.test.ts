import { expect, test } from 'vitest';
import type { Sampler, SamplerRun } from '../samplers/sampler.ts';
import { random } from '../samplers/random.ts';
import { median } from '../pruners/percentile/percentile.ts';
import type { Pruner } from '../pruners/pruner.ts';
import { fromUnit } from '../space/encode.ts';
import { prunerContract } from './pruner-contract.ts';
import type { Runner, Skip } from './runner.ts';
import { type SamplerCandidate, samplerContract } from './sampler-contract.ts';

/** The tests of a contract that an implementation fails, by name without the subject. */
async function failures(register: (runner: Runner) => void): Promise<string[]> {
  const tests: { name: string; body: () => Promise<void> }[] = [];
  const runner: Runner = {
    test: (name, body) => tests.push({ name, body }),
    fail: (message) => {
      throw new Error(message);
    },
  };
  register(runner);
  const failed: string[] = [];
  for (const { name, body } of tests)
    try {
      await body();
    } catch {
      failed.push(name.replace(/^[^:]*: /, ''));
    }
  return failed;
}

const samplerFailures = (create: () => Sampler, more: Partial<SamplerCandidate> = {}): Promise<string[]> =>
  failures((runner) => samplerContract({ name: 'planted', create, ...more }, runner));

/** The random sampler with one thing wrong. */
function altered(
  change: (run: SamplerRun, problem: Parameters<Sampler['start']>[0]) => Partial<SamplerRun>,
): () => Sampler {
  return () => ({
    ...random(),
    start(problem) {
      const run = random().start(problem) as SamplerRun;
      return { ...run, ...change(run, problem) };
    },
  });
}

test('a sampler that keeps the laws fails none', async () => {
  expect(await samplerFailures(random, { byNumber: true })).toEqual([]);
});

test('hidden state is found', async () => {
  const counting = altered((run) => {
    let asked = 0;
    return { propose: (trials, stream) => run.propose(trials, stream.fork(asked++)) };
  });
  const found = await samplerFailures(counting);
  expect(found).toContain('asking twice, or for others in between, changes nothing (mixed)');
  expect(found).toContain(
    'a fresh run with the same history proposes the same, whatever the pieces it comes in (mixed)',
  );
});

test('a count of observed rows, deltas instead of history, is found', async () => {
  const counting = altered((run) => {
    let rows = 0;
    return {
      observe(_, delta) {
        rows += delta.rows.length;
      },
      propose: (trials, stream) => run.propose(trials, stream.fork(rows)),
    };
  });
  expect(await samplerFailures(counting)).toContain(
    'a fresh run with the same history proposes the same, whatever the pieces it comes in (numbers)',
  );
});

test('values outside the space, and broken constraints, are found', async () => {
  const outside = altered((_, { space }) => ({
    propose: (trials) => trials.map(() => ({ params: new Map((space?.nodes ?? []).map(({ name }) => [name, 1e9])) })),
  }));
  expect(await samplerFailures(outside)).toContain(
    'proposals keep to the space, whole and with its constraints (numbers)',
  );
  const careless = altered((_, { space }) => ({
    propose: (trials, stream) =>
      trials.map(() => ({
        params: new Map(
          (space?.nodes ?? []).map(({ name, distribution }) => [
            name,
            fromUnit(distribution, stream.fork(name).uniform()),
          ]),
        ),
      })),
  }));
  const found = await samplerFailures(careless);
  expect(found).toContain('proposals keep to the space, whole and with its constraints (constraints)');
  expect(found).toContain('renaming parameters changes nothing (mixed)');
});

test('a sampler that looks at more than the number is found where it says that it does not', async () => {
  const curious = altered((run) => {
    let finished = 0;
    return {
      observe(history) {
        finished = 0;
        for (let row = 0; row < history.size; row++) if (history.state(row) === 'complete') finished++;
      },
      propose: (trials, stream) => run.propose(trials, stream.fork(finished)),
    };
  });
  expect(await samplerFailures(curious, { byNumber: true })).toEqual([
    'any number of workers make the same trials (mixed)',
  ]);
  expect(await samplerFailures(curious)).toEqual([]);
});

test('a skipped test that passes is a failure, and one that does not exist too', async () => {
  const says = 'renaming parameters changes nothing (mixed)';
  const skipping = (skip: readonly Skip[]) => samplerFailures(random, { skip });
  expect(await skipping([{ reason: 'by mistake', tests: [says] }])).toHaveLength(1);
  await expect(skipping([{ reason: 'a slip', tests: ['renaming'] }])).rejects.toThrow(
    'the contract has no test "renaming"',
  );
});

test('pruners that stop all, stop the best, or remember are found', async () => {
  const prunerFailures = (create: () => Pruner): Promise<string[]> =>
    failures((runner) => prunerContract({ name: 'planted', create }, runner));
  expect(await prunerFailures(() => median())).toEqual([]);
  const strict = (): Pruner => ({ name: 'strict', start: () => ({ observe() {}, judge: () => 'stop' }) });
  expect(await prunerFailures(strict)).toEqual(
    expect.arrayContaining([
      'some of many trials are stopped, and not all of them',
      'a trial with nothing to judge goes on',
      'a trial whose last report is the best of all reports goes on',
    ]),
  );
  const remembering = (): Pruner => ({
    name: 'remembering',
    start(problem) {
      const run = median().start(problem);
      let asked = 0;
      return {
        ...run,
        observe: (history, delta) => run.observe(history, delta),
        judge: (row) => (asked++ % 2 === 1 ? 'continue' : run.judge(row)),
      };
    },
  });
  expect(await prunerFailures(remembering)).toContain(
    'verdicts depend on the history alone, not on the pieces it came in',
  );
});
