import { createStudy, type Sampler, TrialPruned } from 'vernier';
import { auto, pb2, pbt } from 'vernier/samplers';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readDigits } from '../../examples/digits-typescript/digits.ts';
import { EPOCHS, scheduleSpace, trainEpoch, untrained } from '../../examples/pbt-typescript/train.ts';
import { mean } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';

const POPULATION = 12;
const SEEDS = 20;

/** Every search has the epochs that the members of the population need. */
const BUDGET = POPULATION * EPOCHS;

/** The training of the example `pbt-typescript`, on one worker, against the default sampler with its default pruner. */
export const populationRow: Row = {
  id: 'pbt',
  what: `validation loss of the digits example: a schedule found by pbt (population ${POPULATION}, interval 2) against the best fixed configuration of auto, both with ${BUDGET} epochs, ${SEEDS} seeds`,
  unit: 'of 20 seeds where pbt is better',
  limit: { atLeast: 16 },
  async measure({ seed, seeds = SEEDS, progress }) {
    const found: { seed: number; pbt: number; pb2: number; auto: number }[] = [];
    for (let s = seed; s < seed + seeds; s++) {
      found.push({
        seed: s,
        pbt: await lossOf(pbt({ population: POPULATION, interval: 2 }), s),
        pb2: await lossOf(pb2({ population: POPULATION, interval: 2 }), s),
        auto: await lossOf(auto(), s),
      });
      progress(JSON.stringify(found.at(-1)));
    }
    const wins = (ours: 'pbt' | 'pb2'): number => found.filter((one) => one[ours] < one.auto).length;
    return {
      value: (wins('pbt') * SEEDS) / seeds,
      peers: [{ name: 'pb2', value: (wins('pb2') * SEEDS) / seeds }],
      detail: {
        means: Object.fromEntries(
          (['pbt', 'pb2', 'auto'] as const).map((name) => [name, mean(found.map((one) => one[name]))]),
        ),
        found,
      },
    };
  },
};

const digits = (): ReturnType<typeof readDigits> =>
  readDigits(pathToFileURL(join(process.cwd(), 'examples/digits-typescript/data/digits.csv.gz')));

/** The best loss at the last epoch after the budget of epochs; a trial that has begun is trained to its end. */
async function lossOf(sampler: Sampler, seed: number): Promise<number> {
  const { train, validation } = digits();
  const study = await createStudy({
    space: scheduleSpace,
    sampler,
    seed,
    fidelity: { name: 'epoch', max: EPOCHS },
  });
  const states = new Map<string, Float64Array>();
  const spent = new AbortController();
  let epochs = 0;
  await study.optimize(
    async (params, trial) => {
      const network = untrained();
      let epoch = trial.resume?.step ?? 0;
      if (trial.resume?.checkpoint) network.state = states.get(trial.resume.checkpoint)!;
      let { loss } = network.evaluate(validation.pixels, validation.labels);
      while (epoch < EPOCHS) {
        trainEpoch(network, params, train, ++epoch);
        if (++epochs >= BUDGET) spent.abort();
        ({ loss } = network.evaluate(validation.pixels, validation.labels));
        const saved = `${trial.number} after ${epoch}`;
        states.set(saved, network.state);
        trial.setCheckpoint(saved, epoch);
        await trial.report(loss, epoch);
        if (trial.shouldPrune()) throw new TrialPruned();
      }
      return loss;
    },
    { finish: spent.signal },
  );
  return study.best?.values?.[0] ?? Number.POSITIVE_INFINITY;
}
