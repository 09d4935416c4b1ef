// A process that works on a study: `worker.ts FILE STUDY BUDGET`. It claims waiting trials and makes new ones within
// the budget; a line `NUMBER how` follows each trial once its result is acknowledged. `ready` comes first, and it
// begins when its standard input says so.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { float } from '../../src/space/distribution.ts';
import { sqlite } from '../../src/node/sqlite.ts';

const [file, name, budget] = process.argv.slice(2) as [string, string, string];
const storage = sqlite(file, { durability: 'normal' });
const study = (await storage.findStudy(name))!;
const x = float(0, 1);

writeSync(1, 'ready\n');
await once(process.stdin, 'data');
for (;;) {
  const claimed = await storage.claimTrial(study.id, Date.now());
  const trial =
    claimed ?? (await storage.createTrials(study.id, [{ state: 'running', startedAt: Date.now() }], Number(budget)))[0];
  if (trial === undefined) break;
  const { id, number } = trial;
  await storage.write(study.id, [{ type: 'suggested', id, name: 'x', distribution: x, internal: 1 / (1 + number) }]);
  await storage.write(study.id, [{ type: 'finished', id, state: 'complete', values: [number], at: Date.now() }]);
  writeSync(1, `${number} ${claimed === null ? 'made' : 'claimed'}\n`);
}
await storage.close();
process.exit(0);
