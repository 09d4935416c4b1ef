import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStudy, float, space } from 'vernier';
import { random } from 'vernier/samplers';
import { sqlite } from 'vernier/sqlite';
import { median, type Row } from '../measurement.ts';
import { pythonLine } from '../peers/python.ts';
import { bowl } from './loop.ts';

const TRIALS = 400;
const DIMENSIONS = 10;

/** How much faster than Optuna where a loss of power may take the last results. */
export const sqliteRatioNormal = sqliteRatio('normal', 60);
/** How much faster than Optuna where every acknowledged result is on the disk. */
export const sqliteRatioFull = sqliteRatio('full', 4);

function sqliteRatio(durability: 'normal' | 'full', atLeast: number): Row {
  return {
    id: `sqlite-ratio-${durability}`,
    what: `random sampler, ${DIMENSIONS} floats, ${TRIALS} trials on SQLite (durability: ${durability}): Optuna's time over ours, both taken in turn`,
    unit: '×',
    limit: { atLeast },
    async measure({ seed, progress }) {
      const ours: number[] = [];
      const theirs: number[] = [];
      let name = 'optuna';
      for (let round = 0; round < 3; round++) {
        ours.push(await inNewFolder((file) => loop(file, durability, seed + round)));
        const peer = await inNewFolder((file) =>
          pythonLine<{ name: string; ms: number }>('sqlite_loop.py', [file, TRIALS, DIMENSIONS, seed + round]),
        );
        if (peer === null) throw new Error('This row is a ratio to Optuna: run `npm test` first, which installs it.');
        name = peer.name;
        theirs.push(peer.ms);
        progress(`ours ${ours[round]!.toFixed(2)} ms, ${name} ${peer.ms.toFixed(1)} ms a trial`);
      }
      return {
        value: median(theirs.map((ms, round) => ms / ours[round]!)),
        peers: [{ name: `${name}, ms a trial`, value: median(theirs) }],
        detail: { ours, theirs },
      };
    },
  };
}

/** Milliseconds a trial. */
async function loop(file: string, durability: 'normal' | 'full', seed: number): Promise<number> {
  const shape = Object.fromEntries(Array.from({ length: DIMENSIONS }, (_, i) => [`x${i}`, float(0, 1)]));
  const storage = sqlite(file, { durability });
  const study = await createStudy({ space: space(shape), seed, storage, sampler: random() });
  const began = performance.now();
  for (let i = 0; i < TRIALS; i++) {
    const trial = await study.ask();
    await study.tell(trial, bowl(trial.params));
  }
  const ms = (performance.now() - began) / TRIALS;
  await storage.close();
  return ms;
}

async function inNewFolder<T>(body: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-bench-'));
  try {
    return await body(join(folder, 'study.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const MANY = 100_000;
/** Optuna reads a twentieth of it, which takes it long enough. */
const FEW = MANY / 20;
const PARAMS = 20;
/** Of what Optuna takes. */
const RATIO = 0.06;
const HEAP_MB = 60;
const RSS_MB = 250;

/** What a process prints that opens the study and does nothing else. `heap` holds the history, typed arrays included. */
const OPEN = `
  const began = performance.now();
  const { openStudy } = await import('vernier');
  const { sqlite } = await import('vernier/sqlite');
  const { random } = await import('vernier/samplers');
  globalThis.study = await openStudy('history', { storage: sqlite(process.argv[1]), sampler: random() });
  const seconds = (performance.now() - began) / 1000;
  gc();
  gc(); // buffers go with the second one
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const found = { trials: study.history.size, columns: study.history.columns.size };
  console.log(JSON.stringify({ seconds, heap: (heapUsed + arrayBuffers) / 2 ** 20, rss: process.resourceUsage().maxRSS / 1024, ...found }));
  process.exit();
`;

interface Opened {
  readonly seconds: number;
  readonly heap: number;
  readonly rss: number;
  readonly trials: number;
  readonly columns: number;
}

/** What opening a large study takes. */
export const history100k: Row = {
  id: 'history-100k',
  what: `${MANY} trials × ${PARAMS} floats opened from SQLite in a new process; heap ≤ ${HEAP_MB} MB after gc and peak RSS ≤ ${RSS_MB} MB beside it`,
  unit: 's',
  limit: { atMost: 4 },
  whenBusy: { peer: 'optuna', ratio: RATIO },
  measure: ({ seed, progress }) =>
    inNewFolder(async (file) => {
      await fill(file, 'history', MANY, seed);
      progress('the study is made');
      const opened = Array.from({ length: 3 }, () => {
        const args = ['--expose-gc', '--input-type=module', '-e', OPEN, file];
        return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Opened;
      });
      const peer = await inNewFolder(async (few) => {
        await fill(few, 'few', FEW, seed);
        return pythonLine<{ name: string; seconds: number }>('sqlite_open.py', [few, 'few']);
      });
      const heap = Math.max(...opened.map((one) => one.heap));
      const rss = Math.max(...opened.map((one) => one.rss));
      const whole = opened.every(({ trials, columns }) => trials === MANY && columns === PARAMS);
      return {
        value: median(opened.map(({ seconds }) => seconds)),
        peers:
          peer === null
            ? []
            : [{ name: `${peer.name}, ${FEW} trials × ${MANY / FEW}`, value: (peer.seconds * MANY) / FEW }],
        holds: heap <= HEAP_MB && rss <= RSS_MB && whole,
        detail: { heap, rss, opened },
      };
    }),
};

async function fill(file: string, name: string, trials: number, seed: number): Promise<void> {
  const distributions = Array.from({ length: PARAMS }, (_, i) => [`x${i}`, float(0, i + 1)] as const);
  const shape = Object.fromEntries(distributions);
  const storage = sqlite(file, { durability: 'normal' });
  await createStudy({ name, space: space(shape), seed, storage, sampler: random() });
  const { id } = (await storage.findStudy(name))!;
  const began = Date.UTC(2026, 0, 1);
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff; // which values they are does not matter
    return state / 2 ** 31;
  };
  for (let made = 0; made < trials; made += 1000)
    await storage.createTrials(
      id,
      Array.from({ length: 1000 }, (_, i) => ({
        state: 'complete' as const,
        params: Object.fromEntries(
          distributions.map(([name, distribution]) => [
            name,
            { distribution, internal: uniform() * distribution.high },
          ]),
        ),
        values: [uniform()],
        startedAt: began + 1000 * (made + i),
        finishedAt: began + 1000 * (made + i) + 900,
      })),
    );
  await storage.close();
}
