import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { pythonWith, needs } from './components.ts';

// The examples as a reader runs them: the built command, in a copy of the example's folder.

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const WORK = join(ROOT, '.cache/examples');
const MAIN = join(ROOT, 'dist/cli/main.js');
const JITI = join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs');

beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error('The examples use the built package: npm run build.');
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  cpSync(join(ROOT, 'examples'), WORK, {
    recursive: true,
    filter: (path) => !/(node_modules|\.vernier|vernier\.db.*)$/.test(path),
  });
});

test('each example has a README, and settings to run', () => {
  for (const name of readdirSync(join(ROOT, 'examples'))) {
    const files = readdirSync(join(ROOT, 'examples', name));
    expect(files).toContain('README.md');
    expect(files.some((file) => /^tune\.(ts|yaml)$/.test(file))).toBe(true);
  }
});

describe.skipIf(process.platform === 'win32')('shell (only on Linux and macOS)', () => {
  test("finds Kepler's third law", async () => {
    const { code, output } = await vernier('shell', ['run', 'tune.yaml', '--plain']);
    expect(output).toContain('All trials are done: 60 trials');
    expect(code).toBe(0);
    const [best] = (await json('shell', ['best', 'kepler', '--json'])) as [{ params: Record<string, number> }];
    expect(best.params.exponent).toBeGreaterThan(1.3);
    expect(best.params.exponent).toBeLessThan(1.7);
  }, 120_000);
});

describe.skipIf(process.platform === 'win32')('promotion (only on Linux and macOS)', () => {
  test('pauses all, goes on from checkpoints with the best, and keeps that of the winner', async () => {
    const { code, output } = await vernier('promotion', ['run', 'tune.yaml', '--plain']);
    expect(code, output).toBe(0);
    expect(output).toContain('Checkpoints: 1 trial, ');
    const { output: listed } = await vernier('promotion', ['trials', '--json']);
    const saved = await start('promotion', 'python3', ['epochs.py'], listed);
    expect(saved.output).toMatch(/^\d+ epochs instead of 729: [5-9]\d % saved\n[1-9]\d* times a trial went on/);
  }, 120_000);
});

describe.skipIf(process.platform === 'win32')('stopping (only on Linux and macOS)', () => {
  test('ends what will not win, and tells what was saved and what was missed', async () => {
    const { code, output } = await vernier('stopping', ['run', 'tune.yaml', '--plain']);
    expect(code, output).toBe(0);
    expect(output).toMatch(/All trials are done: 30 trials in .*\nPruning saved \d+ % of the steps/);
    const { output: listed } = await vernier('stopping', ['trials', '--json']);
    const told = await start('stopping', 'python3', ['epochs.py'], listed);
    expect(told.output).toMatch(/^\d{3} epochs instead of 600: [1-9]\d % saved; [1-9]\d* trials were stopped\.\n/);
    expect(told.output).toMatch(/Trained to their end, (none|[1-3]) of them would have beaten the winner's 0\.\d{4}/);
  }, 180_000);
});

describe('data-share', () => {
  test('growing shares of the data find about what all the data finds, and read a sixth of it', async () => {
    const { code, output } = await vernier('data-share', ['run', 'tune.ts', '--trials', '27', '--plain']);
    expect(code, output).toBe(0);
    const told = await node('data-share', [JITI, 'winner.ts']);
    expect(told.code, told.output).toBe(0);
    const [, read, seconds] = /^growing shares +(\d+) % +([\d.]+) s +0\.\d{4} {2}the winner, trial \d+$/m.exec(
      told.output,
    )!;
    const [, whole] = /^all the data +100 % +([\d.]+) s +0\.\d{4} {2}the best of all$/m.exec(told.output)!;
    expect(Number(read)).toBeLessThanOrEqual(20);
    expect(Number(seconds)).toBeLessThan(Number(whole) / 2);
    const [, place] = /the winner is number (\d+) of 27;/.exec(told.output)!;
    expect(Number(place)).toBeLessThanOrEqual(5);
  }, 300_000);
});

describe('pbt-typescript', () => {
  test('the schedule that a population found, run again as a plain one, gives exactly its result', async () => {
    const { code, output } = await vernier('pbt-typescript', ['run', 'tune.ts', '--plain']);
    expect(code, output).toBe(0);
    // Twelve come to their end; those that gave way to copies are trials, too.
    expect(output).toMatch(/All members of the population have come to their end: [2-9]\d trials in/);
    const told = await node('pbt-typescript', [JITI, 'winner.ts']);
    expect(told.output).toMatch(/Lineage of the winner: trial \d+/);
    expect(told.output).toMatch(/loss 0\.[01]\d+, exactly that of the winner;/);
    const { output: written } = await vernier('pbt-typescript', ['schedule', '--json']);
    expect(JSON.parse(written)).toMatchObject({
      study: 'schedule',
      schedule: expect.arrayContaining([expect.objectContaining({ after: 0 })]),
    });
    const { output: tree } = await vernier('pbt-typescript', ['lineage']);
    expect(tree).toMatch(/^\* .*trial \d+ {2}.*loss 0\.[01]\d+ at 24/m);
    expect(tree).toMatch(/[├└]─ trial \d+ {2}after step \d+ {2}loss/);
  }, 120_000);
});

describe('python-sklearn', () => {
  test('tunes gradient boosting from its own defaults', async (context) => {
    needs('optuna5', context);
    const { code, output } = await vernier('python-sklearn', ['run', 'tune.yaml', '--trials', '6', '--plain']);
    expect(output).toContain('All trials are done: 6 trials');
    expect(output).toContain('the default');
    expect(code).toBe(0);
  }, 300_000);
});

describe('digits-typescript', () => {
  test('two at the same time share one budget, and a third run has nothing left to do', async () => {
    const run = () => vernier('digits-typescript', ['run', 'tune.ts', '--trials', '24', '--plain']);
    const [first, second] = await Promise.all([run(), run()]);
    expect([first.code, second.code], first.output + second.output).toEqual([0, 0]);
    const trials = (await json('digits-typescript', ['trials', 'digits', '--json'])) as {
      number: number;
      state: string;
    }[];
    expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, i) => i));
    expect(trials.every(({ state }) => state === 'complete' || state === 'pruned')).toBe(true);

    const third = await run();
    expect(third.code).toBe(0);
    expect(third.output).toMatch(/To see more: .*--trials/);
    expect((await json('digits-typescript', ['trials', 'digits', '--json'])) as unknown[]).toHaveLength(24);
  }, 300_000);

  test('the winner is judged on the test digits', async () => {
    const { code, output } = await node('digits-typescript', [JITI, 'winner.ts']);
    expect(output).toMatch(/On 397 test digits .* reads\s+9\d\.\d % right/);
    expect(code).toBe(0);
  }, 120_000);
});

describe('choose-a-learner', () => {
  test('chooses among five learners, and judges the winner beside all of them untuned', async (context) => {
    needs('optuna5', context);
    const { code, output } = await vernier('choose-a-learner', ['run', 'tune.yaml', '--trials', '8', '--plain']);
    expect(output).toContain('All trials are done: 8 trials');
    expect(output).not.toContain('failed');
    expect(code).toBe(0);
    const { output: params } = await vernier('choose-a-learner', ['best', '--params']);
    const { learner } = JSON.parse(params) as { readonly learner: string };

    const judged = await start('choose-a-learner', pythonWith('optuna5')!, ['winner.py'], params);
    expect(judged.code, judged.output).toBe(0);
    const rows = judged.output.matchAll(/^ {2}(\w+, (?:un)?tuned) +\d\.\d{3} +\d\.\d{3} +\d\d\.\d%$/gm);
    const untuned = ['logistic', 'neighbours', 'svm', 'forest', 'lightgbm'].map((name) => `${name}, untuned`);
    expect([...rows].map(([, name]) => name)).toEqual([...untuned, `${learner}, tuned`]);
  }, 300_000);
});

describe('architecture-search', () => {
  test('draws and lists the front of loss and size', async () => {
    const { code, output } = await vernier('architecture-search', ['run', 'tune.ts', '--trials', '12', '--plain']);
    expect(output).toContain('All trials are done: 12 trials');
    expect(code).toBe(0);
    const front = (await json('architecture-search', ['best', '--json'])) as { values: { parameters: number } }[];

    const drawn = await node('architecture-search', [JITI, 'front.ts']);
    expect(drawn.code, drawn.output).toBe(0);
    expect(drawn.output).toContain(`12 networks; ● marks the ${front.length} that no other one beats`);
    expect(drawn.output).toMatch(/┤.*\n[^]*└[─┬]+\n/);
    const sizes = [...drawn.output.matchAll(/^ +([\d,]+) +\d+\.\d{3} +\d+\.\d %(?!.*network of today)/gm)].map(
      ([, size]) => size!.replace(',', ''),
    );
    expect(sizes.map(Number)).toEqual(front.map(({ values }) => values.parameters).toSorted((a, b) => a - b));
  }, 120_000);
});

const vernier = (example: string, args: readonly string[]) => node(example, [MAIN, ...args]);

async function json(example: string, args: readonly string[]): Promise<unknown> {
  const { output } = await vernier(example, args);
  const found = JSON.parse(output) as unknown;
  return Array.isArray(found) ? found : ((found as { trials?: unknown }).trials ?? [found]);
}

const node = (example: string, args: readonly string[]) => start(example, process.execPath, args);

/** Standard output and error as one text: the order in which a person sees them. */
function start(
  example: string,
  program: string,
  args: readonly string[],
  input = '',
): Promise<{ readonly code: number | null; readonly output: string }> {
  const python = pythonWith('optuna5');
  const path = python === null ? process.env.PATH : dirname(python) + delimiter + process.env.PATH;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: join(WORK, example),
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, PATH: path, NO_COLOR: '1' },
    });
    child.stdin.end(input);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
