import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createStudy, float, space } from 'vernier';
import { command, threaded } from 'vernier/executors';
import { gp, random, tpe } from 'vernier/samplers';
import { median, type Row } from '../measurement.ts';

type Sampler = ReturnType<typeof random>;

const WORKERS = 4;
const KNOWN = 200;
const TRIALS = 48;
/** Reports of trials that start before the thread is up tell nothing of it. */
const SKIPPED = 2 * WORKERS;
const SPACE = space(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`x${i}`, float(0, 1)])));

// 50 reports, one every 10 ms, each with the instant at which it was printed.
const PROGRAM = `
const params = JSON.parse(require('node:fs').readFileSync(process.argv[2], 'utf8'));
const value = Object.values(params).reduce((sum, x) => sum + (x - 0.3) ** 2, 0);
const say = (what) => process.stdout.write('vernier ' + JSON.stringify(what) + '\\n');
let step = 0;
const timer = setInterval(() => {
  if (step < 50) return say({ step: ++step, value, sent: performance.timeOrigin + performance.now() });
  clearInterval(timer);
  say({ value });
}, 10);
`;

/** How long reports of running programs wait while the next trial is thought of. */
export const reportWhileAsking: Row = {
  id: 'report-while-asking',
  what: `${WORKERS} programs that report every 10 ms while gp proposes from ${KNOWN} results of 10 floats: 95 of 100 reports are taken in within`,
  unit: 'ms',
  limit: { atMost: 20 },
  whenBusy: { peer: 'gp in place', ratio: 1 },
  async measure({ seed, progress }) {
    const inPlace = await latencies(seed, false);
    progress(`in place: ${told(inPlace)}`);
    const inThread = await latencies(seed, true);
    progress(`in a thread: ${told(inThread)}`);
    const [tpeHere, tpeThere] = [await askTime(tpe(), seed), await askTime(threaded(tpe()), seed)];
    progress(`an ask of tpe: ${tpeHere.toFixed(2)} ms in place, ${tpeThere.toFixed(2)} ms in a thread`);
    return {
      value: quantile(inThread, 0.95),
      peers: [{ name: 'gp in place', value: quantile(inPlace, 0.95) }],
      detail: {
        inPlace: quantiles(inPlace),
        inThread: quantiles(inThread),
        tpeAsk: { inPlace: tpeHere, inThread: tpeThere },
      },
    };
  },
};

/** A study that knows 200 results. */
async function informed(sampler: Sampler, seed: number) {
  const study = await createStudy({ space: SPACE, sampler, seed });
  const known = await createStudy({ space: SPACE, sampler: random(), seed });
  const trials = [];
  for (let i = 0; i < KNOWN; i++) {
    const { params } = await known.ask();
    trials.push({ params, score: bowl(params) });
  }
  await study.addTrials(trials);
  return study;
}

const bowl = (params: Readonly<Record<string, number>>): number =>
  Object.values(params).reduce((sum, x) => sum + (x - 0.3) ** 2, 0);

/** Milliseconds from a report's print to the study's knowing it. */
async function latencies(seed: number, isThreaded: boolean): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-bench-'));
  const program = join(folder, 'program.cjs');
  writeFileSync(program, PROGRAM);
  const executor = command([process.execPath, program, '${args_json_file}'], { capacity: WORKERS, folder });
  const study = await informed(gp(), seed);
  const waited: number[] = [];
  const heard = new Map<number, number>();
  const stop = study.subscribe(({ rows }) => {
    const now = performance.timeOrigin + performance.now();
    for (const row of rows) {
      const sent = study.history.metric(row, 'sent')?.values ?? [];
      for (let i = heard.get(row) ?? 0; i < sent.length; i++) if (row >= KNOWN + SKIPPED) waited.push(now - sent[i]!);
      heard.set(row, sent.length);
    }
  });
  try {
    const { hosted: _, ...here } = executor;
    await study.optimize(isThreaded ? executor : here, { trials: KNOWN + TRIALS, concurrency: WORKERS });
  } finally {
    stop();
    await executor.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return waited;
}

/** Median milliseconds of an ask. */
async function askTime(sampler: Sampler, seed: number): Promise<number> {
  const study = await informed(sampler, seed);
  await study.tell(await study.ask(), 1);
  await pause(2000); // where there is a thread, it is up
  const times: number[] = [];
  for (let i = 0; i < 100; i++) {
    const began = performance.now();
    const trial = await study.ask();
    times.push(performance.now() - began);
    await study.tell(trial, bowl(trial.params));
  }
  await study.close();
  return median(times);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

const quantiles = (values: readonly number[]) => ({
  reports: values.length,
  p50: quantile(values, 0.5),
  p95: quantile(values, 0.95),
  p99: quantile(values, 0.99),
  most: quantile(values, 1),
});

function told(values: readonly number[]): string {
  const { p50, p95, most } = quantiles(values);
  return `half within ${p50.toFixed(1)} ms, 95 % within ${p95.toFixed(1)} ms, all within ${most.toFixed(1)} ms`;
}
