import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStudy, float, space } from 'vernier';
import { command } from 'vernier/executors';
import { random } from 'vernier/samplers';
import type { Row } from '../measurement.ts';

/** Half of the programs do not hear SIGTERM, nor does the child that they have started by then. */
const PROGRAM = `
const [deaf, token] = process.argv.slice(2);
if (deaf === 'deaf') {
  process.on('SIGTERM', () => {});
  if (token !== 'child')
    require('node:child_process').spawn(process.execPath, [__filename, 'deaf', 'child', token], { stdio: 'ignore' });
}
let step = 0;
setInterval(() => process.stdout.write('vernier ' + JSON.stringify({ step: ++step, value: 1 / step }) + '\\n'), 100);
`;

/** What a study with a limit of so many seconds did. */
export interface Timed {
  readonly limit: number;
  readonly isDeaf: boolean;
  readonly seconds: number;
  /** Trials ended by the limit that kept their last report. */
  readonly pruned: number;
  readonly failed: number;
  readonly stoppedBy: string;
  /** The longest that this process, which does the ending, had to wait for its own timers meanwhile. */
  readonly lag: number;
  /** Processes of it that still run a second later. */
  readonly left: number;
}

/** Seconds over the limit that are allowed: 2 % and half a second. */
export const allowance = (limit: number): number => 0.02 * limit + 0.5;

/** Runs timed studies of programs that never end by themselves, so many at once; every second one is deaf to SIGTERM. */
export async function timedStudies(limits: readonly number[], atOnce: number, seed: number): Promise<readonly Timed[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-bench-'));
  const program = join(folder, 'program.cjs');
  writeFileSync(program, PROGRAM);
  const done: Timed[] = [];
  const queue = limits.map((limit, i) => ({ limit, isDeaf: i % 2 === 1, seed: seed + i }));
  const lane = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift())
      done.push(await timedStudy(program, folder, one.limit, one.isDeaf, one.seed));
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, lane));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return done;
}

async function timedStudy(
  program: string,
  folder: string,
  limit: number,
  isDeaf: boolean,
  seed: number,
): Promise<Timed> {
  const token = `budget-${process.pid}-${seed}`;
  const study = await createStudy({ space: space({ x: float(0, 1) }), sampler: random(), seed });
  const words = [process.execPath, program, isDeaf ? 'deaf' : 'hears', token];
  const executor = command(words, { folder: join(folder, token), capacity: 2 });
  const lag = lagMeter();
  const began = performance.now();
  const { pruned, failed, stoppedBy } = await study.optimize(executor, { seconds: limit, concurrency: 2 });
  const seconds = (performance.now() - began) / 1000;
  const lagged = lag();
  await executor.close();
  await new Promise((wake) => setTimeout(wake, 1000));
  return { limit, isDeaf, seconds, pruned, failed, stoppedBy, lag: lagged, left: running(token) };
}

/** Answers, once asked, the longest delay of a timer since; in seconds. On an idle machine a few thousandths. */
function lagMeter(): () => number {
  const EVERY = 20;
  let last = performance.now();
  let longest = 0;
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last - EVERY);
    last = now;
  };
  const timer = setInterval(look, EVERY);
  return () => {
    clearInterval(timer);
    look();
    return longest / 1000;
  };
}

/** How many processes have this word among their arguments. */
function running(token: string): number {
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.split(' ').includes(token)).length;
}

const STUDIES = 20;
const LONGEST = 60;
const SHORTEST = 10;

/** Whether a limit in seconds is kept by studies whose programs do as they like. */
export const budgetKept: Row = {
  id: 'budget-kept',
  what: `${STUDIES} timed studies of ${SHORTEST} to ${LONGEST} s with two endless programs each, half of them deaf to SIGTERM: the most that one is over its limit, as a share of 2 % + 0.5 s`,
  unit: 'of the allowance',
  limit: { atMost: 1 },
  async measure({ seed, progress }) {
    const limits = Array.from({ length: STUDIES }, (_, i) =>
      Math.round(SHORTEST + ((LONGEST - SHORTEST) * i) / (STUDIES - 1)),
    );
    const studies = await timedStudies(limits, 4, seed);
    const over = studies.map(({ seconds, limit }) => seconds - limit);
    const left = studies.reduce((sum, study) => sum + study.left, 0);
    progress(`at most ${Math.max(...over).toFixed(3)} s over; ${left} processes left`);
    return {
      // A study that ends early is as good as one that ends on time.
      value: Math.max(0, ...studies.map(({ seconds, limit }) => (seconds - limit) / allowance(limit))),
      holds: left === 0 && studies.every(({ stoppedBy, pruned }) => stoppedBy === 'seconds' && pruned === 2),
      detail: { mostOver: Math.max(...over), left, lag: Math.max(...studies.map(({ lag }) => lag)), studies },
    };
  },
};
