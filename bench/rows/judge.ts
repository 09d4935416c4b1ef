import { createStudy, float, type Pruner, space } from 'vernier';
import { catalog } from 'vernier/pruners';
import { random } from 'vernier/samplers';
import { collectGarbage, type Row } from '../measurement.ts';
import { pythonLine } from '../peers/python.ts';
import { uniform } from '../quality/functions.ts';

const TRIALS = 1000;
const STEPS = 100;
/** Reports of the last so many trials are timed. */
const TIMED = 20;

/** What a decision costs when there is much to decide by. */
export const judge: Row = {
  id: 'judge-1000x100',
  what: `a report with its verdict, memory, when ${TRIALS} trials of ${STEPS} reports are known: mean over ${TIMED} trials, each of which ends and is learnt from; the slowest pruner of the catalog with its defaults`,
  unit: 'ms',
  limit: { atMost: 0.2 },
  whenBusy: { peer: 'optuna 5.0.0 median', ratio: 0.1 },
  async measure({ seed, progress }) {
    const found: Record<string, number> = {};
    for (const entry of catalog) {
      found[entry.name] = await reportTime(entry.create(entry.defaults), seed);
      progress(`${entry.name}: ${found[entry.name]!.toFixed(4)} ms`);
    }
    const times = Object.values(found);
    const theirs = await pythonLine<Record<string, number>>('judge.py', [TRIALS, STEPS, seed]);
    return {
      value: Math.max(...times),
      peers: Object.entries(theirs ?? {}).map(([name, value]) => ({ name, value })),
      detail: { byPruner: found },
    };
  },
};

/** Nobody obeys, so that all trials have all reports. */
async function reportTime(pruner: Pruner, seed: number): Promise<number> {
  const study = await createStudy({
    space: space({ x: float(0, 1) }),
    sampler: random(),
    pruner,
    seed,
    fidelity: { name: 'epoch', max: STEPS },
  });
  const next = uniform(seed);
  let spent = 0;
  for (let i = 0; i < TRIALS + TIMED; i++) {
    if (i === TRIALS) collectGarbage();
    const trial = await study.ask();
    const [end, pace] = [next(), 1 + 20 * next()];
    for (let step = 1; step <= STEPS; step++) {
      const loss = end + Math.exp(-step / pace) + 0.01 * next();
      const began = performance.now();
      await trial.report(loss, step);
      trial.shouldPrune();
      if (i >= TRIALS) spent += performance.now() - began;
    }
    await study.tell(trial, end);
  }
  return spent / (TIMED * STEPS);
}
