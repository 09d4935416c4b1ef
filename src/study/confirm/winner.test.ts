import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { missingRepeats } from '../../history/confirmation.ts';
import { random as randomStream } from '../../math/random.ts';
import { sqlite } from '../../node/sqlite.ts';
import { hold, release } from '../shared/hold.ts';
import type { Trial } from '../trial.ts';
import { made, noisy } from './noisy.test-support.ts';

const moments = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

describe('who can win', () => {
  /** Each repeat measures on another fold; the second one is hard. */
  const onFolds = ({ x }: { readonly x: number }, { repeat }: Pick<Trial, 'repeat'>): number =>
    x + (repeat === 2 ? 1 : 0) + repeat / 1000;
  /** Each trial has luck of its own. */
  const byLuck = (_: unknown, { number, repeat }: Trial): number =>
    randomStream(7).fork(`${number} ${repeat}`).uniform();

  test('stopped within a round, trials are compared by the repeats that all of them have', async () => {
    const study = await made();
    const finish = new AbortController();
    let runs = 0;
    const first = await study.optimize(
      (params, trial) => {
        if (trial.repeat > 0 && ++runs === 4) finish.abort();
        return onFolds(params, trial);
      },
      { trials: 12, confirm: 3, finish: finish.signal },
    );
    const { winner, favourite, trials, missing } = first.confirmation!.result!;
    expect(trials.map(({ scores }) => scores.length)).toEqual([2, 1, 1]);
    expect(winner).toEqual(favourite); // though the hard fold is its alone
    expect(missing).toBe(5);
    const second = await study.optimize(onFolds, { trials: 12, confirm: 3 });
    expect(second.confirmation!.result).toMatchObject({ winner: { trial: winner!.trial }, missing: 0 });
  });

  test('one that was run again less often than the others, and is none of the best any more, cannot', async () => {
    const study = await made();
    const before = await study.optimize(byLuck, { trials: 10, confirm: { top: 5, repeats: 1 } });
    const after = await study.optimize(byLuck, { trials: 40, confirm: { top: 2, repeats: 8 } });
    const { winner, trials, missing } = after.confirmation!.result!;
    expect([after.confirmation!.missing, missing]).toEqual([0, 0]);
    expect(trials.length).toBeGreaterThan(2);
    const luckiest = Math.min(...before.confirmation!.result!.trials.map(({ score }) => score!));
    expect(luckiest).toBeLessThan(winner!.score!);
    expect(winner!.scores).toHaveLength(8);
  });

  test('what is not noisy for the best ones only is run as often as others were', async () => {
    const study = await made();
    const odd = (params: { readonly x: number }, trial: Trial): number =>
      trial.number < 6 || trial.repeat > 0 ? noisy(params, trial) + 9 : params.x;
    await study.optimize(odd, { trials: 6, confirm: { top: 2, repeats: 3 } });
    const { confirmation } = await study.optimize(({ x }) => x, { trials: 12, confirm: { top: 2, repeats: 3 } });
    expect(confirmation!.result!.winner).toMatchObject({
      trial: study.best!.number,
      first: confirmation!.result!.favourite.first,
    });
    expect(confirmation!.result!.winner!.scores).toHaveLength(3);
  });

  /** The trial that looks best is the worst when it is run again. */
  const unlucky = ({ x }: { readonly x: number }, { number, repeat }: Pick<Trial, 'number' | 'repeat'>): number =>
    repeat === 0 ? (number === 0 ? -1 : x) : (x === luckyX ? 10 : 1) + repeat / 1000;
  let luckyX = Number.NaN;

  test('one that was run again more often than is asked now has no advantage over those that were run as often as that', async () => {
    const study = await made();
    const objective = (params: { readonly x: number }, trial: Trial): number => {
      if (trial.number === 0) luckyX = params.x;
      return unlucky(params, trial);
    };
    await study.optimize(objective, { trials: 5, confirm: { top: 1, repeats: 4 } });
    expect(study.best!.number).toBe(0);
    const { confirmation } = await study.optimize(objective, { trials: 5, confirm: 3 });
    expect(confirmation!.result!.trials.map(({ scores }) => scores.length)).toEqual([3, 3, 4]);
    expect(confirmation!.result!.winner!.trial).not.toBe(0);
  });

  test('where all that are the best now fail when they are run again, one that was run before is better than none', async () => {
    const study = await made();
    await study.optimize(noisy, { trials: 6, confirm: 2 });
    const { confirmation } = await study.optimize(({ x }, { repeat }) => (repeat > 0 ? Number.NaN : x - 99), {
      trials: 12,
      confirm: 2,
    });
    expect(confirmation!.result!.winner!.trial).toBeLessThan(6);
  });
});

describe('what is missing', () => {
  test.each([
    ['in the first round', 2],
    ['after it', 3],
  ])('is known of the history alone, and as the run itself says it: stopped %s', async (_, last) => {
    const study = await made();
    const finish = new AbortController();
    let runs = 0;
    const { confirmation } = await study.optimize(
      (params, trial) => {
        if (trial.repeat > 0 && ++runs === last) finish.abort();
        return noisy(params, trial);
      },
      { trials: 12, confirm: 3, finish: finish.signal },
    );
    expect(confirmation!.missing).toBe(9 - last);
    expect(missingRepeats(study.history)).toBe(9 - last);
  });

  test('nothing of trials that no repeat was begun of: the search went on', async () => {
    const study = await made();
    await study.optimize(noisy, { trials: 12, confirm: 3 });
    await study.optimize(({ x }) => x - 99, { trials: 20 });
    expect(missingRepeats(study.history)).toBe(0);
  });

  test('nothing where one repeat of each has shown that nothing is noisy, also once another trial is among the best', async () => {
    const study = await made();
    await study.optimize(({ x }) => x, { trials: 12, confirm: 3 });
    expect(missingRepeats(study.history)).toBe(0);
    await study.optimize(({ x }) => x - 99, { trials: 13 });
    expect(missingRepeats(study.history)).toBe(0);
  });
});

test('while a study is paused no repeat starts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-held-'));
  const storage = sqlite(join(folder, 'v.db'));
  const study = await made({ name: 's', storage });
  const record = async () => (await storage.findStudy('s'))!;
  const started: number[] = [];
  const run = study.optimize(
    async (params, trial) => {
      if (trial.repeat > 0 && started.push(trial.number) === 1) {
        await hold(storage, await record(), { by: 'somebody', why: null, at: 0 });
        await moments(100); // it is looked at every 50 ms
      }
      return noisy(params, trial);
    },
    { trials: 6, confirm: 2 },
  );
  while (started.length === 0) await moments(10);
  await moments(600);
  expect(started).toHaveLength(1);
  await release(storage, await record());
  expect((await run).confirmation).toMatchObject({ runs: 6, missing: 0 });
  await storage.close();
  rmSync(folder, { recursive: true, force: true });
});
