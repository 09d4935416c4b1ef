// A population in processes of its own, made to be killed: `population-study.ts DATABASE LOG ACKNOWLEDGED EPOCHS MEMBERS`. Its sampler
// writes down what it looked at and what it said; what the storage has acknowledged is written down a second time.
import { appendFileSync } from 'node:fs';
import { PAUSED } from '../../src/history/applied.ts';
import { RESUME } from '../../src/history/lineage.ts';
import type { Json } from '../../src/history/record.ts';
import type { HistoryView } from '../../src/history/view.ts';
import { processes } from '../../src/node/executors/processes.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { pbt } from '../../src/samplers/population/pbt.ts';
import type { Sampler, SamplerRun } from '../../src/samplers/sampler.ts';
import { float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import { createStudy, openStudy } from '../../src/study/opening/create.ts';

const [database, log, acknowledged, epochs, members] = process.argv.slice(-5) as [
  string,
  string,
  string,
  string,
  string,
];

/** A line for each verdict and each promotion, and by trial what a population looks at. */
function told(inner: Sampler): Sampler {
  return {
    ...inner,
    start(problem) {
      const run = inner.start(problem) as SamplerRun;
      const judging = run.members!;
      let history: HistoryView;
      const stepOf = (row: number, key: string): number | null =>
        (history.attribute(row, 'system', key) as { readonly step?: number } | undefined)?.step ?? null;
      const note = (what: Readonly<Record<string, Json>>): void => {
        const seen = Array.from({ length: history.size }, (_, row) => [
          history.state(row),
          history.reports(row).steps.length,
          stepOf(row, PAUSED),
          stepOf(row, RESUME),
          history.notes(row) !== null,
        ]);
        appendFileSync(log, `\n${JSON.stringify({ ...what, seen })}\n`); // on a line of its own, also after one that a kill tore
      };
      return {
        observe(seen, delta) {
          history = seen;
          run.observe(seen, delta);
        },
        propose: (trials, random) => run.propose(trials, random),
        suggest: (...given) => run.suggest(...given),
        members: {
          ...judging,
          judge(row) {
            const verdict = judging.judge(row);
            note({ row, verdict });
            return verdict;
          },
          promote() {
            const promoted = judging.promote();
            if (promoted !== null) note({ promoted });
            return promoted;
          },
        },
      };
    },
  };
}

const storage = sqlite(database, { durability: 'normal' });
const options = {
  storage,
  space: space({ rate: float(0.001, 2, { log: true }) }),
  sampler: told(pbt({ population: Number(members), interval: 2 })),
  fidelity: { name: 'epoch', max: Number(epochs) },
  seed: 4,
  retries: 1000,
};
const study =
  (await storage.findStudy('population')) === null
    ? await createStudy({ ...options, name: 'population' })
    : await openStudy('population', options);
study.subscribe(({ rows }) => {
  for (const row of rows) {
    const { steps, losses } = study.history.reports(row);
    if (steps.length > 0) appendFileSync(acknowledged, `${row} ${steps.at(-1)} ${losses.at(-1)}\n`);
  }
});
const executor = processes(new URL('./population-objective.ts', import.meta.url), {
  count: 3,
  folder: `${database}.trials`,
  env: { EPOCHS: epochs, STARTS: `${database}.starts` },
});
const { stoppedBy } = await study.optimize(executor, {});
await executor.close();
await storage.close();
process.exitCode = stoppedBy === 'exhausted' ? 0 : 3;
