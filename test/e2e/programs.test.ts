import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Outcome, Score, Task, TaskPort } from '../../src/execution/executor.ts';
import { type CommandOptions, type CommandWords, command } from '../../src/node/executors/command.ts';
import { listProcesses, membersOf } from '../../src/node/executors/process-table.ts';
import { trialPath } from '../../src/node/executors/trial-folder.ts';
import { slow } from '../components.ts';
import { recordingPort, taskWith } from '../programs/port.ts';
import { needsPython } from '../programs/python.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-programs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const shell = (script: string, ...args: string[]): string[] => ['sh', '-c', script, 'sh', ...args];

/** Runs one trial of a program. */
async function run(
  what: CommandWords,
  options: CommandOptions = {},
  task: Task = taskWith(),
  port = recordingPort(),
): Promise<Outcome> {
  const executor = command(what, { folder, graceMs: 1_000, ...options });
  try {
    return await executor.run(task, port, never);
  } finally {
    await executor.close();
  }
}

/** Why the trial failed: message and hint. */
function reason(outcome: Outcome): string {
  if (outcome.state !== 'failed') return `${outcome.state}, not failed`;
  return `${outcome.error.message} ${outcome.error.hint ?? ''}`;
}

function scoreOf(outcome: Outcome): Score {
  if (outcome.state !== 'complete') throw new Error(outcome.state === 'failed' ? outcome.error.message : outcome.state);
  return outcome.score;
}

describe('a score', () => {
  test('by a line without a step', async () => {
    expect(scoreOf(await run(shell(`echo starting; echo 'vernier {"loss": 0.25, "accuracy": 0.9}'`)))).toEqual({
      loss: 0.25,
      accuracy: 0.9,
    });
  });

  test('by the last report, where there is no such line', async () => {
    const port = recordingPort();
    const script = `for i in 1 2 3; do echo "vernier {\\"step\\": $i, \\"loss\\": 0.$i}"; done`;
    expect(scoreOf(await run(shell(script), {}, taskWith(), port))).toEqual({ loss: 0.3 });
    expect(port.reports.map(({ step }) => step)).toEqual([1, 2, 3]);
  });

  test.each([
    ['0.5', 0.5],
    ['{"loss": 0.5, "accuracy": 1}', { loss: 0.5, accuracy: 1 }],
    ['[0.5]', [0.5]],
    ['{"loss": Infinity}', { loss: Number.POSITIVE_INFINITY }],
  ])('by the result file: %s', async (text, score) => {
    expect(scoreOf(await run(shell('printf "%s" "$1" > "$VERNIER_RESULT_FILE"', text)))).toEqual(score);
  });

  test('by a file that the program writes of its own accord, unless it is an old one', async () => {
    const mine = join(folder, 'metrics-${trial}.json');
    const write = shell('echo "{\\"loss\\": 0.75}" > "$1"', join(folder, 'metrics-4.json'));
    const task = taskWith({}, { number: 4 });
    expect(scoreOf(await run(write, { resultFile: mine }, task))).toEqual({ loss: 0.75 });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(reason(await run(['true'], { resultFile: mine }, task))).toContain('no value for "loss"');
  });

  test('by a pattern over the output, at the steps that another one names', async () => {
    const port = recordingPort();
    const metrics = { loss: 'val_loss=([-0-9.e+]+)', step: 'epoch (\\d+)' };
    const script = 'printf "epoch 3: val_loss=0.5\\repoch 4: val_loss=4e-1\\nepoch 5\\nval_loss=.25"';
    expect(scoreOf(await run(shell(script), { metrics }, taskWith(), port))).toEqual({ loss: 0.25 });
    expect(port.reports.map(({ step, score }) => [step, score])).toEqual([
      [3, { loss: 0.5 }],
      [4, { loss: 0.4 }],
      [5, { loss: 0.25 }],
    ]);
  });

  test('by a pattern that counts its own steps', async () => {
    const port = recordingPort();
    await run(
      shell('for i in 9 8 7; do echo "loss: $i acc: 1"; done'),
      { metrics: { loss: 'loss: (\\S+)', acc: 'acc: (\\S+)' } },
      taskWith(),
      port,
    );
    expect(port.reports.filter(({ score }) => 'loss' in (score as object)).map(({ step }) => step)).toEqual([1, 2, 3]);
  });

  test('the line and the file together, the line first', async () => {
    const script = `echo '{"loss": 9, "size": 2}' > "$VERNIER_RESULT_FILE"; echo 'vernier {"loss": 1}'`;
    expect(scoreOf(await run(shell(script)))).toEqual({ loss: 1, size: 2 });
  });
});

describe('parameters', () => {
  const params = { a: -1, name: '-x y', on: true, none: null, list: ['b', 'a'], mix: { p: 0.25, q: 0.75 } };
  const show = [
    'node',
    '-e',
    'console.log("vernier " + JSON.stringify({attribute: {args: process.argv.slice(1)}, loss: 0}))',
    '--',
  ];
  const shown = async (...macros: string[]): Promise<unknown> => {
    const port = recordingPort();
    await run([...show, ...macros], {}, taskWith(params), port);
    return port.attributes.args;
  };

  test('reach the program by its arguments, those that begin with a dash, too', async () => {
    expect(await shown('${args}')).toEqual([
      '--a=-1',
      '--name=-x y',
      '--on=True',
      '--none=None',
      "--list=['b', 'a']",
      "--mix={'p': 0.25, 'q': 0.75}",
    ]);
    expect(await shown('${args_no_equals}')).toEqual([
      '--a=-1',
      '--name=-x y',
      '--on',
      'True',
      '--none',
      'None',
      '--list',
      "['b', 'a']",
      '--mix',
      "{'p': 0.25, 'q': 0.75}",
    ]);
  });

  test('reach it by environment and file, as Vernier and as W&B have it', async () => {
    const port = recordingPort();
    const script = `const fs = require('fs'); const e = process.env;
      const attribute = { env: JSON.parse(e.VERNIER_PARAMS), file: JSON.parse(fs.readFileSync(e.VERNIER_PARAMS_FILE)),
        sweep: JSON.parse(fs.readFileSync(e.WANDB_SWEEP_PARAM_PATH)), who: [e.VERNIER_STUDY, e.VERNIER_TRIAL_NUMBER, e.VERNIER_OBJECTIVES] };
      console.log('vernier ' + JSON.stringify({ attribute, loss: 0 }))`;
    await run(['node', '-e', script], {}, taskWith(params, { study: '../x', number: 12 }), port);
    expect(port.attributes.env).toEqual(params);
    expect(port.attributes.file).toEqual(params);
    expect(port.attributes.sweep).toMatchObject({ a: { value: -1 }, list: { value: ['b', 'a'] } });
    expect(port.attributes.who).toEqual(['../x', '12', '{"loss":"minimize"}']);
  });

  test('that are too long for the environment come by file', async () => {
    const port = recordingPort();
    const script = `echo "vernier {\\"attribute\\": {\\"set\\": \\"$VERNIER_PARAMS\\"}, \\"loss\\": $(wc -c < "$VERNIER_PARAMS_FILE")}"`;
    expect(scoreOf(await run(shell(script), {}, taskWith({ long: 'x'.repeat(150_000) }), port))).toEqual({
      loss: 150_011,
    });
    expect(port.attributes.set).toBe('');
  });

  test('too long for arguments are a failure that says what to do', async () => {
    expect(reason(await run(['true', '${args}'], {}, taskWith({ long: 'x'.repeat(3_000_000) })))).toMatch(
      /arguments too long.*VERNIER_PARAMS_FILE/,
    );
  });
});

describe('a trial fails with its reason when its program', () => {
  test('ends with an exit code', async () => {
    expect(reason(await run(shell('echo one; echo "no GPU found" >&2; exit 3')))).toMatch(
      /exit code 3:\s+no GPU found/,
    );
  });

  test('is ended by a signal', async () => {
    expect(reason(await run(shell('kill -SEGV $$')))).toContain('by the signal SIGSEGV');
  });

  test('throws, in Python: the last lines of the traceback', async (context) => {
    needsPython(context);
    expect(reason(await run(['python', '-c', 'raise ValueError("no such luck")']))).toContain(
      'ValueError: no such luck',
    );
  });

  test('prints nothing', async () => {
    expect(reason(await run(['true']))).toMatch(
      /no value for "loss"; it printed nothing.*Print a line such as: vernier \{"loss": 0.41\}/,
    );
  });

  test('prints something else', async () => {
    expect(reason(await run(shell('echo "all done: 0.4"')))).toContain(
      'the last line that it printed is all done: 0.4',
    );
  });

  test('only calls wandb.log', async (context) => {
    needsPython(context);
    const script = join(folder, 'only-wandb.py');
    writeFileSync(script, 'class wandb:\n  log = print\n\nwandb.log({"loss": 0.1})\n');
    expect(reason(await run(['python', script]))).toMatch(/wandb\.log\(\) tells W&B, not Vernier/);
  });

  test.each([
    ['NaN as its score', 'vernier {"loss": NaN}', /NaN for "loss".*"loss":"NaN"/],
    ['text for a number', 'vernier {"loss": "good"}', /"loss" is "good"; expected a number/],
    ['half a line of JSON', 'vernier {"step": 1, "lo', /printed \{"step": 1, "lo, which is not JSON/],
    ['two lines at once', 'vernier {"loss": vernier {"loss": 1}1}', /which is not JSON/],
    ['a step that is none', 'vernier {"step": 1.5, "loss": 1}', /"step" is 1.5; expected a whole number/],
    ['other names only', 'vernier {"accuracy": 0.9}', /no value for "loss"; its result was \{"accuracy":0.9\}/],
  ])('prints %s', async (_, line, expected) => {
    expect(reason(await run(shell('printf "%s\\n" "$1"', line)))).toMatch(expected);
  });

  test.each([
    ['{"loss": 0.', /result file .*result\.json holds \{"loss": 0\., which is not JSON/],
    ['', /which is nothing/],
    ['"fine"', /which is no number/],
    ['{"loss": [1]}', /"loss" is \[1\]; expected a number/],
  ])('writes %j into the result file', async (text, expected) => {
    expect(reason(await run(shell('printf "%s" "$1" > "$VERNIER_RESULT_FILE"', text)))).toMatch(expected);
  });

  test('is missing, or not executable, or no program', async (context) => {
    needsPython(context);
    expect(reason(await run(['no-such-program-here']))).toMatch(/no-such-program-here was not found/);
    expect(reason(await run(['python', 'no-such-file.py']))).toMatch(/exit code 2:[^]*no-such-file\.py/);
    const file = join(folder, 'plain');
    writeFileSync(file, 'echo hello\n');
    expect(reason(await run([file]))).toMatch(/is not executable.*chmod \+x/);
    chmodSync(file, 0o755);
    writeFileSync(file, '#!/no/such/interpreter\n');
    expect(reason(await run([file]))).toMatch(/was not found.*interpreter/);
  });

  test('hangs beyond its time limit, SIGTERM ignored', async () => {
    const started = performance.now();
    expect(
      reason(await run(shell('trap "" TERM; while :; do sleep 0.1; done'), { timeLimitMs: 300, graceMs: 300 })),
    ).toContain('longer than its limit of 0.3 s');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('uses more memory than its limit, its children counted', async (context) => {
    needsPython(context);
    const eat = 'x = bytearray(200_000_000); import time; time.sleep(30)';
    expect(reason(await run(shell('python3 -c "$1" & wait', eat), { memoryLimit: '100MB' }))).toContain(
      'more memory than its limit of 100 MB',
    );
  });

  test('prints a caught text that is no number', async () => {
    expect(reason(await run(shell('echo "loss=bad"'), { metrics: { loss: 'loss=(\\w+)' } }))).toMatch(
      /printed bad, where the pattern for "loss" expects a number/,
    );
  });
});

describe.each(['its time limit', 'the end of the study'])('a program that ended well before %s', (late) => {
  test('is complete, though this process was held and hears of it afterwards', async () => {
    const stop = new AbortController();
    const executor = command(shell(`echo 'vernier {"step": 1, "loss": 0.5}'; sleep 0.2`), {
      folder,
      graceMs: 100,
      ...(late === 'its time limit' ? { timeLimitMs: 500 } : {}),
    });
    const port = recordingPort();
    const outcome = executor.run(taskWith(), port, stop.signal);
    while (port.reports.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    if (late === 'the end of the study') setTimeout(() => stop.abort(), 400);
    await new Promise(setImmediate); // what comes next are timers, then all else
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
    expect(scoreOf(await outcome)).toEqual({ loss: 0.5 });
    await executor.close();
  });
});

test('reports reach the study at once, not when the program ends', async () => {
  const port = recordingPort();
  const started = performance.now();
  await run(shell(`echo 'vernier {"step": 1, "loss": 1}'; sleep 1`), {}, taskWith(), port);
  expect(performance.now() - started).toBeGreaterThan(900);
  expect(port.reports[0]!.at - started).toBeLessThan(800);
});

describe('the verdict to stop', () => {
  const loop = 'i=0; while :; do i=$((i+1)); echo "vernier {\\"step\\": $i, \\"loss\\": 1}"; sleep 0.05; done';
  const stopAtTwo = () => recordingPort((step) => (step >= 2 ? 'stop' : 'continue'));

  test('reaches the program as SIGTERM, which it may catch to save its state', async () => {
    const port = stopAtTwo();
    const script = `trap 'echo "vernier {\\"checkpoint\\": \\"$VERNIER_CHECKPOINT_DIR\\"}"; exit 1' TERM; ${loop}`;
    const task = taskWith({}, { number: 5 });
    expect(await run(shell(script), {}, task, port)).toEqual({ state: 'pruned' });
    expect(port.checkpoint).toBe(join(trialPath(folder, task), 'checkpoint'));
    expect(statSync(port.checkpoint!).isDirectory()).toBe(true);
  });

  test('and as SIGKILL after the grace time, to the whole group', async () => {
    const started = performance.now();
    const script = `trap "" TERM; (trap "" TERM; sleep 60) & ${loop}`;
    expect(await run(shell(script), { graceMs: 300 }, taskWith(), stopAtTwo())).toEqual({ state: 'pruned' });
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

test('children that a program leaves behind are gone when its trial is over', async () => {
  const port = recordingPort();
  const script = `(trap "" HUP; sleep 300) & (sleep 300; sleep 300) & echo "vernier {\\"attribute\\": {\\"group\\": $$}, \\"loss\\": 1}"`;
  expect(scoreOf(await run(shell(script), {}, taskWith(), port))).toEqual({ loss: 1 });
  expect(membersOf(new Set([port.attributes.group as number]))).toEqual([]);
});

test('a process that leaves the group and holds the output open does not hold up the study', async (context) => {
  needsPython(context);
  const left = join(folder, 'left-the-group');
  const leave = `import os, time; os.setsid(); open(${JSON.stringify(left)}, "w").close(); time.sleep(20)`;
  const script = `python3 -c "$1" & while [ ! -e "$2" ]; do sleep 0.05; done; echo 'vernier {"loss": 1}'`;
  const started = performance.now();
  expect(scoreOf(await run(shell(script, leave, left)))).toEqual({ loss: 1 });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test.skipIf(process.platform !== 'linux')(
  'who left the group goes, too, where the trial is told to end (only Linux can tell who they are)',
  async () => {
    const port = recordingPort();
    const script = `const left = require('child_process').spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
      console.log('vernier ' + JSON.stringify({ attribute: { left: left.pid } }));`;
    expect(reason(await run(['node', '-e', script], { timeLimitMs: 1_500 }, taskWith(), port))).toMatch(/time|longer/);
    expect(listProcesses().map(({ pid }) => pid)).not.toContain(port.attributes.left);
  },
);

test('standard input is closed: a program that reads it goes on at once', async () => {
  expect(scoreOf(await run(shell(`cat; echo 'vernier {"loss": 1}'`)))).toEqual({ loss: 1 });
});

describe('a flood of output', () => {
  const flood = (bytes: number, kind: string): string[] =>
    shell(`${kind} | head -c ${bytes}; echo; echo 'vernier {"loss": 1}'`);

  async function survives(what: string[], options: CommandOptions): Promise<void> {
    const executor = command(what, { folder, logLimit: 1_000_000, ...options });
    const before = process.memoryUsage().rss;
    let peak = before;
    let ticks = 0;
    const timer = setInterval(() => {
      ticks++;
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20);
    const started = performance.now();
    const task = taskWith({}, { number: 90 });
    rmSync(trialPath(folder, task), { recursive: true, force: true });
    expect(scoreOf(await executor.run(task, recordingPort(), never))).toEqual({ loss: 1 });
    clearInterval(timer);
    await executor.close();
    // Others still got their turn, memory did not follow the output, the log kept to its limit.
    expect(ticks).toBeGreaterThan((performance.now() - started) / 200);
    expect(peak - before).toBeLessThan(150e6);
    const log = readFileSync(join(trialPath(folder, task), 'output.log'), 'utf8');
    expect(log.length).toBeLessThan(1_000_200);
    expect(log).toContain('bytes are left out here, of a log of 1000000 bytes at most]');
    expect(log.endsWith('vernier {"loss": 1}\n')).toBe(true); // and its end is there
  }

  test('of short lines costs no memory and holds up nobody', () => survives(flood(200e6, 'yes'), {}));
  test('without any line end, too', () => survives(flood(200e6, 'cat /dev/zero'), {}));
  test('with a pattern over it, too', () =>
    survives(flood(20e6, 'yes accuracy 0.5'), { metrics: { other: 'loss: ([0-9.]+)' } }));
  test('of 1 GB', async (context) => {
    slow(context);
    await survives(flood(1e9, 'yes'), {});
    await survives(flood(1e9, 'yes accuracy 0.5'), { metrics: { other: 'loss: ([0-9.]+)' } });
  }, 300_000);

  test('of questions whose answers nobody reads fails the trial', async () => {
    const script = `yes '{"id": 1, "attribute": {"a": 1}}' >&3`;
    expect(reason(await run(shell(script)))).toMatch(/does not read the answers/);
  });

  test('of reports reaches the study one by one, in order', async () => {
    let under = 0;
    let most = 0;
    const port = recordingPort();
    const slowPort = {
      ...port,
      report: async (score: Score, step: number) => {
        most = Math.max(most, ++under);
        await new Promise((resolve) => setTimeout(resolve, 1));
        under--;
        return port.report(score, step);
      },
    };
    const script = `i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo "vernier {\\"step\\": $i, \\"loss\\": 1}"; done`;
    await run(shell(script), {}, taskWith(), slowPort);
    expect(port.reports.map(({ step }) => step)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
    expect(most).toBe(1);
  });
});

test('a pattern that never finishes fails its own trial; another trial goes on meanwhile', async () => {
  const executor = command(shell('echo "$1"; sleep 1; echo "vernier {\\"loss\\": 1}"', '${envvar:LINE}'), {
    folder,
    env: { LINE: `${'a'.repeat(40)}b` },
    metrics: { other: '^(a+)+$' },
    patternLimitMs: 300,
  });
  const other = command(shell(`sleep 0.5; echo 'vernier {"loss": 2}'`), { folder });
  const [hung, fine] = await Promise.all([
    executor.run(taskWith({}, { number: 1 }), recordingPort(), never),
    other.run(taskWith({}, { number: 2 }), recordingPort(), never),
  ]);
  expect(reason(hung)).toMatch(/pattern for "other" .* took more than 300 ms on one line/);
  expect(scoreOf(fine)).toEqual({ loss: 2 });
});

test('a paused trial that left files in its checkpoint folder goes on from there', async () => {
  const port = recordingPort(() => 'pause');
  const task = taskWith({}, { number: 6 });
  const script = `echo state > "$VERNIER_CHECKPOINT_DIR/state"; echo 'vernier {"step": 1, "loss": 1}'; sleep 30`;
  expect(await run(shell(script), {}, task, port)).toEqual({ state: 'pruned' });
  expect(port.checkpoint).toBe(join(trialPath(folder, task), 'checkpoint'));
});

test('a paused trial that names no checkpoint goes on from what it left last, a copy from its own folder', async () => {
  const given = (number: number): string => join(trialPath(folder, taskWith({}, { number })), 'checkpoint');
  const paused = async (number: number, resume: Task['resume'], saves: boolean, step: number): Promise<unknown> => {
    const named: unknown[] = [];
    const setCheckpoint: TaskPort['setCheckpoint'] = (...all) => void named.push(...all);
    const port = { ...recordingPort(() => 'pause'), setCheckpoint };
    const save = saves ? `echo ${step} > "$VERNIER_CHECKPOINT_DIR/state"; ` : '';
    const script = `${save}echo 'vernier {"step": ${step}, "loss": 1}'; sleep 30`;
    expect(await run(shell(script), {}, taskWith({}, { number, resume }), port)).toEqual({ state: 'pruned' });
    return named;
  };
  expect(await paused(10, null, true, 2)).toEqual([given(10), 2]);
  expect(await paused(10, { step: 2, checkpoint: given(10) }, true, 4)).toEqual([given(10), 4]);
  expect(await paused(10, { step: 4, checkpoint: given(10) }, false, 6)).toEqual([]); // that state is still of step 4
  expect(await paused(11, { step: 4, checkpoint: given(10) }, true, 6)).toEqual([given(11), 6]);
  expect(await paused(11, { step: 6, checkpoint: '/elsewhere' }, true, 8)).toEqual([given(11), 8]);
});

test('Python prints its reports at once, flushed or not', async (context) => {
  needsPython(context);
  const before = process.env.PYTHONUNBUFFERED;
  delete process.env.PYTHONUNBUFFERED;
  try {
    const port = recordingPort(() => 'stop');
    const script = `import time; print('vernier {"step": 1, "loss": 1}'); time.sleep(10)`;
    const started = performance.now();
    expect(await run(['python', '-c', script], {}, taskWith(), port)).toEqual({ state: 'pruned' });
    expect(performance.now() - started).toBeLessThan(8_000);
  } finally {
    if (before !== undefined) process.env.PYTHONUNBUFFERED = before;
  }
});

test('a result file of one name for all trials means one trial at a time', () => {
  expect(command(['true'], { resultFile: 'metrics.json', capacity: 4 }).capacity).toBe(1);
  expect(command(['true'], { resultFile: '${trial}.json', capacity: 4 }).capacity).toBe(4);
});

test('a parameter with a null character cannot be an argument', async () => {
  expect(reason(await run(['true', '${args}'], {}, taskWith({ x: 'a\0b' })))).toContain('null bytes');
});

test('a trial that starts anew finds nothing of an older one of the same name; one that goes on finds all', async () => {
  const task = taskWith({}, { number: 8 });
  const count = shell(
    'n=$(ls "$VERNIER_CHECKPOINT_DIR" | wc -l); touch "$VERNIER_CHECKPOINT_DIR/state"; echo "vernier {\\"loss\\": $n}"',
  );
  expect(scoreOf(await run(count, {}, task))).toEqual({ loss: 0 });
  expect(scoreOf(await run(count, {}, task))).toEqual({ loss: 0 });
  expect(scoreOf(await run(count, {}, { ...task, resume: { step: 1, checkpoint: null } }))).toEqual({ loss: 1 });
});

test('a program knows nothing of a trial that its own study may be', async () => {
  const port = recordingPort();
  const env = { VERNIER_RESUME_STEP: '7', VERNIER_UNTIL: '9', VERNIER_TRIAL_NUMBER: '99', VERNIER_REPEAT: '3' };
  const script = `echo "vernier {\\"attribute\\": {\\"seen\\": \\"$VERNIER_TRIAL_NUMBER/$VERNIER_RESUME_STEP/$VERNIER_UNTIL/$VERNIER_REPEAT\\"}, \\"loss\\": 1}"`;
  await run(shell(script), { env }, taskWith({}, { number: 2 }), port);
  expect(port.attributes.seen).toBe('2///');
  await run(shell(script), { env }, taskWith({}, { number: 3, repeat: 2 }), port);
  expect(port.attributes.seen).toBe('3///2');
});

describe('the Ctrl-C ladder', () => {
  const stubborn = shell('trap "" TERM; while :; do sleep 0.1; done');

  test('an abort gives the grace time; kill ends at once', async () => {
    const abort = new AbortController();
    const executor = command(stubborn, { folder, graceMs: 60_000 });
    const ended = executor.run(taskWith(), recordingPort(), abort.signal);
    await new Promise((resolve) => setTimeout(resolve, 200));
    abort.abort();
    expect(await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 300, 'still running'))])).toBe(
      'still running',
    );
    executor.kill();
    expect(await ended).toMatchObject({ state: 'failed', error: { code: 'worker-lost' } });
  });
});

describe('retries', () => {
  test('go on from the last checkpoint, and end with the first success', async () => {
    const marker = join(folder, 'tries');
    const script = `echo x >> "$1"; if [ "$(wc -l < "$1")" -lt 3 ]; then echo 'vernier {"step": 2, "loss": 9, "checkpoint": "there"}'; exit 1; fi
      echo "vernier {\\"loss\\": 1, \\"attribute\\": {\\"from\\": \\"$VERNIER_RESUME_CHECKPOINT\\"}}"`;
    const port = recordingPort();
    expect(scoreOf(await run(shell(script, marker), { retries: 2 }, taskWith(), port))).toEqual({ loss: 1 });
    expect(port.attributes.from).toBe('there');
    expect(reason(await run(shell('echo x >> "$1"; exit 7', marker), { retries: 1 }))).toContain('exit code 7');
    expect(readFileSync(marker, 'utf8').length / 2).toBe(5);
  });
});

describe('slots', () => {
  test('say what a trial has: processors and devices, never two trials on one whole device', async () => {
    const before = process.env.CUDA_VISIBLE_DEVICES;
    process.env.CUDA_VISIBLE_DEVICES = '4,6';
    try {
      const script = `echo "vernier {\\"attribute\\": {\\"gpu\\": \\"$CUDA_VISIBLE_DEVICES\\", \\"threads\\": \\"$OMP_NUM_THREADS\\"}, \\"loss\\": 1}"; sleep 0.2`;
      const executor = command(shell(script), { folder, slots: [{ count: 2, cpus: 0.5, gpus: 1 }] });
      expect(executor.capacity).toBe(2);
      const ports = [0, 1, 2, 3].map(() => recordingPort());
      await Promise.all(ports.map((port, number) => executor.run(taskWith({}, { number }), port, never)));
      expect(ports.slice(0, 2).map((port) => port.attributes.gpu)).toEqual(['4', '6']);
      expect(ports.map((port) => port.attributes.threads)).toEqual(['1', '1', '1', '1']);
    } finally {
      if (before === undefined) delete process.env.CUDA_VISIBLE_DEVICES;
      else process.env.CUDA_VISIBLE_DEVICES = before;
    }
  });
});

test.each([
  [[], {}, /command is empty/],
  [['${program}'], {}, /no program is given/],
  [['true'], { cwd: '/no/such/folder' }, /working folder \/no\/such\/folder does not exist/],
  [['true'], { metrics: { loss: 'loss=(' } }, /pattern for "loss" is loss=\(: /],
  [['true'], { metrics: { loss: 'loss=.*' } }, /it has no group/],
  [['true'], { memoryLimit: 'lots' }, /memory size is "lots"/],
  [['true'], { slots: [{ count: 10_000, cpus: 8 }] }, /slots ask for processors: 80000; this host has \d+/],
] as const)('what cannot be is refused before anything runs: %j %j', (words, options, message) => {
  expect(() => command(words, options as CommandOptions)).toThrow(message);
});
