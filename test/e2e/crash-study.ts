// A study in a process of its own, made to be killed: `crash-study.ts DATABASE ACKNOWLEDGED TRIALS SAMPLER`.
// Every result that the storage has acknowledged is written down a second time, beside it.
import { appendFileSync } from 'node:fs';
import { processes } from '../../src/node/executors/processes.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { catalog } from '../../src/samplers/catalog.ts';
import { float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import { createStudy, openStudy } from '../../src/study/opening/create.ts';

const [database, acknowledged, trials, samplerName] = process.argv.slice(-4) as [string, string, string, string];
const storage = sqlite(database, { durability: 'normal' });
const entry = catalog.find(({ name }) => name === samplerName)!;
const options = {
  storage,
  space: space({ x: float(-5, 5, { step: 0.01 }), y: float(0, 1, { step: 0.125 }) }),
  sampler: entry.create(entry.defaults as never),
  seed: 11,
  budget: Number(trials),
};
const study =
  (await storage.findStudy('crash')) === null
    ? await createStudy({ ...options, name: 'crash' })
    : await openStudy('crash', options);
const known = new Set<number>();
study.subscribe(({ rows }) => {
  for (const row of rows) {
    if (study.history.state(row) !== 'complete' || known.has(row)) continue;
    known.add(row);
    appendFileSync(acknowledged, `${row} ${study.history.losses[row]}\n`);
  }
});
const executor = processes(new URL('./crash-objective.mjs', import.meta.url), {
  count: 4,
  folder: `${database}.trials`,
});
const summary = await study.optimize(executor, { trials: Number(trials) });
await executor.close();
await storage.close();
console.log(JSON.stringify(summary));
