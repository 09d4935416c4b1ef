import { expect, test } from 'vitest';
import { BOUNDLESS } from '../../config/budget.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import type { TrialDraft } from '../../history/record.ts';
import { ComputeTime } from '../../study/limits/compute.ts';
import { CLOCK } from '../clock.ts';
import { createStudy } from '../../study/opening/create.ts';
import type { Job } from '../job.ts';
import { planOfRun } from './plan.ts';
import type { RunFlags } from '../run-options.ts';

const searched = space({ x: float(0, 1) });
const flags = { trialSeconds: '60' } as RunFlags;
const job = {
  source: 'tune.yaml',
  space: searched,
  objectives: { value: 'minimize' },
  target: null,
  sampler: null,
  pruner: null,
  judgeBy: null,
  fidelity: null,
  seed: 1,
  duplicates: null,
  concurrency: 1,
  graceSeconds: 0,
} as unknown as Job;

/** A study of four trials, of whose best one two repeats stand in the queue. */
async function studied(more: readonly TrialDraft[] = []) {
  const storage = memory();
  const study = await createStudy({ space: searched, seed: 1, storage });
  await study.optimize(({ x }) => x, { trials: 4 });
  const trial = study.best!.number;
  await storage.createTrials((await storage.findStudy(study.name))!.id, [
    ...[1, 2].map((repeat) => ({
      state: 'waiting' as const,
      params: study.best!.params,
      systemAttributes: { 'vernier:confirms': { trial, repeat }, 'vernier:retry-of': trial },
    })),
    ...more,
  ]);
  await study.refresh();
  const { history } = study;
  return { history, left: null, time: new ComputeTime(history, CLOCK), lost: new Set<number>() };
}

test('of a search that is over the repeats are run that are still due, by whatever it has ended', async () => {
  const found = await studied();
  const confirm = { top: 1, repeats: 3 };
  const trials = 4;
  expect(planOfRun(job, { ...BOUNDLESS, trials }, flags, found)).toMatchObject({
    over: 'trials',
    isConfirming: true,
    plan: { limits: { trials: 2 } },
  });
  expect(planOfRun(job, { ...BOUNDLESS, trials, confirm }, flags, found).plan.limits.trials).toBe(3);
  expect(planOfRun({ ...job, target: 1 }, { ...BOUNDLESS, trials: 9, confirm }, flags, found)).toMatchObject({
    over: 'target',
    isConfirming: true,
    plan: { limits: { trials: 3 } },
  });
  // Nobody takes anything of the queue once a target is reached.
  expect(planOfRun({ ...job, target: 1 }, { ...BOUNDLESS, trials: 9 }, flags, found)).toMatchObject({
    isConfirming: false,
    plan: { limits: { trials: 0 } },
  });
});

test('where computation is used up nothing is run again either', async () => {
  const found = await studied();
  const budget = { ...BOUNDLESS, trials: 4, computeSeconds: 0, confirm: { top: 1, repeats: 3 } };
  expect(planOfRun(job, budget, flags, found)).toMatchObject({
    over: 'computeSeconds',
    isConfirming: false,
  });
});

test('a trial that nobody computes any more has used what it had until then, and uses nothing further', async () => {
  const startedAt = CLOCK.instant() - 3_600_000;
  const { history, left } = await studied([
    { state: 'running', startedAt, systemAttributes: { 'vernier:owner': { host: 'h', pid: 1, startedAt: 1 } } },
  ]);
  const { id } = history.record(history.size - 1);
  const lost = new Map([[id, startedAt + 2000]]);
  const found = { history, left, time: new ComputeTime(history, CLOCK, () => lost), lost };
  const { plan, over } = planOfRun(job, { ...BOUNDLESS, computeSeconds: 600 }, flags, found);
  expect(over).toBe(null);
  expect(plan.before!.computeSeconds).toBeLessThan(4);
  // It is run again.
  expect(planOfRun(job, { ...BOUNDLESS, trials: 5 }, flags, found)).toMatchObject({ before: 4, over: null });
});
