import { createStudy } from 'vernier';
import { tpe } from 'vernier/samplers';
import { onAllCores, type Work } from '../jobs.ts';
import { median, type Row } from '../measurement.ts';
import { hasPeers, OptunaPartner, type PeerParam } from '../peers/python.ts';
import { threeBranches, threeBranchesValue } from '../quality/three-branches.ts';

const SEEDS = 40;
const TRIALS = 200;
/** No configuration of a wrong branch is below it. */
const WRONG = 1;

interface Job {
  readonly optimiser: 'vernier' | 'optuna';
  readonly seed: number;
}
interface Result {
  readonly name: string;
  readonly at100: number;
  readonly at200: number;
}

/** TPE on a space with branches, only one of which holds the optimum. */
export const tpeConditional: Row = {
  id: 'tpe-conditional',
  what: `tpe on three branches, ${SEEDS} seeds: median best value at 100 trials; no run in a wrong branch at 200`,
  unit: 'value above the optimum',
  limit: { atMost: 0.1 },
  async measure({ seed, progress }) {
    const optimisers = hasPeers ? (['vernier', 'optuna'] as const) : (['vernier'] as const);
    const jobs = optimisers.flatMap((optimiser) =>
      Array.from({ length: SEEDS }, (_, i) => ({ optimiser, seed: seed + i })),
    );
    const found: Record<Job['optimiser'], Result[]> = { vernier: [], optuna: [] };
    await onAllCores<Job, Result>('conditional', jobs, (job, result, done) => {
      found[job.optimiser].push(result);
      if (done % 20 === 0) progress(`${done} of ${jobs.length} runs`);
    });
    const told = (results: readonly Result[]) => ({
      medianAt100: median(results.map((result) => result.at100)),
      medianAt200: median(results.map((result) => result.at200)),
      wrongBranchAt200: results.filter((result) => result.at200 >= WRONG).length,
    });
    const ours = told(found.vernier);
    const peers = found.optuna.map(({ name }) => ({ name, value: told(found.optuna).medianAt100 })).slice(0, 1);
    return {
      value: ours.medianAt100,
      peers,
      holds: ours.wrongBranchAt200 === 0,
      detail: { vernier: ours, ...(found.optuna.length > 0 ? { optuna: told(found.optuna) } : {}) },
    };
  },
};

let partner: OptunaPartner | null = null;
let partnerName = '';

/** One run of one optimiser. */
export const work: Work<Job, Result> = async ({ optimiser, seed }) => {
  const values = optimiser === 'vernier' ? await byVernier(seed) : await byOptuna(seed);
  const name = optimiser === 'vernier' ? 'vernier' : partnerName;
  return { name, at100: Math.min(...values.slice(0, 100)), at200: Math.min(...values) };
};

async function byVernier(seed: number): Promise<number[]> {
  const study = await createStudy({ space: threeBranches, sampler: tpe(), seed });
  const values: number[] = [];
  for (let i = 0; i < TRIALS; i++) {
    const trial = await study.ask();
    const value = threeBranchesValue(trial.params);
    await study.tell(trial, value);
    values.push(value);
  }
  return values;
}

/** The same space in the peer's words: `k` is 0, 1 or 2 there. */
const PEER_PARAMS: readonly PeerParam[] = [
  { name: 'k', kind: 'categorical', size: 3 },
  { name: 'lr', kind: 'float', low: 1e-5, high: 1, log: true },
  { name: 'n', kind: 'int', low: 1, high: 64, log: true },
  { name: 'd', kind: 'float', low: 0, high: 0.9, step: 0.1 },
  { name: 'a', kind: 'float', low: 0, high: 1, when: ['k', 0] },
  { name: 'b1', kind: 'float', low: -5, high: 5, when: ['k', 1] },
  { name: 'b2', kind: 'int', low: 0, high: 20, when: ['k', 1] },
];

async function byOptuna(seed: number): Promise<number[]> {
  if (partner === null) {
    partner = new OptunaPartner();
    partnerName = await partner.name();
  }
  return partner.minimize(PEER_PARAMS, TRIALS, seed, (point) => {
    const [k, lr, n, d, a, b1, b2] = point as number[];
    const shared = { lr: lr!, n: n!, d: d! };
    if (k === 0) return threeBranchesValue({ ...shared, k: 'a', a: a! });
    if (k === 1) return threeBranchesValue({ ...shared, k: 'b', b1: b1!, b2: b2! });
    return threeBranchesValue({ ...shared, k: 'c' });
  });
}
