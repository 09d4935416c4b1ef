// A study whose pruner writes down what it looked at and what it said, made to be killed: `decisions-study.ts DATABASE LOG TRIALS PRUNER`.
import { appendFileSync } from 'node:fs';
import { sqlite } from '../../src/node/sqlite.ts';
import type { HistoryView } from '../../src/history/view.ts';
import { catalog } from '../../src/pruners/catalog.ts';
import type { Pruner } from '../../src/pruners/pruner.ts';
import { random } from '../../src/samplers/random.ts';
import { float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import { createStudy, openStudy } from '../../src/study/opening/create.ts';

const [database, log, trials, name] = process.argv.slice(-4) as [string, string, string, string];

/** A line for each verdict: the trial, the verdict, and by trial its state and how many reports it had. */
function told(inner: Pruner): Pruner {
  return {
    ...inner,
    start(problem) {
      const run = inner.start(problem);
      let history: HistoryView;
      return {
        observe(seen, delta) {
          history = seen;
          run.observe(seen, delta);
        },
        judge(row) {
          const verdict = run.judge(row);
          const seen = Array.from({ length: history.size }, (_, i) => [
            history.state(i),
            history.reports(i).steps.length,
          ]);
          appendFileSync(log, `\n${JSON.stringify({ row, verdict, seen })}\n`); // on a line of its own, also after one that a kill tore
          return verdict;
        },
      };
    },
  };
}

const entry = catalog.find((one) => one.name === name)!;
const storage = sqlite(database, { durability: 'normal' });
const options = {
  storage,
  space: space({ x: float(-5, 5) }),
  sampler: random(),
  pruner: told(entry.create(entry.defaults as never)),
  fidelity: { name: 'epoch', max: 9 },
  seed: 4,
  retries: 1000,
};
const study =
  (await storage.findStudy('decisions')) === null
    ? await createStudy({ ...options, name: 'decisions' })
    : await openStudy('decisions', options);
await study.optimize(
  async ({ x }, trial) => {
    for (let epoch = (trial.resume?.step ?? 0) + 1; epoch <= 9; epoch++) {
      await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 8));
      await trial.report(x * x + 5 / epoch, epoch);
      if (trial.shouldPrune()) return x * x;
      if (epoch % 2 === 0) trial.setCheckpoint(`after ${epoch}`);
    }
    return x * x;
  },
  { trials: Number(trials), concurrency: 4 },
);
await storage.close();
