import { createStudy, float, type Sampler, type SamplerRun, space, type Study } from 'vernier';
import { random } from 'vernier/samplers';
import { expect, test } from 'vitest';
import { recordOf } from '../history/record.ts';
import { type TrialJson, trialJson } from './trial-json.ts';

/** Trials of a study whose sampler proposes in some way. */
async function trialsOf(propose: SamplerRun['propose'], trials: number): Promise<readonly TrialJson[]> {
  const run: SamplerRun = { observe: () => undefined, suggest: () => 0.5, propose };
  const sampler: Sampler = { ...random(), start: () => run };
  const study = await createStudy({ space: space({ x: float(0, 1) }), sampler });
  await study.optimize(({ x }) => x, { trials });
  return Array.from({ length: trials }, (_, row) => trialJson(study as unknown as Study, study.history.record(row)));
}

test('a trial says why it was chosen, where its sampler did', async () => {
  const found = await trialsOf(
    ([trial]) => [{ params: new Map([['x', trial! / 2]]), ...(trial === 0 ? { notes: { why: 'Why not.' } } : {}) }],
    2,
  );
  expect(found).toMatchObject([
    { why: 'Why not.', warning: null },
    { why: null, warning: null },
  ]);
});

test('seconds are those that it ran, not those that it stood paused', async () => {
  const study = await createStudy({ space: space({ x: float(0, 1) }), sampler: random() });
  const record = {
    ...recordOf({ state: 'pruned', startedAt: 1000, finishedAt: 90_000 }, 0, 0),
    systemAttributes: { 'vernier:paused': { step: 1, checkpoint: null, seconds: 2, since: 1000 } },
  };
  expect(trialJson(study as unknown as Study, record).seconds).toBe(2);
});

test('what did not go as asked is told', async () => {
  const [trial] = await trialsOf(() => {
    throw new Error('out of ideas');
  }, 1);
  expect(trial).toMatchObject({
    state: 'complete',
    why: 'Drawn at random, for the sampler failed.',
    warning: 'The sampler failed: Error: out of ideas',
  });
});
