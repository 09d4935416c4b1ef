// One worker of a study, made to be put to sleep: `sleep-study.ts DATABASE HOST AHEAD TRIALS SECONDS`. It takes itself for a process of
// the host named, whose clock is so many seconds ahead. Says in the end what it did, as JSON.
import { processes } from '../../src/node/executors/processes.ts';
import { thisHost } from '../../src/node/owner.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/samplers/random.ts';
import { float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import { createStudy, openStudy } from '../../src/study/opening/create.ts';

const [database, name, ahead, trials, seconds] = process.argv.slice(-5) as [string, string, string, string, string];
const { self, alive } = thisHost();
const host = {
  self: { ...self, host: name },
  alive: (owner: typeof self) => (owner.host === name ? alive({ ...owner, host: self.host }) : null),
};
const storage = sqlite(database, { host });
const options = {
  storage,
  space: space({ x: float(0, 1) }),
  sampler: random(),
  seed: 1,
  clock: {
    instant: () => Date.now() + 1000 * Number(ahead),
    elapsed: () => performance.now(),
    after(ms: number, callback: () => void) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  },
};
const study = await createStudy({ ...options, name: 'sleep' }).catch(() => openStudy('sleep', options));
const executor = processes(new URL('./sleep-objective.ts', import.meta.url), {
  count: 2,
  folder: `${database}.trials`,
});
const summary = await study.optimize(executor, {
  trials: Number(trials),
  concurrency: Number(trials),
  ...(seconds === '0' ? {} : { seconds: Number(seconds) }),
});
await executor.close();
await storage.close();
console.log(JSON.stringify(summary));
