import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { categorical, createStudy, float, int, space } from 'vernier';
import { tpe } from 'vernier/samplers';
import { onAllCores, type Work } from '../jobs.ts';
import type { Row, RowOptions } from '../measurement.ts';
import { OptunaPartner, type PeerParam } from '../peers/python.ts';
import { comparison } from '../quality/comparison.ts';
import { regretsAt, TASK_NAMES, type Task, task } from '../quality/tasks.ts';
import { fingerprint } from './fingerprint.ts';

const BUDGETS = [25, 50, 100, 200] as const;
const TRIALS = 200;
const SEEDS = 20;

interface Job {
  readonly optimiser: 'vernier' | 'optuna';
  readonly task: string;
  readonly seed: number;
}
interface Result {
  readonly regrets: readonly number[];
}

/** TPE against Optuna's on 25 tasks, both with their defaults. */
export const tpeQuality: Row = {
  id: 'tpe-quality',
  what: `tpe against Optuna's, ${TASK_NAMES.length} tasks × ${SEEDS} seeds: ratio of geometric mean regrets at 200 trials; below 1 at 25 and 50, at most 0.75 at 100 and 200 with a 95 % interval below 1, at least 19 tasks won at 200`,
  unit: 'ratio',
  limit: { atMost: 0.75 },
  async measure(options) {
    const runs = await resumableRuns(options);
    const found = comparison(BUDGETS, TASK_NAMES, (optimiser, name) =>
      Array.from(
        { length: SEEDS },
        (_, i) => runs.get(key({ optimiser, task: name, seed: options.seed + i }))!.regrets,
      ),
    );
    const [at25, at50, at100, at200] = found.ratios;
    const holds =
      at25!.ratio < 1 &&
      at50!.ratio < 1 &&
      at100!.ratio <= 0.75 &&
      at100!.high < 1 &&
      at200!.high < 1 &&
      found.wins >= 19;
    return { value: at200!.ratio, holds, detail: { ...found } };
  },
};

const key = ({ optimiser, task: name, seed }: Job) => `${optimiser} ${name} ${seed}`;

/** All runs; what an earlier, interrupted measurement of the same code has found is not run again. */
async function resumableRuns({ seed, progress }: RowOptions): Promise<Map<string, Result>> {
  const folder = '.cache/bench/runs';
  mkdirSync(folder, { recursive: true });
  const files = {
    vernier: `${folder}/tpe-${fingerprint()}.jsonl`,
    optuna: `${folder}/optuna-${optunaVersion()}.jsonl`,
  };
  const runs = new Map<string, Result>();
  for (const file of Object.values(files))
    for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
      if (line.endsWith('}')) {
        const { key: known, ...result } = JSON.parse(line) as Result & { key: string };
        runs.set(known, result);
      }
  const all: Job[] = TASK_NAMES.flatMap((name) =>
    Array.from({ length: SEEDS }, (_, i) => i + seed).flatMap((each) =>
      (['vernier', 'optuna'] as const).map((optimiser) => ({ optimiser, task: name, seed: each })),
    ),
  );
  const jobs = all.filter((job) => !runs.has(key(job)));
  if (jobs.length < all.length) progress(`${all.length - jobs.length} of ${all.length} runs are there already`);
  const began = performance.now();
  await onAllCores<Job, Result>('quality', jobs, (job, result, done) => {
    runs.set(key(job), result);
    appendFileSync(files[job.optimiser], `${JSON.stringify({ key: key(job), ...result })}\n`);
    const left = ((performance.now() - began) / done) * (jobs.length - done);
    if (done % 20 === 0) progress(`${done} of ${jobs.length} runs, about ${Math.ceil(left / 60_000)} min left`);
  });
  return runs;
}

function optunaVersion(): string {
  const pinned = readFileSync('test/python/requirements-optuna5.txt', 'utf8');
  return /^optuna==(\S+)/m.exec(pinned)![1]!;
}

let partner: OptunaPartner | null = null;

/** One run of one optimiser. */
export const work: Work<Job, Result> = async (job) => {
  const made = task(job.task, job.seed);
  const values = job.optimiser === 'vernier' ? await byVernier(made, job.seed) : await byOptuna(made, job.seed);
  return { regrets: regretsAt(values, BUDGETS, made) };
};

async function byVernier(made: Task, seed: number): Promise<number[]> {
  const shape = Object.fromEntries(
    made.params.map((param) => {
      if (param.kind === 'float') return [param.name, float(0, 1)];
      if (param.kind === 'ordinal') return [param.name, int(0, param.size - 1)];
      return [param.name, categorical(Array.from({ length: param.size }, (_, i) => i))];
    }),
  );
  const study = await createStudy({ space: space(shape), sampler: tpe(), seed });
  const values: number[] = [];
  for (let i = 0; i < TRIALS; i++) {
    const trial = await study.ask();
    const value = made.value(made.params.map(({ name }) => (trial.params as unknown as Record<string, number>)[name]!));
    await study.tell(trial, value);
    values.push(value);
  }
  return values;
}

async function byOptuna(made: Task, seed: number): Promise<number[]> {
  if (partner === null) {
    partner = new OptunaPartner();
    await partner.name();
  }
  const params = made.params.map((param): PeerParam => {
    if (param.kind === 'float') return { name: param.name, kind: 'float', low: 0, high: 1 };
    if (param.kind === 'ordinal') return { name: param.name, kind: 'int', low: 0, high: param.size - 1 };
    return { name: param.name, kind: 'categorical', size: param.size };
  });
  return partner.minimize(params, TRIALS, seed, (point) => made.value(point as number[]));
}
