import { describe, expect, test } from 'vitest';
import { forecast } from '../../analysis/forecast.ts';
import { TrialPruned } from '../../errors.ts';
import { inline } from '../../execution/inline.ts';
import { asha } from '../../pruners/halving/asha.ts';
import { median } from '../../pruners/percentile/percentile.ts';
import { confirmationOf } from '../../history/confirmation.ts';
import { judgedCurve } from '../../history/judged-curve.ts';
import { confirmsOf, repeatsOf } from '../../history/repeats.ts';
import { random } from '../../samplers/random.ts';
import { float, int } from '../../space/distribution.ts';
import { branch, permutation } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../opening/create.ts';
import { NoImprovement } from '../limits/no-improvement.ts';
import type { Limits } from '../study.ts';
import type { Trial } from '../trial.ts';
import { made, noise, noisy, searched } from './noisy.test-support.ts';

describe('a noisy objective', () => {
  test('the best three are run three times more; the winner is the one with the best mean of these', async () => {
    const study = await made();
    const before: number[] = [];
    const { confirmation, ...summary } = await study.optimize(
      (params, trial) => {
        if (trial.repeat === 0) before.push(trial.number);
        return noisy(params, trial);
      },
      { trials: 20, confirm: 3 },
    );
    expect(summary).toEqual({ complete: 20, pruned: 0, paused: 0, failed: 0, stoppedBy: 'trials' });
    expect(confirmation).toMatchObject({ runs: 9, missing: 0, stoppedBy: null });
    expect(before).toHaveLength(20);
    const { history } = study;
    expect(history.size).toBe(29);
    const ranked = before.toSorted((a, b) => history.losses[a]! - history.losses[b]!);
    const { trials, winner, favourite, optimism, isNoisy } = confirmation!.result!;
    expect(trials.map(({ trial }) => trial).toSorted()).toEqual(ranked.slice(0, 3).toSorted());
    expect(favourite.trial).toBe(ranked[0]);
    expect(isNoisy).toBe(true);
    const squares = trials.flatMap(({ scores, score }) => scores.map((one) => (one - score!) ** 2));
    const spread = squares.reduce((sum, one) => sum + one, 0) / 6; // two degrees of freedom for each trial
    for (const { trial, scores, score, standardError } of trials) {
      const x = study.paramsOf(history.record(trial))['x'] as number;
      expect(scores).toEqual([1, 2, 3].map((repeat) => noisy({ x }, { number: 0, repeat })));
      const mean = (scores[0]! + scores[1]! + scores[2]!) / 3;
      expect(score).toBeCloseTo(mean, 12);
      expect(standardError).toBeCloseTo(Math.sqrt(spread / 3), 12);
    }
    expect(winner!.score).toBe(Math.min(...trials.map(({ score }) => score!)));
    expect(study.best!.number).toBe(winner!.trial);
    expect(optimism).toBeCloseTo(favourite.score! - history.losses[ranked[0]!]!, 12);
    expect(optimism).toBeGreaterThan(0);
  });

  test('where it is maximised, too', async () => {
    const study = await made({ direction: 'maximize' });
    const { confirmation } = await study.optimize((params, trial) => -noisy(params, trial), { trials: 20, confirm: 3 });
    const { winner, trials, optimism } = confirmation!.result!;
    expect(winner!.score).toBe(Math.max(...trials.map(({ score }) => score!)));
    expect(optimism).toBeGreaterThan(0);
    expect(study.best!.number).toBe(winner!.trial);
  });

  test('a second call with the same limits runs nothing again; one with more repeats runs what is missing', async () => {
    const study = await made();
    await study.optimize(noisy, { trials: 12, confirm: 2 });
    expect(study.history.size).toBe(18);
    const again = await study.optimize(noisy, { trials: 12, confirm: 2 });
    expect(again).toMatchObject({ complete: 0, confirmation: { runs: 0, missing: 0 } });
    const more = await study.optimize(noisy, { trials: 12, confirm: { top: 3, repeats: 4 } });
    expect(more.confirmation).toMatchObject({ runs: 2 + 4, missing: 0 });
  });

  test('repeats are not counted as trials of the search, nor taken for its best', async () => {
    const study = await made();
    await study.optimize(noisy, { trials: 10, confirm: { top: 1, repeats: 5 } });
    const more = await study.optimize(noisy, { trials: 16, noImprovement: 100 });
    expect(more.complete).toBe(6);
    expect(new NoImprovement(study.history, () => 100).since).toBeLessThan(16);
    expect(forecast(study.history, { trials: [1], seed: 1, space: searched }).results).toBe(16);
    const own = Array.from({ length: study.history.size }, (_, row) => row).filter(
      (row) => confirmsOf(study.history, row) === null,
    );
    expect(own).toHaveLength(16);
    expect(own).toContain(study.best!.number);
  });

  test('a later trial that looks better than all that were confirmed is the best again, until it is confirmed', async () => {
    const study = await made();
    await study.optimize(noisy, { trials: 10, confirm: 1 });
    expect(confirmationOf(study.history)).not.toBeNull();
    await study.optimize(() => -100, { trials: 11 });
    expect(confirmationOf(study.history)).toBeNull();
    expect(study.best!.number).toBe(13);
    const { confirmation } = await study.optimize(noisy, { trials: 11, confirm: 1 });
    const { trials, favourite, winner } = confirmation!.result!;
    expect(trials).toHaveLength(2);
    expect(favourite).toMatchObject({ trial: 13, first: -100 });
    expect(study.best!.number).toBe(winner!.trial);
  });
});

describe('equal settings', () => {
  test('are confirmed once', async () => {
    const study = await createStudy({ space: space({ n: int(1, 4) }), sampler: random(), seed: 3 });
    const { confirmation } = await study.optimize(({ n }, { number, repeat }) => n + noise(number, repeat) / 10, {
      trials: 20,
      confirm: 3,
    });
    const settings = confirmation!.result!.trials.map(({ trial }) => study.paramsOf(study.history.record(trial))['n']);
    expect(settings.toSorted()).toEqual([1, 2, 3]);
  });
});

describe('an objective without noise', () => {
  test('is found out by one repeat of each; the score is exact', async () => {
    const study = await made();
    const { confirmation } = await study.optimize(({ x }) => (x - 0.3) ** 2, { trials: 15, confirm: 3 });
    expect(confirmation).toMatchObject({ runs: 3, missing: 0, result: { isNoisy: false, optimism: 0 } });
    expect(confirmation!.result!.winner).toMatchObject({ trial: study.best!.number, standardError: null });
  });
});

describe('the same parameters again', () => {
  test('of every kind', async () => {
    const several = space({ order: permutation(['a', 'b', 'c']), kind: branch({ p: { u: float(0, 1) }, q: {} }) });
    const study = await createStudy({ space: several, sampler: random(), seed: 2 });
    const again: unknown[] = [];
    const { confirmation } = await study.optimize(
      (params, { number, repeat }) => {
        if (repeat > 0) again.push(params);
        return noise(number, repeat);
      },
      { trials: 8, confirm: { top: 1, repeats: 2 } },
    );
    const params = study.paramsOf(study.history.record(confirmation!.result!.favourite.trial));
    expect(again).toEqual([params, params]);
  });

  test('of a program that asks for them as it goes', async () => {
    const study = await createStudy({ sampler: random(), seed: 2 });
    const asked: [number, number][] = [];
    await study.optimize(
      (_, trial) => {
        const x = trial.suggestFloat('x', 0, 1);
        const y = x > 0.5 ? trial.suggestInt('y', 1, 100) : 0;
        if (trial.repeat > 0) asked.push([x, y]);
        return noisy({ x }, trial) + y / 1000;
      },
      { trials: 10, confirm: { top: 2, repeats: 2 } },
    );
    const { history } = study;
    const rows = Array.from({ length: history.size - 10 }, (_, i) => confirmsOf(history, 10 + i)!.trial);
    const stored = rows.map((row) => study.paramsOf(history.record(row)));
    expect(asked).toEqual(stored.map(({ x, y }) => [x, y ?? 0]));
  });

  test('where a score is used again for the same parameters, too', async () => {
    const study = await made({ duplicates: 'reuse' });
    const { confirmation } = await study.optimize(noisy, { trials: 8, confirm: 1 });
    expect(confirmation!.result).toMatchObject({ isNoisy: true });
  });
});

describe('what does not go well', () => {
  test('a repeat that its user stopped is in the queue, and run by the next call', async () => {
    const study = await made();
    const stop = new AbortController();
    const executor = inline(async ({ number, repeat = 0, params }, _, signal) => {
      if (repeat === 2) stop.abort();
      signal.throwIfAborted();
      return noisy(params as { readonly x: number }, { number, repeat });
    });
    const first = await study.optimize(executor, { trials: 8, confirm: { top: 2, repeats: 3 }, signal: stop.signal });
    expect(first.confirmation).toMatchObject({ runs: 2, missing: 4, stoppedBy: 'signal' });
    const second = await study.optimize(noisy, { trials: 8, confirm: { top: 2, repeats: 3 } });
    expect(second).toMatchObject({ complete: 0, confirmation: { missing: 0 } });
    expect(second.confirmation!.result!.trials.map(({ scores }) => scores.length)).toEqual([3, 3]);
    expect(study.history.size).toBe(8 + 6 + 1); // the one that was stopped, and its repeat
  });

  test('a trial that fails when it is repeated is out; the next call tries it once more', async () => {
    const study = await made();
    await study.optimize(noisy, { trials: 10 });
    const favourite = study.best!.number;
    const x = study.paramsOf(study.best!)['x'];
    let isMended = false;
    const sick = (params: { readonly x: number }, trial: Trial): number => {
      if (params.x === x && trial.repeat === 2 && !isMended) throw new Error('out of memory');
      return noisy(params, trial);
    };
    const first = await study.optimize(sick, { trials: 10, confirm: 2 });
    expect(first.confirmation!.result!.trials.at(-1)).toMatchObject({ trial: favourite, failed: expect.any(Number) });
    expect(first.confirmation!.missing).toBe(0);
    expect(study.best!.number).not.toBe(favourite);
    isMended = true;
    const second = await study.optimize(sick, { trials: 10, confirm: 2 });
    expect(second.confirmation!.result!.favourite).toMatchObject({ trial: favourite, failed: null });
    expect(second.confirmation!.result!.favourite.scores).toHaveLength(3);
  });

  test('where all fail, the best by its first score stays', async () => {
    const study = await made();
    const { confirmation } = await study.optimize(
      (params, trial) => (trial.repeat > 0 ? Number.NaN : noisy(params, trial)),
      { trials: 10, confirm: 2 },
    );
    expect(confirmation).toMatchObject({ runs: 2, missing: 0, result: { winner: null, isNoisy: null } });
    expect(study.best!.number).toBe(confirmation!.result!.favourite.trial);
  });

  test('no pruner is asked about repeats', async () => {
    const study = await made({ pruner: median({ startup: 1 }), fidelity: { name: 'e', max: 4 } });
    const ended: string[] = [];
    const { confirmation } = await study.optimize(
      async (params, trial) => {
        if (trial.repeat > 0) expect(trial.until).toBeNull();
        for (let step = 1; step <= 4; step++) {
          await trial.report(trial.repeat > 0 ? 99 : noisy(params, trial), step);
          if (trial.shouldPrune()) ended.push(`${trial.number}`);
          if (trial.shouldPrune()) return 99;
        }
        return noisy(params, trial);
      },
      { trials: 12, confirm: 3 },
    );
    expect(confirmation).toMatchObject({ runs: 9, missing: 0 });
    expect(ended.some((number) => Number(number) >= 12)).toBe(false);
  });

  test('repeats take no place at rungs: they made paused trials go on, and left these waiting where the search was over', async () => {
    const pruner = asha({ minResource: 1, mode: 'promote' });
    const study = await made({ pruner, fidelity: { name: 'e', min: 1, max: 9 } });
    const { confirmation } = await study.optimize(
      async (params, trial) => {
        for (let step = (trial.resume?.step ?? 0) + 1; step <= 9; step++) {
          trial.setCheckpoint(String(step), step);
          await trial.report(noisy(params, trial) + 1 / step, step);
          if (trial.shouldPrune()) throw new TrialPruned();
        }
        return noisy(params, trial);
      },
      { trials: 24, confirm: 3 },
    );
    expect(confirmation!.runs).toBeGreaterThan(0);
    const { history } = study;
    expect(history.open).toEqual([]);
    const again = repeatsOf(history).map(({ row }) => judgedCurve(history, row, { kind: 'all' }));
    expect(again).toEqual(Array(confirmation!.runs).fill(null));
  });

  test('stopped by its user, it goes on where it was', async () => {
    const study = await made();
    const finish = new AbortController();
    let runs = 0;
    const counted = (params: { readonly x: number }, trial: Trial): number => {
      if (trial.repeat > 0 && ++runs === 4) finish.abort();
      return noisy(params, trial);
    };
    const first = await study.optimize(counted, { trials: 10, confirm: 3, finish: finish.signal });
    expect(first).toMatchObject({ stoppedBy: 'trials', confirmation: { runs: 4, missing: 5, stoppedBy: 'signal' } });
    const second = await study.optimize(counted, { trials: 10, confirm: 3 });
    expect(runs).toBe(9);
    expect(second.confirmation).toMatchObject({ missing: 0, stoppedBy: null });
  });

  test('a search that its user stopped is not confirmed', async () => {
    const study = await made();
    const finish = new AbortController();
    const { confirmation } = await study.optimize(
      (params, trial) => {
        if (trial.number === 5) finish.abort();
        return noisy(params, trial);
      },
      { trials: 10, confirm: 3, finish: finish.signal },
    );
    expect(confirmation).toEqual({ result: null, runs: 0, missing: 9, stoppedBy: 'signal' });
  });

  test.each<[Limits['confirm'], RegExp]>([
    [0, /confirm is 0/],
    [1.5, /confirm is 1.5/],
    [{ top: 3, repeats: 0 }, /confirm.repeats is 0/],
    [{ top: 3, repeat: 3 } as never, /A key of confirm is "repeat"/],
    [{ repeats: 3 } as never, /confirm.top is/],
  ])('%j is refused', async (confirm, words) => {
    await expect((await made()).optimize(noisy, { trials: 3, confirm: confirm! })).rejects.toThrow(words);
  });

  test('several objectives are refused', async () => {
    const study = await createStudy({ space: searched, objectives: { a: 'minimize', b: 'minimize' } });
    await expect(study.optimize(() => [1, 2], { trials: 3, confirm: 3 })).rejects.toThrow(
      /confirm is for one objective/,
    );
  });
});
