import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { VernierError } from '../../errors.ts';
import type { Executor, Outcome, Task, TaskPort } from '../../execution/executor.ts';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy } from '../../study/opening/create.ts';
import type { Resumption } from '../../history/lineage.ts';
import type { Clock } from '../../study/study.ts';
import { command } from './command.ts';
import { type Limits, limitError } from './limits.ts';
import { retrying } from './retrying.ts';
import { checkpointPath } from './trial-folder.ts';

const base = mkdtempSync(join(tmpdir(), 'vernier-retrying-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let count = 0;
const newFolder = (): string => join(base, String(count++));

/** One attempt: its first step (null = it fails at once, `limit` = it is ended then), and what becomes of its checkpoint before it fails; null = it comes to its end. */
type Attempt = readonly [first: number | 'limit' | null, checkpoint: 'kept' | 'lost' | 'none' | null];

const FAILED: Outcome = { state: 'failed', error: new VernierError('objective-failed', 'It crashed.') };

/** A trial of these attempts, ten seconds each. */
async function ran(attempts: readonly Attempt[]) {
  let now = 0;
  const clock: Clock = { instant: () => now, elapsed: () => now, after: () => () => undefined };
  const root = newFolder();
  const tasks: Task[] = [];
  const found: (readonly string[])[] = [];
  const run: Executor['run'] = async (task, port) => {
    const [first, checkpoint] = attempts[tasks.length]!;
    tasks.push(task);
    found.push(readdirSync(task.checkpoints!).filter((name) => !name.startsWith('.')));
    if (first === null) return FAILED;
    if (first === 'limit') return { state: 'failed', error: limitError('time', { timeLimitMs: 1000 } as Limits) };
    await port.report({ value: 1 }, first);
    now += 10_000;
    const path = join(task.checkpoints!, `state-${first}`);
    writeFileSync(path, 'state');
    if (checkpoint === null) return { state: 'complete', score: 1 };
    if (checkpoint !== 'none') port.setCheckpoint(path, first);
    if (checkpoint === 'lost') rmSync(path);
    return FAILED;
  };
  const executor: Executor = {
    capacity: 1,
    identity: null,
    run: retrying(run, attempts.length - 1, root),
    close: async () => undefined,
  };
  const study = await createStudy({ space: space({ x: float(0, 1) }), storage: memory(), sampler: random(), clock });
  await study.optimize(executor, { trials: 1 });
  const { state, systemAttributes } = study.history.record(0);
  const resumed = (systemAttributes['vernier:resumed'] ?? []) as unknown as readonly Resumption[];
  return {
    state,
    from: tasks.map(({ resume }) => resume?.step ?? null),
    found,
    why: resumed.at(-1)?.anew,
    resumed: resumed.map(({ step, seconds, first, anew }) => [step, seconds, first, anew !== undefined]),
  };
}

test('a retry goes on from the checkpoint of the attempt before, with the seconds until then on record', async () => {
  expect(
    await ran([
      [1, 'kept'],
      [2, 'kept'],
      [3, null],
    ]),
  ).toEqual({
    state: 'complete',
    from: [null, 1, 2],
    found: [[], ['state-1'], ['state-1', 'state-2']],
    resumed: [
      [1, 10, 2, false],
      [2, 20, 3, false],
    ],
  });
});

test('a retry whose checkpoint is gone starts from nothing, and the one after that may go on', async () => {
  expect(
    await ran([
      [5, 'lost'],
      [1, 'kept'],
      [2, null],
    ]),
  ).toEqual({
    state: 'complete',
    from: [null, null, 1],
    found: [[], [], ['state-1']],
    resumed: [
      [5, 10, 1, true],
      [1, 20, 2, false],
    ],
  });
});

test('a checkpoint that its program fails with at once is given again, and then no more', async () => {
  const found = await ran([
    [5, 'kept'],
    [null, null],
    [null, null],
    [1, null],
  ]);
  expect(found).toMatchObject({ state: 'complete', from: [null, 5, 5, null], resumed: [[5, 10, 1, true]] });
  expect(found.found.at(-1)).toEqual([]);
  expect(found.why).toContain('of step 5 the program failed 2 times before it reported anything');
});

test.each<readonly [string, readonly Attempt[]]>([
  ['failed so once', [[null, null]]],
  [
    'could read it meanwhile',
    [
      [null, null],
      [6, 'none'],
      [null, null],
    ],
  ],
  [
    'was ended for what it took',
    [
      ['limit', null],
      ['limit', null],
      ['limit', null],
    ],
  ],
])('a checkpoint is given on whose program %s', async (_, attempts) => {
  const { from } = await ran([[5, 'kept'], ...attempts, [7, null]]);
  expect(from).toEqual([null, ...attempts.map(() => 5), 5]);
});

test('a retry of an attempt that named no checkpoint finds an empty folder', async () => {
  expect(
    await ran([
      [1, 'none'],
      [1, null],
    ]),
  ).toEqual({
    state: 'complete',
    from: [null, null],
    found: [[], []],
    resumed: [],
  });
});

test('where no folder can be made nobody ran: that is said with what to do, and is no fault of the trial', async () => {
  const root = newFolder();
  writeFileSync(root, 'a file where the folder should be');
  const task = { study: 'digits', studyId: '1', number: 3, resume: null } as Task;
  const run = retrying(() => Promise.reject(new Error('It ran.')), 2, root);
  await expect(run(task, {} as TaskPort, new AbortController().signal)).rejects.toMatchObject({
    code: 'storage-unavailable',
    message: expect.stringContaining('The files of trial 3 cannot be written'),
    hint: expect.stringContaining('run from another folder'),
  });
});

test.skipIf(process.platform === 'win32')('so does that of a command', async () => {
  const program = `
    const { appendFileSync, readdirSync, writeFileSync } = require('node:fs');
    const folder = process.env.VERNIER_CHECKPOINT_DIR;
    const found = readdirSync(folder).length;
    writeFileSync(folder + '/state', '1');
    require('node:fs').writeSync(1, 'vernier ' + JSON.stringify({ loss: found }) + '\\n');
    if (!readdirSync('.').includes('crashed')) {
      writeFileSync('crashed', '');
      process.exit(1);
    }`;
  const cwd = mkdtempSync(join(base, 'command-'));
  const executor = command([process.execPath, '-e', program], { cwd, folder: join(cwd, 'trials'), retries: 1 });
  const study = await createStudy({
    space: space({ x: float(0, 1) }),
    objectives: { loss: 'minimize' },
    storage: memory(),
    sampler: random(),
  });
  try {
    await study.optimize(executor, { trials: 1 });
  } finally {
    await executor.close();
  }
  expect(existsSync(join(cwd, 'crashed'))).toBe(true);
  expect(study.history.record(0).values).toEqual([0]);
  const trial = { study: study.name, studyId: study.id, number: 0 };
  expect(readdirSync(checkpointPath(join(cwd, 'trials'), trial))).toEqual(['state']);
});
