// A process that searches: `searcher.ts FILE STUDY TRIALS STEPS [HELD]`. Each trial reports every 40 ms, so many steps; that of the
// number HELD begins with them when something is said on the standard input.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { sqlite } from '../../src/node/sqlite.ts';
import { openStudy } from '../../src/study/opening/create.ts';

const [file, name, trials, steps, held] = process.argv.slice(2) as [string, string, string, string, string?];
const storage = sqlite(file, { durability: 'normal' });
const study = await openStudy(name, { storage });
const { complete, pruned } = await study.optimize(
  async (params, trial) => {
    const value = (Number((params as { readonly rate: number }).rate) - 0.3) ** 2;
    if (String(trial.number) === held) await once(process.stdin, 'data');
    for (let step = 1; step <= Number(steps); step++) {
      await pause(40);
      await trial.report(value + 1 / step, step);
    }
    return value;
  },
  { trials: Number(trials) },
);
writeSync(1, `${complete} complete, ${pruned} pruned\n`);
await storage.close();
process.exit(0);
