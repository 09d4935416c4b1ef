import { expect, test } from 'vitest';
import { TrialPruned } from '../../errors.ts';
import { History } from '../../history/history.ts';
import { type Change, recordOf, type TrialDraft } from '../../history/record.ts';
import { pb2 } from '../../samplers/population/pb2.ts';
import { pbt } from '../../samplers/population/pbt.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../../study/opening/create.ts';
import { leastNeeded, obsolete } from './rules.ts';

const EPOCHS = 16;
const MEMBERS = 6;
/** Trial 7 at epoch 3 is `7/3`. */
const folderOf = (checkpoint: string): number => Number(checkpoint.split('/')[0]);

/**
 * A population with so many workers, a few of which are stopped now and then. Hears of each checkpoint that a trial starts from,
 * and, after each change, of what nobody needs any more.
 */
async function bred(workers: number, sampler = pbt({ population: MEMBERS, interval: 2 })) {
  const study = await createStudy({
    space: space({ rate: float(0.001, 2, { log: true }) }),
    sampler,
    fidelity: { name: 'epoch', min: 1, max: EPOCHS },
    close: 'keep-paused',
    retries: 100,
    seed: 3,
  });
  const { history } = study;
  const rules = {
    history,
    judgeBy: { kind: 'objective', name: 'value' },
    retries: 100,
    sampler: sampler.name,
    keep: 'best',
    folderOf,
  } as const;
  const gone = new Set<number>();
  const missed: string[] = [];
  const saved = new Set<number>();
  let most = 0;
  study.subscribe(() => {
    for (const row of obsolete(rules, [...saved])) {
      gone.add(row);
      saved.delete(row);
    }
    most = Math.max(most, saved.size);
  });
  for (let run = 0; run < 60; run++) {
    const stop = new AbortController();
    let left = 23;
    const { stoppedBy } = await study.optimize(
      async ({ rate }, trial) => {
        const from = trial.resume?.checkpoint ?? null;
        if (from !== null && gone.has(folderOf(from))) missed.push(`${trial.number} from ${from}`);
        for (let epoch = (trial.resume?.step ?? 0) + 1; epoch <= EPOCHS; epoch++) {
          if (--left === 0) stop.abort();
          if (stop.signal.aborted) throw new Error('stopped');
          saved.add(trial.number);
          trial.setCheckpoint(`${trial.number}/${epoch}`, epoch);
          await trial.report(Math.abs(Math.log(rate) + epoch / 4) + 1 / epoch, epoch);
          if (trial.shouldPrune()) throw new TrialPruned();
        }
        return Math.abs(Math.log(rate) + EPOCHS / 4);
      },
      { concurrency: workers, signal: stop.signal },
    );
    if (stoppedBy === 'exhausted') break;
  }
  const rows = Array.from({ length: history.size }, (_, row) => row);
  return { study, rows, gone, missed, most, saved };
}

test.each([
  [1, pbt({ population: MEMBERS, interval: 2 })],
  [3, pbt({ population: MEMBERS, interval: 2 })],
  [6, pbt({ population: MEMBERS, interval: 1 })],
  [3, pb2({ population: MEMBERS, interval: 2 })],
])('a population of %i workers: replaced members keep nothing, and nobody misses it', async (workers, sampler) => {
  const { study, rows, gone, missed, most, saved } = await bred(workers, sampler);
  const { history } = study;
  expect(rows.filter((row) => history.state(row) === 'complete').length).toBe(MEMBERS);
  expect(rows.filter((row) => history.state(row) === 'failed').length).toBeGreaterThan(workers);
  const replaced = rows.filter((row) => history.state(row) === 'paused');
  expect(replaced.length).toBeGreaterThan(1);
  expect(missed).toEqual([]);
  expect(replaced.filter((row) => !gone.has(row))).toEqual([]);
  expect([...saved]).toEqual([study.best!.number]);
  // A checkpoint for each member, and one for each that is being made a copy of or is repeated; the best one's at last.
  expect(most).toBeLessThanOrEqual(MEMBERS + 2 * workers + 1);
});

test('where room is short the trial that leads keeps its checkpoint longest', () => {
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  const trial = (state: TrialDraft['state'], loss: number, steps: number, id: number): Change => {
    const reports = Array.from({ length: steps }, (_, i) => [i + 1, [loss]] as const);
    const values = state === 'complete' ? [loss] : null;
    return { type: 'trial', trial: recordOf({ state, reports, values }, id, id) };
  };
  history.apply([
    trial('complete', 1, 9, 0),
    trial('complete', 3, 9, 1),
    trial('paused', 2, 3, 2),
    trial('paused', 2, 1, 3),
    trial('running', 2, 1, 4),
    trial('complete', 2, 9, 5),
  ]);
  const judgeBy = { kind: 'all' } as const;
  const rules = { history, judgeBy, retries: 3, sampler: 'random', keep: 'all', folderOf } as const;
  expect(leastNeeded(rules, [0, 1, 2, 3, 4, 5])).toEqual([1, 5, 3, 2, 0]);
});
