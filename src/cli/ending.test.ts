import { describe, expect, test } from 'vitest';
import { TrialPruned, VernierError } from '../errors.ts';
import { BOUNDLESS } from '../config/budget.ts';
import { asha } from '../pruners/halving/asha.ts';
import { pbt } from '../samplers/population/pbt.ts';
import { random } from '../samplers/random.ts';
import { createStudy } from '../study/opening/create.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { History } from '../history/history.ts';
import { FROM, REPEATED } from '../history/lineage.ts';
import { type Change, type Direction, recordOf } from '../history/record.ts';
import type { Study, Summary } from '../study/study.ts';
import type { Trial } from '../study/trial.ts';
import { type Ending, endingLines } from './ending.ts';
import { PLAIN } from './style.ts';
import { failureReason } from './live/watch.ts';

const searched = space({ x: float(0, 1) });

/** The ending of a run that began with the study. */
function lines(
  study: unknown,
  summary: Summary,
  more: Partial<Pick<Ending, 'isPopulation' | 'running' | 'paused' | 'told' | 'target' | 'isOverdue'>> = {},
) {
  const { history } = study as Study;
  return endingLines(
    study as Study,
    {
      summary,
      seconds: 1,
      startedAt: 0,
      isOwn: () => true,
      isPopulation: false,
      told: null,
      target: null,
      spent: [],
      used: { budget: BOUNDLESS, spending: { computeSeconds: 0, cost: null } },
      ended: history.size - history.open.length,
      running: 0,
      paused: 0,
      logOf: () => null,
      isOverdue: false,
      again: 'vernier run',
      columns: 80,
      ...more,
    },
    PLAIN,
  );
}

test('where an end that was set for the study has passed, the same command alone goes on with nothing', async () => {
  const study = await createStudy({ space: searched, sampler: random(), seed: 1 });
  const summary = await study.optimize(({ x }) => x, { trials: 2 });
  const last = (stoppedBy: Summary['stoppedBy'], isOverdue: boolean) =>
    lines(study, { ...summary, stoppedBy }, { isOverdue }).at(-1);
  expect(last('seconds', false)).toBe('To go on: vernier run');
  expect(last('seconds', true)).toMatch(/^Once another end is set on its page \((npx )?vernier serve\): vernier run$/);
  expect(last('target', true)).toBe('To see more: vernier run');
});

describe('trials that were paused', () => {
  const fidelity = { name: 'epoch', min: 1, max: 9 };
  const made = () =>
    createStudy({ space: searched, sampler: random(), pruner: asha({ mode: 'promote' }), fidelity, seed: 1 });
  const program = async ({ x }: { readonly x: number }, trial: Trial): Promise<number> => {
    for (let step = (trial.resume?.step ?? 0) + 1; step <= 9; step++) {
      trial.setCheckpoint(String(step), step);
      await trial.report(x, step);
      if (trial.shouldPrune()) throw new TrialPruned();
    }
    return x;
  };

  test('are trials of the run that paused them, once each', async () => {
    const study = await made();
    const summary = await study.optimize(program, { trials: 12 });
    expect(summary.complete + summary.pruned).toBeLessThan(12);
    expect(lines(study, summary)[0]).toBe('All trials are done: 12 trials in 1 s.');
  });

  test('are recommended where they promise more than the best complete one', async () => {
    const study = await createStudy({ space: searched, sampler: random(), pruner: null, fidelity, seed: 1 });
    const [first, second] = await study.ask(2);
    for (let step = 1; step <= 9; step++) {
      await first!.report(0.5 + 1 / step, step);
      if (step <= 5) await second!.report(0.2 + 1 / step, step);
    }
    const summary: Summary = { complete: 0, pruned: 0, paused: 0, failed: 0, stoppedBy: 'signal' };
    const ending = () =>
      lines(study, summary, { told: { fidelity, pruner: null } })
        .join(' ')
        .replaceAll(/\s+/g, ' ');
    expect(ending()).toContain('No trial has given a result yet.');
    expect(ending()).toMatch(
      / Trial 1, running at epoch 5, looks best so far and is expected to end at about 0\.\d+\. /,
    );
    await study.tell(0, 0.5 + 1 / 9);
    expect(ending()).toMatch(/ Trial 1, running at epoch 5, is expected to end better, at about 0\.\d+\. /);
  });

  test('are named while they are paused', async () => {
    const study = await made();
    const summary = await study.optimize(program, { trials: 12 });
    expect(lines(study, summary, { paused: 3 })[0]).toContain(', 3 paused');
  });

  test('or still run in another process, are members of a population that have not come to their end', async () => {
    const study = await made();
    const summary: Summary = { complete: 1, pruned: 0, paused: 0, failed: 0, stoppedBy: 'exhausted' };
    const first = (more: { readonly running?: number; readonly paused?: number }) =>
      lines(study, summary, { isPopulation: true, ...more })[0];
    expect(first({})).toMatch(/^All members of the population have come to their end: /);
    for (const more of [{ running: 1 }, { paused: 1 }])
      expect(first(more)).toMatch(/^Other processes train the members of the population that are left: /);
  });

  test('are no failures: where others failed, the study is not told to be mended', async () => {
    const study = await createStudy({ space: searched, sampler: random(), pruner: null, fidelity, seed: 1 });
    const [first, second] = await study.ask(2);
    const summary: Summary = { complete: 0, pruned: 0, paused: 1, failed: 1, stoppedBy: 'seconds' };
    await study.tell(second!, {
      state: 'failed',
      error: new VernierError('objective-failed', 'Nothing by the limit.'),
    });
    expect(lines(study, summary).at(-1)).toMatch(/^Once it is mended:/);
    await first!.report(0.5, 3);
    expect(lines(study, summary).at(-1)).toMatch(/^To go on:/);
  });

  test('a winner that goes on from another one names its schedule', async () => {
    const population = pbt({ population: 4, interval: 3 });
    const study = await createStudy({ space: searched, sampler: population, fidelity, seed: 1 });
    const summary = await study.optimize(program, {});
    const { history } = study;
    const told = (): boolean => lines(study, summary).some((line) => /^ {2}It was trained with 2 settings/.test(line));
    expect(told()).toBe(false);
    const row = history.size;
    const from = { [FROM]: { trial: 0, step: 3 } };
    const copy = recordOf({ state: 'complete', values: [-1], systemAttributes: from }, row, row);
    (history as History).apply([{ type: 'trial', trial: copy }]);
    expect(told()).toBe(true);
  });

  test('save nothing in a population, whose members go on from each other', async () => {
    const study = await made();
    const summary = await study.optimize(program, { trials: 12 });
    expect(lines(study, summary).some((line) => line.startsWith('Pruning saved'))).toBe(true);
    expect(lines(study, summary, { isPopulation: true }).some((line) => line.startsWith('Pruning saved'))).toBe(false);
  });
});

test('a trial that is in the queue again has not failed; one that was lost once too often has, for good', async () => {
  const study = await createStudy({ space: searched, sampler: random(), seed: 1 });
  await study.optimize(({ x }) => x, { trials: 2 });
  const systemAttributes = { 'vernier:error': { code: 'worker-lost', message: 'It was stopped.' } };
  const [repeated, lost] = [{ ...systemAttributes, [REPEATED]: true }, systemAttributes].map((attributes, i) =>
    recordOf({ state: 'failed', finishedAt: 1000, systemAttributes: attributes }, 2 + i, 2 + i),
  );
  const history = new History(study.objectives);
  history.apply([0, 1].map((row): Change => ({ type: 'trial', trial: study.history.record(row) })));
  history.apply([repeated!, lost!].map((trial): Change => ({ type: 'trial', trial })));
  const { objectives, best, warnings } = study;
  const summary = { complete: 2, pruned: 0, paused: 0, failed: 2, stoppedBy: 'cost' } as const;
  const [first] = lines({ objectives, best, warnings, history, paramsOf: () => ({}) }, summary);
  expect(first).toBe(
    'The money is used up: 3 trials in 1 s, 1 of them failed, 1 trial stopped and queued again, 4 in the study.',
  );
  expect(failureReason(history, 3)).toBe(
    'It was stopped. It has failed for good: all attempts that `retries` allows are used up.',
  );
});

test('what is left of a limit is what was kept back to run the best trials again', async () => {
  const study = await createStudy({ space: searched, sampler: random(), seed: 1 });
  await study.optimize(({ x }) => x, { trials: 4 });
  const confirmation = { result: null, runs: 6, missing: 0, stoppedBy: null };
  const summary = { complete: 4, pruned: 0, paused: 0, failed: 0, stoppedBy: 'cost' } as const;
  expect(lines(study, { ...summary, confirmation })[0]).toMatch(
    /^The money is used up, but for what was kept back to run the best again: 4 trials/,
  );
  expect(lines(study, { ...summary, confirmation: { ...confirmation, missing: 2, stoppedBy: 'cost' } })[0]).toMatch(
    /^The money is used up: 4 trials/,
  );
});

test('nothing was kept back where no trial has come to a score', async () => {
  const study = await createStudy({ space: searched, sampler: random(), seed: 1 });
  await study.optimize(
    () => {
      throw new Error('deaf');
    },
    { trials: 2 },
  );
  const confirmation = { result: null, runs: 0, missing: 0, stoppedBy: null };
  const summary = { complete: 0, pruned: 0, paused: 0, failed: 2, stoppedBy: 'seconds', confirmation } as const;
  expect(lines(study, summary)[0]).toMatch(/^The time is used up: 2 trials/);
});

describe('the winner', () => {
  /** The first trial is the luckiest one, and bad when it is run again; the second is the best. */
  async function ended(direction: Direction, confirm: number): Promise<readonly string[]> {
    const study = await createStudy({ space: searched, sampler: random(), seed: 3, direction });
    const losses = [1, 2, 4];
    const again = [9, 3, 8];
    const numbers = new Map<number, number>();
    const summary = await study.optimize(
      ({ x }, { number, repeat }) => {
        if (repeat === 0) numbers.set(x, number);
        const loss = repeat === 0 ? losses[number]! : again[numbers.get(x)!]! + (repeat - 2) / 10;
        return direction === 'maximize' ? -loss : loss;
      },
      { trials: 3, confirm },
    );
    return lines(study, summary).filter((line) => line.startsWith('  '));
  }

  test('is compared by repeats with who was run again, too, in columns that fit', async () => {
    const [best, first] = await ended('minimize', 2);
    expect(best).toBe('  Best value         3.000 ± 0.058 trial 1');
    expect(first).toBe('  the first trial    9.000 ± 0.058 trial 0  the best is 67 % smaller');
    const [, negative] = await ended('maximize', 2);
    expect(negative).toBe('  the first trial    -9.000 ± 0.058 trial 0  the best is 67 % closer to 0');
  });
  /** Good by luck the first time, and so from the second trial on. */
  async function lucky(target: number): Promise<readonly string[]> {
    const study = await createStudy({ space: searched, sampler: random(), seed: 3 });
    const summary = await study.optimize((_, { number, repeat }) => (repeat === 0 ? 3 - number : 2.5 + repeat / 10), {
      trials: 9,
      target,
      confirm: { top: 1, repeats: 2 },
    });
    return lines(study, summary, { target });
  }

  test('is compared with one run of who was not run again, and that is said', async () => {
    const [best, first] = (await lucky(1.5)).filter((line) => line.startsWith('  '));
    expect(best).toMatch(/^ {2}Best value +2\.650 ± 0\.050 +trial 2$/);
    expect(first).toMatch(/^ {2}the first trial +3, one run +trial 0 +the best is 12 % smaller$/);
  });

  test('that misses the target when it is run again is said to', async () => {
    const missed = 'The target, 1.5, was reached by a first score alone: the confirmed one misses it.';
    expect((await lucky(1.5)).join(' ')).toContain(missed);
    expect((await lucky(2.8)).join(' ')).not.toContain('was reached by a first score alone');
  });
});
