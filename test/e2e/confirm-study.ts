// A study whose best trials are confirmed, made to be killed: `confirm-study.ts DATABASE LOG TOP`, none where TOP is 0. Each run of a repeat
// is written down.
import { appendFileSync } from 'node:fs';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/samplers/random.ts';
import { float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import { createStudy, openStudy } from '../../src/study/opening/create.ts';

const [database, log, top] = process.argv.slice(-3) as [string, string, string];
const storage = sqlite(database, { durability: 'normal' });
const options = { storage, space: space({ x: float(-5, 5) }), sampler: random(), seed: 3, retries: 1000 };
const study = await createStudy({ ...options, name: 'confirmed' }).catch(() => openStudy('confirmed', options));
const { confirmation } = await study.optimize(
  async ({ x }, trial) => {
    if (trial.repeat > 0) {
      await new Promise((wake) => setTimeout(wake, 40));
      appendFileSync(log, `${x} ${trial.repeat} ${process.pid}\n`);
      await new Promise((wake) => setTimeout(wake, 10));
    }
    return x * x + Math.sin(1000 * x + trial.repeat);
  },
  { trials: 20, concurrency: 2, ...(top === '0' ? {} : { confirm: { top: Number(top), repeats: 4 } }) },
);
await storage.close();
process.stdout.write(JSON.stringify({ ...confirmation, best: study.best!.number }));
