import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EndableExecutor } from '../../src/node/executors/endable-executor.ts';
import { command } from '../../src/node/executors/command.ts';
import { listProcesses } from '../../src/node/executors/process-table.ts';
import { processes } from '../../src/node/executors/processes.ts';
import { threads } from '../../src/node/executors/threads.ts';
import { asha } from '../../src/pruners/halving/asha.ts';
import { random } from '../../src/samplers/random.ts';
import { float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import { createStudy } from '../../src/study/opening/create.ts';

// Limits that end what runs, with real programs; of the same over a minute, see the benchmark row budget-kept.

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const ENDLESS = fileURLToPath(new URL('../programs/endless.mjs', import.meta.url));
/** Seconds for a limit of two; the least grace time of an executor is ten. On an idle machine 2.1, which the benchmark row holds. */
const IN_TIME = 5;
const folder = mkdtempSync(join(tmpdir(), 'vernier-limits-'));
const program = join(folder, 'program.cjs');

beforeAll(() =>
  writeFileSync(
    program,
    `// Reports for ever: deaf to SIGTERM, or ends with a result when it is told to.
const [manner] = process.argv.slice(2);
const say = (what) => process.stdout.write('vernier ' + JSON.stringify(what) + '\\n');
if (manner === 'deaf') process.on('SIGTERM', () => {});
if (manner === 'rung') process.on('SIGTERM', () => { say({ step: 100, loss: 0.125 }); setTimeout(() => process.exit(1), 300); });
if (manner === 'brings') process.on('SIGTERM', () => { say({ loss: 0.125 }); process.exit(0); });
let step = 0;
setInterval(() => say({ step: ++step, loss: 1 / step, eur: manner === 'priced' ? step / 10 : undefined }), 50);
`,
  ),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const study = () =>
  createStudy({ space: space({ x: float(0, 1) }), objectives: { loss: 'minimize' }, sampler: random(), seed: 1 });
const words = (manner: string): string[] => [process.execPath, program, manner];

/** Runs with a limit of so many seconds; answers what became of trial 0, and how long it all took. */
async function within(executor: EndableExecutor, seconds: number) {
  const made = await study();
  const began = performance.now();
  try {
    const summary = await made.optimize(executor, { seconds, concurrency: 1 });
    return { trial: made.history.record(0), summary, took: (performance.now() - began) / 1000 };
  } finally {
    await executor.close();
  }
}

describe('a limit in seconds', () => {
  test('who brings a result when it is told to end has it counted', async () => {
    const { trial, summary, took } = await within(command(words('brings'), { folder }), 2);
    expect(summary).toMatchObject({ complete: 1, stoppedBy: 'seconds' });
    expect(trial.values).toEqual([0.125]);
    expect(took).toBeLessThan(IN_TIME);
  });

  test('who comes to a rung in its grace time is paused, and can go on', async () => {
    const made = await createStudy({
      space: space({ x: float(0, 1) }),
      objectives: { loss: 'minimize' },
      sampler: random(),
      pruner: asha({ minResource: 100, mode: 'promote' }),
      fidelity: { name: 'step', min: 100, max: 900 },
      seed: 1,
    });
    const executor = command(words('rung'), { folder });
    const summary = await made.optimize(executor, { seconds: 2, concurrency: 1 });
    await executor.close();
    expect(summary).toMatchObject({ paused: 1, failed: 0, stoppedBy: 'seconds' });
    expect(made.history.record(0)).toMatchObject({
      state: 'paused',
      reports: expect.arrayContaining([[100, [0.125]]]),
    });
  });

  test('a program in the midst of a longer grace time is ended at the limit all the same', async () => {
    const executor = command(words('deaf'), { folder, graceMs: 60_000 });
    const { trial, took } = await within(executor, 2);
    expect(trial.state).toBe('pruned');
    expect(took).toBeLessThan(IN_TIME);
  });

  test.each([
    ['threads', () => threads(ENDLESS, { count: 1 })],
    ['processes', () => processes(ENDLESS, { count: 1, folder })],
  ] as const)('%s: an objective function that computes for ever is ended by force', async (_, make) => {
    const { trial, took } = await within(make(), 2);
    expect(trial.state).toBe('failed'); // it never reported
    expect(took).toBeLessThan(IN_TIME);
    const group = trial.userAttributes['group'];
    if (_ === 'processes') expect(listProcesses().some(({ pid }) => pid === group)).toBe(false);
  });
});

test('many programs at once, all of which listen to the limit, are not taken for a leak', async () => {
  const warnings: string[] = [];
  const hear = ({ message }: Error): void => void warnings.push(message);
  process.on('warning', hear);
  const executor = command(['sh', '-c', `sleep 0.3; echo 'vernier {"loss": 1}'`], { folder });
  await (await study()).optimize(executor, { trials: 11, seconds: 60, concurrency: 11 });
  await executor.close();
  process.off('warning', hear);
  expect(warnings).toEqual([]);
});

test('what trials report of their cost ends those that run', async () => {
  const made = await study();
  const executor = command(words('priced'), { folder, capacity: 2 });
  const summary = await made.optimize(executor, { maxCost: 3, cost: { metric: 'eur' }, concurrency: 2 });
  await executor.close();
  expect(summary).toMatchObject({ pruned: 2, failed: 0, stoppedBy: 'cost' });
  const cost = [0, 1].map((row) => made.history.metric(row, 'eur')!.values.at(-1)!);
  expect(cost[0]! + cost[1]!).toBeGreaterThan(2);
  expect(cost[0]! + cost[1]!).toBeLessThan(6);
});

describe('the command line', () => {
  interface Run {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }

  const vernier = (args: readonly string[]): Promise<Run> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (piece) => (stdout += piece));
      child.stderr.on('data', (piece) => (stderr += piece));
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
  const run = (name: string, ...args: readonly string[]): Promise<Run> =>
    vernier(
      [
        ['run', '--minimize', 'loss', '-p', 'x=0.0..1.0', '--sampler', 'random', '--name', name, '--plain'],
        args,
        ['--', ...words('deaf')],
      ].flat(),
    );

  test('two processes share one limit of computation, to the second', async () => {
    const both = await Promise.all([1, 2].map(() => run('shared', '--compute', '6s', '-c', '2')));
    for (const { code, stdout, stderr } of both) {
      expect({ code, stderr: stderr.replace(/Another process.*\n/, '') }).toEqual({ code: 5, stderr: '' }); // nothing is complete
      expect(stdout).toContain('The time of computation is used up');
      expect(stdout).toMatch(/, 2 ended at the limit, with their last report as value/); // its own
      expect(stdout).toMatch(/of 6 s computed, 0(\.[0-4])? s left\./);
    }
    const { stdout } = await vernier(['trials', 'shared', '--json']);
    const trials = JSON.parse(stdout) as readonly { readonly seconds: number; readonly state: string }[];
    const total = trials.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(trials.map(({ state }) => state)).toEqual(['pruned', 'pruned', 'pruned', 'pruned']);
    expect(total).toBeGreaterThan(5);
    expect(total).toBeLessThan(11); // each of them alone would have used 6
  }, 30_000);

  test('what a killed run had computed counts, and what it left running computes no more', async () => {
    const args = [
      'run',
      '--minimize',
      'loss',
      '-p',
      'x=0.0..1.0',
      '--sampler',
      'random',
      '--name',
      'killed',
      '--plain',
    ];
    const child = spawn(process.execPath, [MAIN, ...args, '--compute', '6s', '--', ...words('deaf')], { cwd: folder });
    const gone = new Promise((resolve) => child.on('exit', resolve));
    while (!(await vernier(['trials', 'killed'])).stdout.includes('running')) expect(child.exitCode).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    child.kill('SIGKILL');
    await gone;
    await new Promise((resolve) => setTimeout(resolve, 4000)); // as long as it would have had left
    const { stdout } = await run('killed', '--compute', '6s');
    expect(stdout).toMatch(/^The time of computation is used up: 1 trial in /m);
    const trials = JSON.parse((await vernier(['trials', 'killed', '--json'])).stdout) as readonly {
      readonly seconds: number;
      readonly state: string;
    }[];
    expect(trials.map(({ state }) => state)).toEqual(['failed', 'pruned']);
    expect(trials[0]!.seconds).toBeGreaterThan(1.5);
    expect(trials[0]!.seconds + trials[1]!.seconds).toBeGreaterThan(4.5);
    expect(trials[0]!.seconds + trials[1]!.seconds).toBeLessThan(6.5);
  }, 40_000);

  test.each([
    ['a program that fails', 'echo \'vernier {"loss": 0.5, "eur": 1.5}\'; exit 1'],
    ['a program that gives no value', 'echo \'vernier {"eur": 1.5}\''],
  ])('the cost that %s has said in the end counts', async (_, script) => {
    const made = await study();
    const executor = command(['sh', '-c', script], { folder });
    try {
      const summary = await made.optimize(executor, { maxCost: 2, cost: { metric: 'eur' }, trials: 9 });
      expect(summary).toMatchObject({ failed: 2, stoppedBy: 'cost' });
      expect(made.warnings).toEqual([]);
      expect([...made.history.metric(0, 'eur')!.values]).toEqual([1.5]);
    } finally {
      await executor.close();
    }
  });

  test('money is counted, and the trial says why it ended', async () => {
    const { stdout } = await run('dear', '--cost-per-hour', '3600', '--currency', 'EUR', '--max-cost', '2');
    expect(stdout).toContain('The money is used up');
    expect(stdout).toMatch(/\d+(\.\d+)? of 2 EUR spent, 0(\.0\d*)? left\./);
    expect((await vernier(['show', 'dear'])).stdout).toMatch(/\n {2}used {8}.* computed, [\d.]+ EUR spent\n/);
    const shown = await vernier(['show', 'dear', '0']);
    expect(shown.stdout).toContain("why it was stopped\n    The study's limit of 2 EUR was reached.");
    const again = await run('dear', '--cost-per-hour', '3600', '--currency', 'EUR', '--max-cost', '1');
    expect(again.stdout).toMatch(/^The money is used up: 0 trials/);
  }, 30_000);

  test('a limit of cost without a cost is refused before anything runs', async () => {
    const { code, stderr } = await run('refused', '--max-cost', '2');
    expect(code).toBe(2);
    expect(stderr).toContain('budget: cost is 2, but nothing says what a trial costs.');
    expect(stderr).toContain('--cost-per-hour 2.4');
  });
});
