// One of many workers of a study, made to be killed: `worker-study.ts DATABASE LOG TRIALS`. A trial saves its state after every third
// epoch and goes on from it. What the storage has acknowledged is written down a second time, in lines of their own.
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/samplers/random.ts';
import { float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import { createStudy, openStudy } from '../../src/study/opening/create.ts';

const EPOCHS = 12;
const [database, log, trials] = process.argv.slice(-3) as [string, string, string];
const storage = sqlite(database, { durability: 'normal' });
const options = { storage, space: space({ x: float(-5, 5) }), sampler: random(), seed: 3, retries: 1000 };
const study = await createStudy({ ...options, name: 'workers' }).catch(() => openStudy('workers', options));
const note = (...words: readonly (string | number)[]): void =>
  appendFileSync(log, `${[process.pid, Date.now(), ...words].join(' ')}\n`);

const { stoppedBy } = await study.optimize(
  async ({ x }, trial) => {
    let epoch = 0;
    if (trial.resume !== null) ({ epoch } = JSON.parse(readFileSync(trial.resume.checkpoint!, 'utf8')));
    note('start', trial.number, trial.resume?.step ?? 0, epoch);
    for (epoch++; epoch <= EPOCHS; epoch++) {
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 60));
      const loss = x * x + 1 / epoch;
      await trial.report(loss, epoch);
      note('report', trial.number, epoch, loss);
      if (epoch % 3 > 0) continue;
      const path = `${database}.${trial.number}-${epoch}.json`;
      writeFileSync(`${path}.new`, JSON.stringify({ epoch }));
      renameSync(`${path}.new`, path);
      trial.setCheckpoint(path);
    }
    return x * x;
  },
  { trials: Number(trials) },
);
await storage.close();
note('end', stoppedBy);
