import { categorical, createStudy, int, space } from 'vernier';
import { random } from 'vernier/samplers';
import { onAllCores, type Work } from '../jobs.ts';
import type { Row } from '../measurement.ts';
import { table, tableNames } from '../quality/tables.ts';

const BUDGETS = [25, 50, 100, 200] as const;
/** Five times the seeds of a first look: sensitive to biases of less than half the size, and its largest of 64 distances varies less. */
const SEEDS = 10_000;
const SEEDS_A_JOB = 50;

interface Job {
  readonly table: string;
  readonly firstSeed: number;
}
/** Per budget: sum and sum of squares of the best value, over the job's seeds. */
type Sums = readonly (readonly [sum: number, squares: number])[];

/** Random search on the tables against its exact expectation. */
export const randomExact: Row = {
  id: 'random-exact',
  what: `random sampler on 16 tables, ${SEEDS} seeds: the largest distance from the exact expectation of the best value at 25, 50, 100, 200 trials`,
  unit: 'standard errors',
  limit: { atMost: 3 },
  async measure({ seed, progress }) {
    const jobs: Job[] = tableNames().flatMap((name) =>
      Array.from({ length: SEEDS / SEEDS_A_JOB }, (_, i) => ({ table: name, firstSeed: seed + i * SEEDS_A_JOB })),
    );
    const sums = new Map(tableNames().map((name) => [name, BUDGETS.map(() => [0, 0] as [number, number])]));
    await onAllCores<Job, Sums>('random-exact', jobs, (job, result, done) => {
      result.forEach(([sum, squares], i) => {
        sums.get(job.table)![i]![0] += sum;
        sums.get(job.table)![i]![1] += squares;
      });
      if (done % 64 === 0) progress(`${done} of ${jobs.length} parts`);
    });
    const distances = [...sums].flatMap(([name, perBudget]) =>
      perBudget.map(([sum, squares], i) => {
        const mean = sum / SEEDS;
        const error = Math.sqrt((squares / SEEDS - mean * mean) / (SEEDS - 1));
        const exact = table(name).randomBest[BUDGETS[i]!]!;
        return { table: name, trials: BUDGETS[i], mean, exact, errors: (mean - exact) / error };
      }),
    );
    return { value: Math.max(...distances.map(({ errors }) => Math.abs(errors))), detail: { distances } };
  },
};

/** One part: some seeds on one table. */
export const work: Work<Job, Sums> = async (job) => {
  const { params, value } = table(job.table);
  const shape = Object.fromEntries(
    params.map(({ name, type, values }) => {
      const indices = values.map((_, i) => i);
      return [name, type === 'ordinal' ? int(0, values.length - 1) : categorical(indices)];
    }),
  );
  const searched = space(shape);
  const sums = BUDGETS.map(() => [0, 0] as [number, number]);
  for (let seed = job.firstSeed; seed < job.firstSeed + SEEDS_A_JOB; seed++) {
    const study = await createStudy({ space: searched, sampler: random(), seed });
    let best = Number.POSITIVE_INFINITY;
    for (let trials = 1; trials <= BUDGETS.at(-1)!; trials++) {
      const trial = await study.ask();
      const found = value(params.map(({ name }) => (trial.params as Record<string, number>)[name]!));
      await study.tell(trial, found);
      best = Math.min(best, found);
      const at = BUDGETS.indexOf(trials as (typeof BUDGETS)[number]);
      if (at < 0) continue;
      sums[at]![0] += best;
      sums[at]![1] += best * best;
    }
  }
  return sums;
};
