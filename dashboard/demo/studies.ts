import {
  branch,
  categorical,
  type Clock,
  createStudy,
  float,
  int,
  openStudy,
  ordinal,
  type Storage,
  space,
  TrialPruned,
} from 'vernier';
import { type VirtualClock, virtualClock } from 'vernier/execution';
import { median } from 'vernier/pruners';
import { auto, nsga2, pbt, random, tpe } from 'vernier/samplers';

// Studies to look at: real searches on made-up losses, in virtual time, the same each time. What the dashboard is tried out on, by people
// (`npm run dev`) and by tests.

/** When the studies began: 2026-03-02 08:10 UTC. */
const BEGAN = Date.UTC(2026, 2, 2, 8, 10);
const MINUTE = 60_000;

/** Makes a study in a storage. */
export type MakeStudy = (storage: Storage) => Promise<void>;

/** Numbers in [0, 1) that look drawn, by what they are for. */
function noise(...keys: readonly number[]): number {
  let mixed = 0x9e3779b1;
  for (const key of keys) {
    mixed = Math.imul(mixed ^ Math.imul(Math.round(key * 1e6) + 1, 0x85ebca6b), 0xc2b2ae35);
    mixed ^= mixed >>> 15;
  }
  return (Math.imul(mixed, 0x2c1b3c6d) >>> 8) / 0x1000000;
}

/** Time of trainings alone: nothing else waits here, so nobody is called back. */
const clockOn = (time: VirtualClock): Clock => ({
  instant: () => BEGAN + time.now(),
  elapsed: () => time.now(),
  after: () => () => undefined,
});

const classifier = space({
  learning_rate: float(1e-5, 1, { log: true }),
  layers: int(1, 8),
  dropout: float(0, 0.6),
  optimizer: branch({ adam: {}, lion: {}, sgd: { momentum: float(0, 0.99) } }),
  batch: ordinal([16, 32, 64, 128]),
  weight_decay: float(1e-7, 1e-1, { log: true }),
});

interface Settings {
  readonly learning_rate: number;
  readonly layers: number;
  readonly dropout: number;
  readonly optimizer: string;
  readonly batch: number;
  readonly weight_decay: number;
  readonly momentum?: number;
}

/** What a training comes to, and how fast: the loss of its last epoch, without noise. */
export function lossOf(settings: Settings): number {
  const rate = Math.log10(settings.learning_rate);
  return (
    0.11 +
    0.06 * (rate + 2.6 + 0.25 * Math.log2(32 / settings.batch)) ** 2 +
    0.012 * (settings.layers - 5) ** 2 +
    0.7 * (settings.dropout - 0.2) ** 2 +
    (settings.optimizer === 'sgd' ? 0.05 + 0.2 * (0.9 - (settings.momentum ?? 0)) ** 2 : 0) +
    (settings.optimizer === 'lion' ? 0.03 : 0)
  );
}

/** The loss after an epoch. */
const lossAt = (settings: Settings, trial: number, epoch: number): number =>
  lossOf(settings) + 0.9 * Math.exp(-0.22 * epoch) + 0.012 * (noise(trial, epoch) - 0.5);

/** A classifier whose trainings report, by four workers; hopeless ones are stopped, a few crash, two run still. */
const trainings =
  (name: string, trials: number): MakeStudy =>
  async (storage) => {
    const time = virtualClock();
    const study = await createStudy({
      storage,
      name,
      space: classifier,
      objectives: { loss: 'minimize' },
      sampler: auto(),
      pruner: median({ startup: 6, warmup: 3 }),
      fidelity: { name: 'epoch', max: 30 },
      seed: 7,
      clock: clockOn(time),
    });
    await study.setAttribute('vernier:tags', ['vision', 'baseline']);
    await study.optimize(
      async (settings, trial) => {
        await time.sleep(0.2 * MINUTE);
        if (noise(trial.number, -1) < 0.04) throw new Error('CUDA out of memory: 11.2 of 12 GB are in use');
        for (let epoch = 1; epoch <= 30; epoch++) {
          await time.sleep((0.5 + 0.1 * settings.layers) * MINUTE);
          await trial.report(
            { loss: lossAt(settings, trial.number, epoch), accuracy: 1 / (1 + lossAt(settings, trial.number, epoch)) },
            epoch,
          );
          if (trial.shouldPrune()) throw new TrialPruned();
        }
        return { loss: lossAt(settings, trial.number, 30) };
      },
      { trials, concurrency: 4 },
    );
  };

/** Accuracy against latency, with a limit on memory. */
const tradeOff: MakeStudy = async (storage) => {
  const study = await createStudy({
    storage,
    name: 'accuracy against latency',
    space: space({ width: int(8, 512, { log: true }), depth: int(1, 12), quantised: categorical([true, false]) }),
    objectives: { accuracy: 'maximize', latency_ms: 'minimize' },
    sampler: nsga2({ population: 24 }),
    seed: 3,
    clock: clockOn(virtualClock()),
  });
  await study.setAttribute('vernier:tags', ['edge']);
  await study.optimize(
    ({ width, depth, quantised }, trial) => {
      trial.setConstraint('memory', (width * width * depth) / 4e5 - (quantised ? 4 : 1));
      const size = Math.log2(width) * depth;
      return {
        accuracy: 0.97 - 0.4 * Math.exp(-size / 18) - (quantised ? 0.012 : 0) + 0.004 * noise(trial.number, 1),
        latency_ms: 0.4 + (quantised ? 0.45 : 1) * (width / 90) * depth * (1 + 0.05 * noise(trial.number, 2)),
      };
    },
    { trials: 240 },
  );
};

/** What a training used of its machine up to an epoch, of a minute each, some of which another trial ran before: memory grows and is freed at times, the GPU waits for the CPU. */
const used = (trial: number, epoch: number, before: number): Readonly<Record<string, number>> => ({
  'system/seconds': 60 * (epoch - before),
  'system/cpu': Math.round(210 + 90 * noise(trial, epoch, 1)),
  'system/memory': Math.round(1.1e9 + 2.2e8 * (epoch % 8) + 5e7 * noise(trial, epoch, 2)),
  'system/gpu0': Math.round(96 - 30 * noise(trial, epoch, 3) ** 3),
  'system/gpu0/memory': Math.round(6.4e9 + 2e8 * noise(trial, epoch, 4)),
});

/** A population that finds a schedule. */
const population: MakeStudy = async (storage) => {
  const time = virtualClock();
  const study = await createStudy({
    storage,
    name: 'schedule by population',
    space: space({ rate: float(1e-4, 1, { log: true }), momentum: float(0, 0.98) }),
    sampler: pbt({ population: 8, interval: 4 }),
    fidelity: { name: 'epoch', max: 24 },
    seed: 5,
    clock: clockOn(time),
  });
  const reached = new Map<string, number>();
  const inherited = new Map<number, number>();
  await study.optimize(
    async ({ rate, momentum }, trial) => {
      let done = trial.resume?.checkpoint ? reached.get(trial.resume.checkpoint)! : 0;
      const from = trial.resume?.step ?? 0;
      const before = inherited.get(trial.number) ?? from; // it may have been paused since
      inherited.set(trial.number, before);
      for (let epoch = from + 1; epoch <= 24; epoch++) {
        await time.sleep(MINUTE);
        done += Math.exp(-((Math.log10(rate) + 1 + epoch / 12) ** 2)) * (0.4 + 0.6 * momentum);
        const saved = `${trial.number} after ${epoch}`;
        reached.set(saved, done);
        trial.setCheckpoint(saved, epoch);
        await trial.report(
          { value: 1 / (1 + done) + 0.004 * noise(trial.number, epoch), ...used(trial.number, epoch, before) },
          epoch,
        );
        if (trial.shouldPrune()) throw new TrialPruned();
      }
      return 1 / (1 + done);
    },
    { concurrency: 4 },
  );
};

/** Names and numbers that nobody should trust. */
export const hostile: MakeStudy = async (storage) => {
  const study = await createStudy({
    storage,
    name: '<script>alert("name")</script> & a name that goes on and on, as names made by programs do, for ever and a day',
    space: space({
      '<img src=x onerror=alert(1)>': float(0, 1),
      [`the learning rate of the second of the three optimizers ${'of the encoder '.repeat(6)}`]: float(1e-300, 1, {
        log: true,
      }),
      kind: categorical(['<b>bold</b>', '', 'ünïcödé', '=HYPERLINK("x")']),
    }),
    objectives: { 'loss <i>': 'minimize' },
    sampler: random(),
    seed: 1,
    clock: clockOn(virtualClock()),
  });
  const odd = [0.1, 1e300, -1e-300, Number.POSITIVE_INFINITY, Number.NaN, 0.2, 123456789.123];
  await study.optimize(
    (_, trial) => {
      trial.setAttribute('note', '</script><script>alert(2)</script>');
      return { 'loss <i>': odd[trial.number % odd.length]! };
    },
    { trials: 21 },
  );
};

/** Three hundred parameters, few of which matter. */
export const wide: MakeStudy = async (storage) => {
  const study = await createStudy({
    storage,
    name: 'three hundred parameters',
    space: space(
      Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`weight_${String(i).padStart(3, '0')}`, float(-1, 1)])),
    ),
    sampler: random(),
    seed: 2,
    clock: clockOn(virtualClock()),
  });
  await study.optimize(
    (values) => values['weight_007']! ** 2 + 0.3 * values['weight_042']! + 0.01 * values['weight_100']!,
    {
      trials: 120,
    },
  );
};

/** Nothing yet, and one trial alone. */
const small: MakeStudy = async (storage) => {
  const common = { storage, space: space({ x: float(0, 1), y: float(0, 1) }), clock: clockOn(virtualClock()), seed: 1 };
  await createStudy({ ...common, name: 'nothing yet' });
  const one = await createStudy({ ...common, name: 'one trial' });
  await one.optimize(({ x, y }) => x + y, { trials: 1 });
};

/** A study of many trials of eight parameters, added at once. */
export const many =
  (name: string, trials: number): MakeStudy =>
  async (storage) => {
    const names = Array.from({ length: 8 }, (_, i) => `x${i}`);
    const study = await createStudy({
      storage,
      name,
      space: space(Object.fromEntries(names.map((x) => [x, float(0, 1)]))),
      sampler: tpe(),
      seed: 4,
      clock: clockOn(virtualClock()),
    });
    for (let from = 0; from < trials; from += 5000)
      await study.addTrials(
        Array.from({ length: Math.min(5000, trials - from) }, (_, i) => {
          const number = from + i;
          const params = Object.fromEntries(names.map((x, k) => [x, noise(number, k)]));
          const value = names.reduce(
            (sum, x, k) => sum + (params[x]! - 0.1 * (k + 1)) ** 2 / (k + 1),
            0.02 * noise(number, 99),
          );
          return {
            params,
            score: { value: value + 2 * Math.exp(-number / 8000) * noise(number, 98) },
            startedAt: BEGAN + 900 * number,
            finishedAt: BEGAN + 900 * number + 800 + 4000 * noise(number, 97),
          };
        }),
      );
  };

/** All that the dashboard is tried out on, but for the largest. */
export const STUDIES: readonly MakeStudy[] = [
  trainings('digits classifier', 160),
  tradeOff,
  population,
  hostile,
  wide,
  small,
  many('a thousand trials', 1000),
];

/** A study that moves: every `ms` milliseconds a training reports. Ends when the signal says so. */
export async function moving(storage: Storage, ms: number, signal: AbortSignal): Promise<void> {
  const name = 'a search that runs now';
  const options = {
    storage,
    space: classifier,
    objectives: { loss: 'minimize' },
    fidelity: { name: 'epoch', max: 30 },
  } as const;
  const isThere = (await storage.findStudy(name)) !== null;
  const study = isThere ? await openStudy(name, options) : await createStudy({ ...options, name, seed: 11 });
  const wait = () => new Promise((resolve) => setTimeout(resolve, ms));
  await study.optimize(
    async (settings, trial) => {
      for (let epoch = 1; epoch <= 30; epoch++) {
        await wait();
        await trial.report({ loss: lossAt(settings, trial.number, epoch) }, epoch);
        if (trial.shouldPrune()) throw new TrialPruned();
      }
      return { loss: lossAt(settings, trial.number, 30) };
    },
    { concurrency: 3, signal },
  );
}
