import { execFile, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { catalog } from '../../src/samplers/catalog.ts';
import { EXIT } from '../../src/cli/failure.ts';
import { NOBODY, needsAnotherUser } from '../another-user.ts';

/** The environment of somebody who types a command; under npm it would name another folder. */
const { INIT_CWD: _, ...typed } = process.env;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(ROOT, 'dist/cli/main.js');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const all = mkdtempSync(join(tmpdir(), 'vernier-cli-'));
/** The working folder of one test. */
let folder: string;

function vernier(...args: readonly string[]): Promise<Ended> {
  return started(args).ended;
}

/** @param user the number of another user to run as */
function started(args: readonly string[], user?: number) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    ...(user === undefined ? {} : { uid: user, gid: user }),
    env: { ...typed, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece) => (stdout += piece));
  child.stderr.on('data', (piece) => (stderr += piece));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  const said = async (text: string): Promise<void> => {
    while (!stdout.includes(text) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { child, ended, said };
}

async function json(command: string, ...args: readonly string[]): Promise<any> {
  const { code, stdout, stderr } = await vernier(command, '--json', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text, { mode: 0o755 });
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** A program that answers (x − 0.3)² for `--x=…`, in no time. */
const PARABOLA = `for a in "$@"; do case $a in --x=*) x=\${a#--x=};; esac; done
awk "BEGIN { print \\"vernier {\\\\\\"loss\\\\\\": \\" ($x - 0.3) ^ 2 \\"}\\" }"
`;
const TUNE = `program: parabola.sh
command: [sh, "\${program}", "\${args}"]
metric: { name: loss, goal: minimize }
parameters:
  x: { min: -1.0, max: 1.0 }
start: { x: -0.5 }
seed: 1
`;

beforeAll(
  () =>
    new Promise<void>((resolve) =>
      execFile(process.execPath, [join(ROOT, 'node_modules/ts7/bin/tsc'), '-b'], { cwd: ROOT }, () => resolve()),
    ),
  120_000,
);
beforeEach(() => {
  folder = mkdtempSync(join(all, 'folder-'));
  write('parabola.sh', PARABOLA);
  write('tune.yaml', TUNE);
});
afterAll(() => rmSync(all, { recursive: true, force: true }));

describe('a config file, from run to replay', () => {
  test('is run, kept, shown, gone on with, exported, replayed', async () => {
    const first = await vernier('run', 'tune.yaml', '--trials', '6', '--concurrency', '2');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('All trials are done: 6 trials in');
    expect(first.stdout).toMatch(/Best loss +[\d.e-]+ +trial \d/);
    expect(first.stdout).toContain('vernier run tune.yaml --concurrency 2 --trials 12');
    expect(existsSync(join(folder, 'vernier.db'))).toBe(true);

    const again = await json('run', 'tune.yaml', '--trials', '9', '--cost-per-hour', '3600', '--currency', 'EUR');
    expect(again).toMatchObject({ study: 'tune', complete: 3, trials: 9, stoppedBy: 'trials' });

    expect(await json('studies')).toMatchObject([{ name: 'tune', trials: 9, ended: 9, running: 0 }]);
    const trials = await json('trials', 'tune');
    expect(trials).toHaveLength(9);
    expect(trials[0]).toMatchObject({ number: 0, state: 'complete', params: { x: -0.5 }, isDefault: true });
    expect(trials[0].values.loss).toBeCloseTo(0.64, 5);
    expect(trials[8]).toMatchObject({ why: expect.stringContaining('Gaussian process'), warning: null });
    expect((await vernier('show', 'tune', '8')).stdout).toContain(trials[8].why);
    const best = await json('best', 'tune');
    expect(best.values.loss).toBe(Math.min(...trials.map((trial: any) => trial.values.loss)));
    expect(await json('show', 'tune')).toMatchObject({
      name: 'tune',
      setup: { seed: 1 },
      space: { parameters: { x: { distribution: 'uniform', min: -1, max: 1 } } },
    });
    expect(await json('replay', 'tune')).toMatchObject({ checked: 9, agreed: 9, disagreements: [] });
    const ahead = await json('forecast', 'tune', '-n', '25', '--cost-per-hour', '3600');
    expect(ahead).toMatchObject({ study: 'tune', results: 9, by: 'records and model', reason: null });
    expect(ahead.forecast).toMatchObject([{ trials: 25, perCost: expect.any(Number) }]);
    expect((await json('show', 'tune')).forecast).toMatchObject({ trials: 25, gain: ahead.forecast[0].gain });
    expect((await vernier('show', 'tune')).stdout).toContain('  forecast    25 more trials: expected gain ');
    expect((await vernier('forecast')).stdout).toMatch(
      /^tune: best loss .* 9 results\n {2}more trials {2}expected gain/,
    );
    // What running costs is stored by the run that told of it.
    expect((await json('forecast', 'tune', '-n', '25')).forecast).toEqual(ahead.forecast);
    expect((await vernier('forecast')).stdout).toMatch(
      / {2}cost \(EUR\)\n(.*\n)+\n {2}more trials +gain per hour +with 80 % chance +gain per EUR +with 80 % chance\n/,
    );
    expect((await vernier('show', 'tune')).stdout).toMatch(
      /\n {2}forecast .*\n {14}in about .* per hour of computing \(80 %: .*\)\n {14}for about [\d.]+ EUR: \S+ per EUR \(80 %: .*\)\n/,
    );
    expect((await vernier('forecast', '--cost-per-hour', '3600')).stdout).toMatch(
      / {2}cost\n(.*\n)+\n.* {2}gain per unit of cost +with 80 % chance\n/,
    );
    expect((await vernier('forecast', '--cost-metric', 'eur')).stdout).toContain('none has reported eur.');
    expect((await vernier('forecast', '-n', '0')).stderr).toContain('expected a whole number');
    expect(await json('importance', 'tune')).toMatchObject({
      study: 'tune',
      importance: [{ method: 'ped-anova', objective: 'loss', trials: 9, params: [{ name: 'x', value: 1 }] }],
    });
    expect((await vernier('importance')).stdout).toMatch(
      /^tune: what matters for loss \(ped-anova, 9 trials\)\n {2}x +100 %/,
    );
    expect((await vernier('importance', '--objective', 'los')).stderr).toContain('Did you mean "loss"?');
    expect((await vernier('importance', '--method', 'sobol', '--pairs')).stderr).toContain(
      'sobol knows nothing of pairs',
    );
    expect((await vernier('explain', 'tune', '99')).stderr).toMatch(/See them all: (npx )?vernier trials tune\n/);
    expect((await vernier('chart', 'slice', 'tune', 'tune')).stderr).toContain('Those of several: history, edf.');
    expect((await vernier('chart', 'edf', 'tune', '--param', 'x')).stderr).toContain('has no use for --param.');
    expect((await vernier('chart', 'edf', 'tune', '--dark')).stderr).toContain('Add --svg FILE or --png FILE.');
    expect(await vernier('chart', 'importance', 'tune', '--png', 'importance.png')).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect(readFileSync(join(folder, 'importance.png')).subarray(1, 4).toString()).toBe('PNG');
    expect((await vernier('chart', 'edf', 'tune', 'tune')).stdout).toMatch(/^study,value,share\ntune,/);

    const csv = (await vernier('export', 'tune')).stdout.trim().split('\n');
    expect(csv[0]).toBe('number,state,loss,seconds,params.x');
    expect(csv).toHaveLength(10);
    await vernier('export', 'tune', '-o', 'all.json');
    expect(JSON.parse(read('all.json'))).toMatchObject({ study: 'tune', trials: { length: 9 } });
  });

  test('as JSON a run and its study say which pruner auto has chosen, why, and what was used', async () => {
    write('parabola.sh', `echo 'vernier {"step": 1, "loss": 2}'\n${PARABOLA}`);
    write('tune.yaml', `${TUNE}fidelity: { name: epoch, max: 3 }\ncost: { perHour: 3600, currency: EUR }\n`);
    const words = 'auto has chosen curve, which stops trials: none has kept a checkpoint';
    const ran = await json('run', 'tune.yaml', '--trials', '2');
    const shown = await json('show');
    for (const { pruner, spent } of [ran, shown]) {
      expect(pruner).toEqual({ name: 'auto', chosen: 'curve', words });
      expect(spent.cost).toBeCloseTo(spent.computeSeconds, 6);
      expect(spent.cost).toBeGreaterThan(0);
    }
    expect((await vernier('show')).stdout).toMatch(/\n {2}used {8}[\d.]+ s computed, [\d.]+ EUR spent\n/);
    expect(await json('run', 'tune.yaml', '--trials', '2', '--pruner', 'none')).toMatchObject({ pruner: null });
  });

  test('a changed space is told in words, and needs to be accepted', async () => {
    await vernier('run', 'tune.yaml', '--trials', '2');
    write('tune.yaml', TUNE.replace('max: 1.0', 'max: 2.0'));
    const refused = await vernier('run', 'tune.yaml', '--trials', '3');
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('x: float(-1, 1) → float(-1, 2)');
    expect(refused.stderr).toContain('--accept-changes');
    expect(await json('run', 'tune.yaml', '--trials', '3', '--accept-changes')).toMatchObject({ trials: 3 });
    expect(await json('replay')).toMatchObject({ checked: 3, agreed: 3 });
  });

  test('another objective is never accepted', async () => {
    await vernier('run', 'tune.yaml', '--trials', '1');
    const refused = await vernier('run', 'tune.yaml', '--trials', '2', '--maximize', 'loss', '--accept-changes');
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('objectives: minimize loss → maximize loss');
  });

  test('a search without end is refused where nobody can be asked', async () => {
    const refused = await vernier('run', 'tune.yaml');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('Nothing says when the search is over.');
  });

  test('two runs at the same time share one budget', async () => {
    write('parabola.sh', `sleep 0.1\n${PARABOLA}`);
    const runs = await Promise.all([
      vernier('run', 'tune.yaml', '-n', '12', '-c', '2'),
      vernier('run', 'tune.yaml', '-n', '12', '-c', '2'),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    const trials = await json('trials');
    expect(trials.map(({ number }: any) => number)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(trials.every(({ state }: any) => state === 'complete')).toBe(true);
  });

  test('Ctrl-C: once finishes what runs, and the same command goes on', async () => {
    write('parabola.sh', `sleep 0.4\n${PARABOLA}`);
    const run = started(['run', 'tune.yaml', '-n', '4']);
    await run.said('trial 0');
    run.child.kill('SIGINT');
    const { code, stdout } = await run.ended;
    expect(code).toBe(130);
    expect(stdout).toContain('Finishing: waiting for the running trials');
    expect(stdout).toContain('To go on: npx vernier run tune.yaml -n 4');
    expect((await json('trials')).map(({ state }: any) => state)).toEqual(['complete', 'complete']);
    expect(await json('run', 'tune.yaml', '-n', '4')).toMatchObject({ complete: 2, trials: 4 });
  });

  test('Ctrl-C: twice stops, and what was stopped is run again', async () => {
    write('parabola.sh', `test -e slow && sleep 30\n${PARABOLA}`);
    write('slow', '');
    const run = started(['run', 'tune.yaml', '-n', '2', '--plain']);
    while (!existsSync(join(folder, '.vernier'))) await new Promise((resolve) => setTimeout(resolve, 20));
    run.child.kill('SIGINT');
    await run.said('Finishing');
    run.child.kill('SIGINT');
    const { code, stdout } = await run.ended;
    expect(code).toBe(130);
    expect(stdout).toContain('1 trial stopped and queued again');
    rmSync(join(folder, 'slow'));
    expect(await json('run', 'tune.yaml', '-n', '2')).toMatchObject({ complete: 2 });
    expect(await json('studies')).toMatchObject([{ trials: 2, ended: 2 }]); // none counts twice
    expect((await json('show')).trials).toMatchObject({ complete: 2, failed: 0, repeated: 1 });
    expect((await vernier('show')).stdout).toContain('2 complete, 1 repeated\n');
  });
});

describe('in a terminal', () => {
  /** What `vernier` writes to a terminal of so many columns. */
  async function shown(columns: number, command: string): Promise<string> {
    const line = `stty cols ${columns} rows 24; ${process.execPath} ${MAIN} ${command}`;
    const child = spawn('script', ['-qefc', line, '/dev/null'], {
      cwd: folder,
      env: { ...typed, TERM: 'xterm', NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (piece) => (text += piece));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    return text;
  }

  test('what is said of checkpoints at the end breaks between words', async (context) => {
    if (process.platform !== 'linux') context.skip('needs script(1) of util-linux for a terminal');
    write('parabola.sh', `echo 1 > "$VERNIER_CHECKPOINT_DIR/state"\n${PARABOLA}`);
    expect(await shown(40, 'run tune.yaml -n 2')).toMatch(
      /Checkpoints: 1 trial, 2 bytes of at most\r\n10\.0 GB in \.vernier\/trials\./,
    );
  });

  test('the live view is drawn in place, gives the cursor back, and ends with the winner against the default', async (context) => {
    if (process.platform !== 'linux') context.skip('needs script(1) of util-linux for a terminal');
    write('parabola.sh', `sleep 0.2\n${PARABOLA}`);
    const text = await shown(90, 'run tune.yaml -n 6');
    expect(text).toContain('\u001b[?25l'); // the cursor is hidden
    expect(text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(text.lastIndexOf('\u001b[?25l'));
    expect(text).toContain('tune · minimize loss · auto');
    expect(text).toMatch(/█+░* {2}\d of 6 trials/);
    expect(text).toMatch(/#\d +[\d.]+ s +nothing reported yet/);
    expect(text).toMatch(/default 0\.64, \d+ % smaller/);
    const end = text.slice(text.lastIndexOf('\u001b[?25h'));
    expect(end).toMatch(
      /All trials are done: 6 trials in .* s\.\r\n\r\n {2}Best loss +[\d.e-]+ +trial \d\r\n {2}the default +0\.64 +trial 0 {2}the best is \d+ % smaller/,
    );
  });
});

describe('other ways to say what to run', () => {
  test('a command behind --, parameters as options', async () => {
    const result = await json(
      'run',
      '--minimize',
      'loss',
      '-p',
      'x=-1.0..1.0',
      '-p',
      'k=1..3',
      '-n',
      '3',
      '--seed',
      '2',
      '--',
      'sh',
      'parabola.sh',
      '${args}',
    );
    expect(result).toMatchObject({
      study: 'parabola',
      complete: 3,
      best: { params: { x: expect.any(Number), k: expect.any(Number) } },
    });
  });

  test('a script that exports space and objective', async () => {
    write(
      'tune.mjs',
      `import { float, space } from ${JSON.stringify(join(ROOT, 'dist/index.js'))};
export default { name: 'scripted', space: space({ x: float(0, 1) }), objective: ({ x }) => (x - 0.5) ** 2, trials: 5, seed: 3 };\n`,
    );
    expect(await json('run', 'tune.mjs', '--name', 'other')).toMatchObject({ study: 'other', complete: 5, trials: 5 });
    expect(await json('run', 'tune.mjs', '-n', '7', '--sampler', 'random')).toMatchObject({
      study: 'scripted',
      complete: 7,
    });
  });

  test('a script with a key that nobody knows, or without an objective function, is refused', async () => {
    const refusal = async (exported: string) => {
      writeFileSync(join(folder, 'wrong.mjs'), `export default ${exported};\n`);
      return vernier('run', 'wrong.mjs');
    };
    expect(await refusal('{ objective: () => 1, trails: 5 }')).toMatchObject({
      code: 2,
      stderr: 'vernier: wrong.mjs exports the key "trails", which is not known.\n  Did you mean "trials"?\n',
    });
    expect(await refusal('{ trials: 5 }')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^vernier: wrong.mjs exports no objective function\./),
    });
  });

  test('a script that uses the library by itself is simply run', async () => {
    write('own.mjs', `console.log('I ran');\n`);
    expect(await vernier('run', 'own.mjs')).toEqual({ code: 0, stdout: 'I ran\n', stderr: '' });
  });

  test('a script that breaks says where', async () => {
    write('broken.mjs', `const a = 1;\nthrow new Error('no data');\n`);
    const { code, stderr } = await vernier('run', 'broken.mjs');
    expect(code).toBe(2);
    expect(stderr).toMatch(/broken\.mjs cannot be loaded: Error: no data\n.*broken\.mjs:2/);
    expect((await vernier('run', 'nothere.ts')).stderr).toContain('there is no such file');
  });

  test('a file without parameters: the program asks for them as it goes', async () => {
    write(
      'ask.sh',
      `#!/bin/sh
echo '{"id": 1, "suggest": {"name": "x", "type": "float", "low": 0, "high": 1}}' >&3
read -r answer <&3
x=\${answer##*:}
echo "vernier {\\"loss\\": \${x%\\}}}"
`,
    );
    write('ask.yaml', 'command: [sh, ask.sh]\nmetric: { name: loss }\nparameters: {}\nbudget: { trials: 3 }\n');
    expect(await json('run', 'ask.yaml')).toMatchObject({ complete: 3, trials: 3 });
    for (const { params, values } of await json('trials', 'ask')) expect(values.loss).toBe(params.x);
  });

  test('a W&B sweep file: groups, fixed values, lists and its macros', async () => {
    write(
      'show.mjs',
      `console.log('vernier ' + JSON.stringify({ loss: 1, attribute: { args: process.argv.slice(2).join(' ') } }));\n`,
    );
    write(
      'sweep.yaml',
      `program: show.mjs
method: random
metric: { name: loss }
command: [node, "\${program}", "\${args}"]
parameters:
  epochs: { value: 5 }
  optimizer: { parameters: { name: { values: [adam] }, momentum: { value: -0.5 } } }
  layers: { values: [[64, 32]] }
run_cap: 1
project: demo
`,
    );
    const { stderr } = await vernier('run', 'sweep.yaml');
    expect(stderr).toBe('sweep.yaml:10: note: project has no meaning here and is left aside\n');
    const [trial] = await json('trials');
    expect(trial.attributes.args).toBe("--epochs=5 --optimizer={'name': 'adam', 'momentum': -0.5} --layers=[64, 32]");
  });
});

describe('bad input', () => {
  test.each<[string, string, string]>([
    [
      'unknown key',
      `${TUNE}budgett: { trials: 3 }\n`,
      'bad.yaml:8: "budgett" is no key of a config file.\n  Did you mean "budget"?',
    ],
    ['bounds', TUNE.replace('min: -1.0', 'min: 3.0'), 'bad.yaml:5: float(3, 1): low is above high.'],
    ['no program', TUNE.replace(/^program.*\ncommand.*\n/, ''), 'bad.yaml: the file names neither program nor command'],
    [
      'program that is not there',
      TUNE.replace(/program.*\ncommand.*\n/, 'program: nothere.py\n'),
      'the program "nothere.py" does not exist',
    ],
    [
      'alias bomb',
      `a: &a [x, x, x, x, x, x, x, x, x, x]\n${Array.from(
        { length: 8 },
        (_, i) =>
          `b${i}: &b${i} [${Array(10)
            .fill(i === 0 ? '*a' : `*b${i - 1}`)
            .join(', ')}]`,
      ).join('\n')}\n`,
      'The file has more than 20000 values once its aliases are written out.',
    ],
  ])('%s: refused before anything runs', async (_, text, expected) => {
    write('bad.yaml', text);
    const { code, stderr, stdout } = await vernier('run', 'bad.yaml', '-n', '3');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(expected);
    expect(existsSync(join(folder, 'vernier.db'))).toBe(false);
  });

  test('misspelt commands and options', async () => {
    expect(await vernier('rnu')).toMatchObject({
      code: 2,
      stderr: 'vernier: "rnu" is no command.\n  Did you mean "run"?\n',
    });
    expect(await vernier('tune.yaml')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "npx vernier run tune.yaml"?'),
    });
    expect(await vernier('run', 'tune.yaml', '--tirals', '3')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean --trials?'),
    });
    const { stderr } = await vernier('best', '--storrage', 'x', '--json');
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'config-invalid', message: expect.stringContaining("unknown option '--storrage'") },
    });
    expect(await vernier('run', 'tune.yaml', '--trials', '0')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^vernier: command line: budget: trials is 0;/),
    });
    expect(await vernier('run', 'tune.yaml', '--trials', '1', '--failures', '0')).toMatchObject({ code: 2 });
    expect(existsSync(join(folder, 'vernier.db'))).toBe(false);
    expect(await vernier('init', 'no/such/folder.yaml', '-p', 'a=0..1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no/such/folder.yaml cannot be written'),
    });
    expect(await vernier('run', 'nothere.yaml')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothere.yaml cannot be read: there is no such file.'),
    });
    expect(await vernier('run', 'parabola.sh')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('neither a config file'),
    });
    expect(await vernier('run', 'tune.yaml', '-n', 'many')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('trials is the text "many"'),
    });
  });

  test('errors as JSON', async () => {
    const { code, stderr } = await vernier('show', 'nothere', '--json');
    expect({ code, error: JSON.parse(stderr).error.code }).toEqual({ code: 4, error: 'storage-unavailable' });
  });

  test('a program that never succeeds is given up, with what to look at', async () => {
    write('parabola.sh', 'echo oops >&2\nexit 3\n');
    const { code, stdout } = await vernier('run', 'tune.yaml', '-n', '50');
    expect(code).toBe(5);
    expect(stdout).toContain('Stopped: every trial so far has failed: 5 trials');
    expect(stdout).toContain('The program ended with exit code 3:\n  oops');
    const log = /All that trial \d printed: (\S+)/.exec(stdout)![1]!;
    expect(read(log)).toBe('oops\n');
    write('parabola.sh', PARABOLA); // mended, the same command goes on
    expect(await json('run', 'tune.yaml', '-n', '8')).toMatchObject({ complete: 3, trials: 8 });
  });

  test('a program that only calls wandb.log is told what to print', async () => {
    write('train.mjs', `const wandb = { log() {} };\nwandb.log({ loss: 1 });\n`);
    write('tune.yaml', TUNE.replace(/^program.*\ncommand.*\n/, 'program: train.mjs\n'));
    const { stdout } = await vernier('run', 'tune.yaml', '-n', '9');
    expect(stdout).toContain('Print a line such as: vernier {"loss": 0.41}');
    const few = await vernier('run', 'tune.yaml', '-n', '2', '--name', 'few'); // fewer than are given up after
    expect(few).toMatchObject({ code: 5, stdout: expect.stringContaining('No trial has given a result yet.') });
    expect(few.stdout).toContain('Print a line such as: vernier {"loss": 0.41}');
    expect(few.stdout).toContain('Once it is mended:');
  });
});

describe('names that mean harm, or nothing', () => {
  const names = [
    '../x',
    'x'.repeat(300),
    '__proto__',
    'Twin',
    'twin',
    '\u001b[31mred\u001b[0m',
    '=cmd()',
    'größe 名',
    '-x',
  ];
  test('are names of studies like all others, and nothing outside the folder is touched', async () => {
    for (const name of names) {
      const { code, stdout } = await vernier('run', 'tune.yaml', '-n', '1', `--name=${name}`);
      expect(code).toBe(0);
      expect(stdout).not.toContain('\u001b');
    }
    const studies = await json('studies');
    expect(studies.map(({ name }: any) => name).sort()).toEqual([...names].sort());
    const { stdout } = await vernier('studies');
    expect(stdout).not.toContain('\u001b');
    expect((await vernier('show', '--', '-x')).stdout).toMatch(/^-x\n/);
    const removed = await vernier('rm', '../x', '--yes');
    expect(removed.code).toBe(0);
    const left = /is still there: (\.vernier\/trials\/\S+)$/m.exec(removed.stdout)?.[1];
    expect(readdirSync(join(folder, left!))).toContain('00000');
    expect(await json('studies')).toHaveLength(names.length - 1);
    expect(existsSync(join(folder, '..', 'x'))).toBe(false);
  }, 60_000);
});

test('the parameters of the winner, for another program, are as the program got them', async () => {
  write(
    'tune.yaml',
    `${TUNE.replace('  x: {', '  epochs: { value: 5 }\n  opt: { parameters: { lr: { value: 0.5 }, betas: { values: [[0.5, 0.25]] } } }\n  x: {')}`,
  );
  await vernier('run', 'tune.yaml', '-n', '1');
  const { stdout } = await vernier('best', '--params');
  expect(JSON.parse(stdout)).toEqual({ epochs: 5, opt: { lr: 0.5, betas: [0.5, 0.25] }, x: -0.5 });
  expect((await json('best')).params).toMatchObject({ x: -0.5 });
});

test('why there is no winner yet, in words', async () => {
  write('parabola.sh', 'exit 1\n');
  await vernier('run', 'tune.yaml', '-n', '2', '--failures', '9');
  expect(await vernier('best')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('vernier: No trial has given a result yet.'),
  });
  write('parabola.sh', `echo 'vernier {"loss": 1, "constraint": {"size": 2}}'\n`);
  const { stdout } = await vernier('run', 'tune.yaml', '-n', '3');
  expect(stdout).toContain('No trial has met the constraints yet.');
  expect((await vernier('best')).stderr).toContain('vernier: No trial has met the constraints yet.');
});

describe('the database', () => {
  test.skipIf(process.platform === 'win32')(
    'is removed during a run: the run ends with an error (only on Linux and macOS)',
    async () => {
      write('parabola.sh', `sleep 0.1\n${PARABOLA}`);
      const { ended, said } = started(['run', 'tune.yaml', '-n', '500', '--plain']);
      await said('trial 2');
      for (const part of ['', '-wal', '-shm']) rmSync(join(folder, `vernier.db${part}`));
      const { code, stderr } = await ended;
      expect(code).toBe(4);
      expect(stderr).toContain(
        'vernier.db: the file was removed or replaced while it was in use.\n  Nothing more is saved.',
      );
      expect(existsSync(join(folder, 'vernier.db'))).toBe(false);
    },
  );

  test('is read where one may not write', async (context) => {
    needsAnotherUser(context);
    await vernier('run', 'tune.yaml', '-n', '3');
    for (const place of [all, folder]) chmodSync(place, 0o755);
    const before = readdirSync(folder).join();
    for (const command of ['studies', 'show', 'trials', 'best', 'forecast', 'importance', 'export', 'replay']) {
      const { code, stderr } = await started([command], NOBODY).ended;
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
    }
    expect((await started(['rm', '--yes', 'tune'], NOBODY).ended).code).toBe(4);
    expect(readdirSync(folder).join()).toBe(before);
  });
});

describe('tables of results', () => {
  const CSV = 'run,lr,opt,loss,note\n1,0.1,adam,0.5,=1+1\n2,0.0001,sgd,0.3,-x\n3,0.01,adam,,@y\n';

  test('are guessed, confirmed, imported, searched on', async () => {
    write('results.csv', CSV);
    const asked = await vernier('import', 'results.csv');
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('lr: { distribution: log_uniform_values, min: 0.0001, max: 0.1 }');
    expect(asked.stderr).toContain('Left aside: run (no parameter)');
    expect(await json('import', 'results.csv', '--yes')).toMatchObject({
      study: 'results',
      trials: 3,
      failed: 1,
      objectives: { loss: 'minimize' },
    });
    expect((await json('best')).values).toEqual({ loss: 0.3 });
  });

  test('a cell that is a formula leaves as text', async () => {
    write('results.csv', CSV);
    await vernier('import', 'results.csv', '--yes');
    const { stdout } = await vernier('export');
    expect(stdout).toContain(",'=1+1\n");
    expect(stdout).toContain(",'-x\n");
    expect(stdout).toContain(",'@y\n");
    expect(stdout).toContain('0.0001');
  });

  test('nothing that is exported moves the cursor of a terminal; a file gets all of it', async (context) => {
    if (spawnSync('script', ['-qec', 'true', '/dev/null']).status !== 0)
      context.skip('only on a system with the script command of util-linux');
    write('results.csv', 'x,loss,note\n1,2,\u001b[2Jgone\u009b31m\n2,1,y\n');
    expect((await vernier('import', 'results.csv', '--yes')).code).toBe(0);
    const onTerminal = (words: string): string =>
      spawnSync('script', ['-qec', `"${process.execPath}" "${MAIN}" ${words}`, '/dev/null'], {
        cwd: folder,
        env: { ...typed, NO_COLOR: '1' },
        encoding: 'utf8',
      }).stdout;
    for (const words of ['export', 'export --json', 'trials --json']) {
      expect(onTerminal(words)).toContain('\\u001b[2Jgone\\u009b31m');
      expect(onTerminal(words)).not.toMatch(/[\u001b\u009b]/);
    }
    await vernier('export', '-o', 'table.csv');
    expect(read('table.csv')).toContain('\u001b[2Jgone\u009b31m');
    expect((await vernier('export')).stdout).toContain('\u001b[2Jgone\u009b31m');
  });

  test('what was exported can be imported', async () => {
    await vernier('run', 'tune.yaml', '-n', '3');
    await vernier('export', '-o', 'table.csv');
    await vernier('import', 'table.csv', '--yes');
    const [one, two] = [await json('trials', 'tune'), await json('trials', 'table')];
    expect(two.map(({ params, values }: any) => ({ params, values }))).toEqual(
      one.map(({ params, values }: any) => ({ params, values })),
    );
  });

  test('no column looks like a result', async () => {
    write('results.csv', 'a,b\n1,2\n3,4\n');
    expect(await vernier('import', 'results.csv', '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Say which: --minimize NAME or --maximize NAME'),
    });
    expect(await json('import', 'results.csv', '--maximize', 'b', '--yes')).toMatchObject({
      objectives: { b: 'maximize' },
    });
  });
});

test('init writes a file that runs', async () => {
  const { code, stdout } = await vernier(
    'init',
    'first.yaml',
    '--program',
    'parabola.sh',
    '--minimize',
    'loss',
    '-p',
    'x=-1.0..1.0',
    '-p',
    'opt=adam|on',
    '-p',
    'rate=1e-4..1e0,log',
    '-n',
    '2',
  );
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'Wrote first.yaml. Look it over, then: npx vernier run first.yaml\n',
  });
  expect(read('first.yaml')).toContain(
    'x: { min: -1.0, max: 1.0 }\n  opt: { values: [adam, "on"] }\n  rate: { min: 0.0001, max: 1.0, log: true }\n',
  );
  write('parabola.sh', `#!/bin/sh\n${PARABOLA}`);
  expect(await json('run', 'first.yaml')).toMatchObject({ study: 'parabola', complete: 2 });
  expect((await vernier('init', 'first.yaml')).stderr).toContain('first.yaml exists already.');
  expect(await json('init', 'second.yaml')).toEqual({ file: 'second.yaml' });
});

test('help and exit codes', async () => {
  const page = readFileSync(join(ROOT, 'docs/reference/cli.md'), 'utf8');
  const { code, stdout } = await vernier('--help');
  expect(code).toBe(0);
  const listed = [
    ...stdout
      .split('Commands:\n')[1]!
      .split('\n\n')[0]!
      .matchAll(/^ {2}(\w+)/gm),
  ].map(([, name]) => name!);
  expect(listed).toEqual(expect.arrayContaining(['init', 'run', 'show', 'best', 'doctor', 'importance', 'export']));
  const samplers = (await vernier('run', '--help')).stdout.split('--sampler <name>')[1]!.split(' --')[0]!;
  for (const { name } of catalog) expect(samplers).toMatch(new RegExp(`\\b${name}\\b`));
  for (const command of listed.filter((name) => name !== 'help')) {
    const help = await vernier(command, '--help');
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('Examples:\n');
    for (const [option] of help.stdout.matchAll(/(?<=^ +(?:-\w, )?)--[\w-]+/gm))
      if (option !== '--help') expect(page).toContain(option);
  }
  const codes = (await vernier('help', 'exit-codes')).stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ {2}(.*)/));
  for (const [number, says] of codes) expect(page).toContain(`| ${number} | ${says} |`);
  expect(codes.map(([number]) => Number(number))).toEqual(Object.values(EXIT).sort((a, b) => a - b));
  expect((await vernier('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
}, 60_000);
