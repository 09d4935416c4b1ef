import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openStorage } from '../../src/node/open-storage.ts';
import { LIMITS } from '../../src/study/shared/set-limits.ts';

// `vernier run --preview`: what it says, and that it runs and writes nothing.

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const all = mkdtempSync(join(tmpdir(), 'vernier-preview-'));
let folder: string;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function vernier(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (piece) => (stdout += piece));
    child.stderr.on('data', (piece) => (stderr += piece));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end();
  });
}

async function preview(...args: readonly string[]): Promise<any> {
  const { code, stdout, stderr } = await vernier('run', '--preview', '--json', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const band = (value: number) => {
  const close = expect.closeTo(value, 5);
  return { median: close, low: close, high: close };
};

const TUNE = `program: train.sh
command: [sh, "\${program}", "\${args}"]
metric: { name: loss, goal: minimize }
parameters: { x: { min: 0.0, max: 1.0 } }
`;
const PRUNED = `${TUNE}fidelity: { name: epoch, min: 1, max: 27 }
pruner: { name: asha, eta: 3 }
budget: { trials: 50 }
cost: { perHour: 2.4, currency: EUR }
concurrency: 4
`;

beforeEach(() => {
  folder = mkdtempSync(join(all, 'run-'));
  writeFileSync(join(folder, 'train.sh'), `touch ran\necho 'vernier {"loss": 1}'\n`);
  writeFileSync(join(folder, 'tune.yaml'), PRUNED);
});
afterAll(() => rmSync(all, { recursive: true, force: true }));

/** What lies in the folder. */
const files = (): readonly string[] => readdirSync(folder).sort();
const WORDS = ['--minimize', 'loss', '-p', 'x=0.0..1.0', '--', 'sh', 'train.sh'] as const;

describe('a preview', () => {
  test('says by a config file what the search would take, and neither runs nor writes anything', async () => {
    const before = files();
    const { code, stdout, stderr } = await vernier('run', 'tune.yaml', '--preview', '--step-seconds', '20');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Preview of tune: \d+ simulated searches; nothing was run\.\n/);
    for (const line of [
      /^ {2}trials +50$/m,
      /^ {4}all 27 epochs +\d+/m,
      /^ {4}stopped at epoch 1 +(2|3)\d {2}\d+ to \d+$/m,
      /^ {4}stopped at epoch 9 +\d/m,
      /^ {4}without pruning +1350 {2}[78]\d % saved$/m,
      /^ {2}computing +1 h \d+ min/m,
      /^ {2}wall time, 4 at once +\d+ min/m,
      /^ {2}cost \(EUR\) +\d\.\d\d {2}\d/m,
      /^It ends when the study has its 50 trials\.$/m,
      /^A whole trial takes 9 min 0 s, 27 epochs of 20 s, as said; all take the same\.$/m,
    ])
      expect(stdout).toMatch(line);
    expect(files()).toEqual(before);
  });

  test('is plain arithmetic for trials that nothing stops, by options alone', async () => {
    const timed = ['-n', '10', '-c', '2', '--trial-seconds', '1m', '--cost-per-hour', '6'];
    expect(await preview(...timed, ...WORDS)).toMatchObject({
      study: 'train',
      trials: band(10),
      computeSeconds: band(600),
      wallSeconds: band(300),
      cost: band(1),
      stoppedBy: [{ reason: 'trials' }],
      length: { seconds: 60, by: 'given' },
    });
    expect(await preview('-n', '10', '-c', '2', ...WORDS)).toMatchObject({
      computeSeconds: null,
      wallTrials: band(5),
      length: { seconds: null, by: 'unknown' },
    });
    expect(files()).toEqual(['train.sh', 'tune.yaml']);
  });

  test('says which limit comes first', async () => {
    const both = ['tune.yaml', '--trial-seconds', '10m', '--max-cost', '1', '--time', '2h'];
    const found = await preview(...both);
    expect(found.stoppedBy[0].reason).toBe('cost');
    expect(found.cost.high).toBeLessThan(1.01);
    const { stdout } = await vernier('run', '--preview', ...both);
    expect(stdout).toContain('ends when the money, 1 EUR, is used up');
    expect((await preview('tune.yaml', '--trial-seconds', '10m', '--time', '12m')).stoppedBy[0].reason).toBe('seconds');
  });

  test('ends trials as long before a limit as the run would', async () => {
    const timed = ['--trial-seconds', '94', '--time', '100s', '-c', '2'];
    expect(await preview(...timed, ...WORDS)).toMatchObject({ full: band(0) });
    writeFileSync(join(folder, 'quick.yaml'), `${TUNE}limits: { grace: 3s }\n`);
    expect(await preview('quick.yaml', ...timed)).toMatchObject({ full: band(2) });
  });

  test('of a study that is there goes by its trials, and says what the run would add', async () => {
    await vernier('run', 'tune.yaml', '--plain', '-n', '3', '--pruner', 'none');
    const stored = readFileSync(join(folder, 'vernier.db'));
    rmSync(join(folder, 'ran'));
    const found = await preview('tune.yaml', '--pruner', 'none');
    expect(found).toMatchObject({ before: 3, trials: band(47), length: { by: 'recorded', trials: 3 } });
    expect(found.computeSeconds.median).toBeGreaterThan(0);
    const over = await vernier('run', 'tune.yaml', '--preview', '--pruner', 'none', '-n', '3');
    expect(over.stdout).toContain('Nothing would be run: the study has its 3 trials.');
    writeFileSync(join(folder, 'tune.yaml'), PRUNED.replace('max: 1.0', 'max: 2.0'));
    const { code, stderr } = await vernier('run', 'tune.yaml', '--preview', '--pruner', 'none');
    expect(code).toBe(3);
    expect(stderr).toContain('--accept-changes');
    expect((await preview('tune.yaml', '--pruner', 'none', '--accept-changes')).before).toBe(3);
    expect(files()).not.toContain('ran');
    expect(readFileSync(join(folder, 'vernier.db')).equals(stored)).toBe(true);
  });

  test('is refused where the run would be, with and without --accept-changes, and stores nothing that a run would', async () => {
    await vernier('run', 'tune.yaml', '--plain', '-n', '3', '--pruner', 'none');
    const stored = readFileSync(join(folder, 'vernier.db'));
    await preview('tune.yaml', '--pruner', 'median', '--seed', '5');
    writeFileSync(join(folder, 'tune.yaml'), PRUNED.replace('name: loss', 'name: error'));
    for (const mode of [[], ['--preview']]) {
      const { code, stderr } = await vernier('run', 'tune.yaml', '--accept-changes', ...mode);
      expect(code).toBe(3);
      expect(stderr).toContain('Objectives never change');
    }
    expect(readFileSync(join(folder, 'vernier.db')).equals(stored)).toBe(true);
  });

  test('is refused in another currency than that of the costs that were reported', async () => {
    writeFileSync(join(folder, 'train.sh'), `echo 'vernier {"loss": 1, "price": 2}'\n`);
    const priced = ['tune.yaml', '--pruner', 'none', '--max-cost', '50', '--cost-metric', 'price'];
    writeFileSync(join(folder, 'tune.yaml'), TUNE);
    await vernier('run', '--plain', '-n', '2', ...priced, '--currency', 'EUR');
    await vernier('run', 'tune.yaml', '--plain', '-n', '3', '--pruner', 'none', '--cost-per-hour', '2');
    for (const mode of ['--plain', '--preview']) {
      const { code, stderr } = await vernier('run', mode, '-n', '9', ...priced, '--currency', 'USD');
      expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('have cost 6 EUR') });
    }
    await preview('-n', '9', ...priced);
  });

  test('of a population that is complete adds nothing', async () => {
    const population = 'sampler: { name: pbt, population: 3 }\nfidelity: { name: epoch, min: 1, max: 4 }\n';
    writeFileSync(join(folder, 'tune.yaml'), `${TUNE}${population}`);
    await vernier('run', 'tune.yaml', '--plain');
    const { stdout } = await vernier('run', 'tune.yaml', '--preview');
    expect(stdout).toContain('Nothing would be run: all members of the population have come to their end.');
    expect(stdout).not.toContain('taken to be empty');
    expect(await preview('tune.yaml', '-n', '30')).toMatchObject({
      before: 3,
      trials: band(0),
      stoppedBy: [{ reason: 'exhausted' }],
    });
  });

  test('does not count trials that confirm others, and says what confirming takes where only that is left', async () => {
    writeFileSync(join(folder, 'train.sh'), 'touch ran\necho "vernier {\\"loss\\": $VERNIER_TRIAL_NUMBER}"\n');
    const plain = ['tune.yaml', '--pruner', 'none'];
    await vernier('run', ...plain, '--plain', '-n', '4');
    const confirming = await preview(...plain, '-n', '4', '--confirm', '2', '--trial-seconds', '60');
    expect(confirming).toMatchObject({ before: 4, trials: band(0), confirming: band(6), computeSeconds: band(360) });
    expect(confirming.cost).toEqual(band(0.24));
    const short = await preview(...plain, '-n', '4', '--confirm', '2', '--trial-seconds', '60', '--time', '100s');
    expect(short).toMatchObject({
      trials: band(0),
      confirming: band(6),
      cut: band(0),
      stoppedBy: [{ reason: 'seconds' }],
    });
    const { stdout } = await vernier('run', '--preview', ...plain, '-n', '4', '--confirm', '2');
    expect(stdout).toContain('The study has its 4 trials: only the best trials are run again.');
    expect(stdout).toMatch(/^ {2}confirming trials +6$/m);
    expect(stdout).toMatch(/^A whole trial takes \d.* (?:ms|s), .*by 4 recorded trials\.$/m);
    await vernier('run', ...plain, '--plain', '-n', '4', '--confirm', '2');
    const over = await vernier('run', '--preview', ...plain, '-n', '4', '--confirm', '2');
    expect(over.stdout).toContain('Nothing would be run: the study has its 4 trials.');
    expect(await preview(...plain, '-n', '10')).toMatchObject({ before: 4, trials: band(6) });
  });

  test('adds nothing where a run would not: settings, patience, target, and limits that were set are looked at', async () => {
    const nothing = async (reason: string, ...args: readonly string[]) => {
      const { stdout } = await vernier('run', '--preview', ...args);
      expect(stdout).toMatch(/^ {2}trials +0$/m);
      expect(stdout).toContain(`Nothing would be run: ${reason}.`);
    };
    const words = ['--name', 'small', '--minimize', 'loss', '-p', 'x=1..3', '-p', 'y=1..2', '--', 'sh', 'train.sh'];
    await vernier('run', '--plain', '-n', '4', ...words);
    expect(await preview('-n', '9', ...words)).toMatchObject({
      before: 4,
      trials: band(2),
      stoppedBy: [{ reason: 'exhausted' }],
    });
    await nothing('no trial has been better for 3 in a row', '--patience', '3', '-n', '6', ...words);
    await vernier('run', '--plain', ...words);
    await nothing('every setting of the space has been tried', ...words);
    await nothing('every setting of the space has been tried', '--sampler', 'grid', '--accept-changes', ...words);

    const plain = ['tune.yaml', '--pruner', 'none'];
    await vernier('run', ...plain, '--plain', '-n', '2');
    writeFileSync(join(folder, 'target.yaml'), PRUNED.replace('goal: minimize', 'goal: minimize, target: 1.5'));
    await nothing('the target, 1.5, is reached', 'target.yaml', '--name', 'tune', '--pruner', 'none');
    const storage = openStorage(`sqlite:${join(folder, 'vernier.db')}`);
    const { id } = (await storage.findStudy('tune'))!;
    await storage.setStudyAttribute(id, 'system', LIMITS, { trials: 3, confirm: 1, by: 'ada', at: 1 });
    await storage.close();
    expect(await preview(...plain)).toMatchObject({ trials: band(1), confirming: band(3) });
    expect((await preview(...plain, '-n', '7')).trials).toEqual(band(5));
  }, 120_000);

  test('speaks as one speaks: no percents, no steps of 0 s, no noise of adding tenths', async () => {
    writeFileSync(join(folder, 'tune.yaml'), PRUNED.replace('epoch, min: 1, max: 27', 'percent, min: 10, max: 90'));
    const { stdout } = await vernier('run', 'tune.yaml', '--preview', '--step-seconds', '0.003');
    expect(stdout).toMatch(/^ {4}all 90 percent +\d/m);
    expect(stdout).toMatch(/^ {2}percent +\d/m);
    expect(stdout).toContain('A whole trial takes 0.3 s, 90 percent of 3 ms, as said');
    writeFileSync(join(folder, 'tune.yaml'), PRUNED.replace('max: 27', 'max: 3'));
    await preview('tune.yaml', '--step-seconds', '0.1', '--trial-seconds', '0.3');
    const unknown = await vernier('run', 'tune.yaml', '--preview', '--max-cost', '3');
    expect(unknown.stdout).toContain(
      'The limit of 3 EUR on the cost is left out: nothing says how long a trial takes.',
    );
  });

  test('says what it leaves out', async () => {
    writeFileSync(join(folder, 'tune.yaml'), `${PRUNED.replace('goal: minimize', 'goal: minimize, target: 0.1')}`);
    const { stdout } = await vernier('run', 'tune.yaml', '--preview', '--compute', '3h');
    expect(stdout).toMatch(/wall time, in trials, 4 at once/);
    expect(stdout.replaceAll('\n', ' ')).toContain(
      'When the target is reached cannot be foreseen: the run may end earlier.',
    );
    expect(stdout.replaceAll('\n', ' ')).toContain('The limit of 3 h 0 min of computation is left out');
  });
});

describe('refused', () => {
  test.each<[string, readonly string[], string]>([
    ['nothing bounds it', ['--preview', ...WORDS], 'Nothing says when the search is over. | Add budget'],
    [
      'time, of unknown trials',
      ['--preview', '-t', '2h', ...WORDS],
      'nothing says how long a trial takes. | Add --trial',
    ],
    [
      'a cost that is yet to be reported',
      ['--preview', '--max-cost', '3', '--cost-metric', 'eur', ...WORDS],
      'nothing says yet what a trial costs. | Add --trial-seconds',
    ],
    [
      'only what cannot be foreseen',
      ['--preview', '--gain-per-hour', '0.1', ...WORDS],
      'Nothing ends this run but what an hour gains, and when that will be no simulation can say. | Add a limit',
    ],
    [
      'lengths that contradict each other',
      ['tune.yaml', '--preview', '--trial-seconds', '90', '--step-seconds', '2'],
      '--trial-seconds is 90, but 27 steps of 2 s take 54 s. | Keep one',
    ],
    [
      'a trial of parts of steps',
      ['--preview', '-n', '3', '--trial-seconds', '10', '--step-seconds', '3', ...WORDS],
      '--trial-seconds is 10, which is no whole number of steps of 3 s. | Correct one',
    ],
    [
      'a trial shorter than its step',
      ['--preview', '-n', '3', '--trial-seconds', '1', '--step-seconds', '3', ...WORDS],
      '--trial-seconds is 1, which is no whole number of steps of 3 s. | Correct one',
    ],
    [
      'steps of unknown number',
      ['--preview', '-n', '3', '--step-seconds', '2', ...WORDS],
      '--step-seconds is 2, but nothing says how many steps a trial has. | Add fidelity',
    ],
    [
      'no length',
      ['tune.yaml', '--preview', '--trial-seconds', 'soon'],
      '--trial-seconds is "soon"; expected a length',
    ],
    [
      'a length of nothing',
      ['tune.yaml', '--preview', '--step-seconds', '0'],
      '--step-seconds is "0"; expected a length',
    ],
    ['a length without a preview', ['tune.yaml', '--step-seconds', '2'], 'in a preview. | Add --preview'],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await vernier('run', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().replace(/\n\s+/g, ' | ')).toContain(message);
    expect(files()).toEqual(['train.sh', 'tune.yaml']);
  });

  test('a script that ran by being loaded', async () => {
    writeFileSync(join(folder, 'own.mjs'), 'globalThis.x = 1;\n');
    const { code, stderr } = await vernier('run', 'own.mjs', '--preview');
    expect(code).toBe(2);
    expect(stderr).toContain('has run by being loaded');
  });
});

test('a script is previewed as a file is', async () => {
  writeFileSync(
    join(folder, 'tune.mjs'),
    `import { writeFileSync } from 'node:fs';
export default {
  objectives: { loss: 'minimize' },
  fidelity: { name: 'epoch', min: 1, max: 9 },
  trials: 30,
  concurrency: 3,
  objective: () => writeFileSync('ran', ''),
};
`,
  );
  const found = await preview('tune.mjs', '--step-seconds', '1', '--seed', '4');
  expect(found).toMatchObject({ study: 'tune', trials: band(30), concurrency: 3, length: { steps: 9, seconds: 9 } });
  expect(found.saved.median).toBeGreaterThan(0.1);
  expect(files()).toEqual(['train.sh', 'tune.mjs', 'tune.yaml']);
});
