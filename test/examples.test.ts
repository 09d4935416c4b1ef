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
    const { code, output } = await node('digits-typescript', [
      join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs'),
      'winner.ts',
    ]);
    expect(output).toMatch(/On 397 test digits .* reads\s+9\d\.\d % right/);
    expect(code).toBe(0);
  }, 120_000);
});

const vernier = (example: string, args: readonly string[]) => node(example, [MAIN, ...args]);

async function json(example: string, args: readonly string[]): Promise<unknown> {
  const { output } = await vernier(example, args);
  const found = JSON.parse(output) as unknown;
  return Array.isArray(found) ? found : ((found as { trials?: unknown }).trials ?? [found]);
}

/** Standard output and error as one text: the order in which a person sees them. */
function node(
  example: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  const python = pythonWith('optuna5');
  const path = python === null ? process.env.PATH : dirname(python) + delimiter + process.env.PATH;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: join(WORK, example),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: path, NO_COLOR: '1' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
