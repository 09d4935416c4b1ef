import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { FROM, type Origin, originOf } from '../../history/lineage.ts';
import { PAUSED } from '../../history/applied.ts';
import { History } from '../../history/history.ts';
import { type Change, recordOf, type TrialState } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { asha } from '../../pruners/halving/asha.ts';
import type { Pruner } from '../../pruners/pruner.ts';
import { pbt } from '../../samplers/population/pbt.ts';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy } from '../../study/opening/create.ts';
import type { Resumption } from '../../history/lineage.ts';
import { stepWarnings } from '../../study/telling/steps.ts';
import type { Study } from '../../study/study.ts';
import { checkpointUse, type CheckpointOptions, droppedCheckpoints, keepCheckpoints } from './checkpoints.ts';
import { command } from '../executors/command.ts';
import { checkpointPath, STAMP } from '../executors/trial-folder.ts';

const base = mkdtempSync(join(tmpdir(), 'vernier-checkpoints-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let folder = '';
let count = 0;
beforeEach(() => {
  folder = join(base, String(count++));
});

/** Nine epochs; after each a state of 1,000 bytes, which it goes on from. */
const PROGRAM = `
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { x } = JSON.parse(process.env.VERNIER_PARAMS);
const from = process.env.VERNIER_RESUME_CHECKPOINT;
let epoch = from === undefined ? 0 : JSON.parse(readFileSync(from)).epoch;
const file = process.env.VERNIER_CHECKPOINT_DIR + '/state.json';
const say = (message) => require('node:fs').writeSync(1, 'vernier ' + JSON.stringify(message) + '\\n');
while (++epoch <= 9) {
  writeFileSync(file + '.new', JSON.stringify({ epoch }).padEnd(1000));
  renameSync(file + '.new', file);
  say({ step: epoch, loss: x + 1 / epoch, checkpoint: file });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60); // who is paused is to be told so before the next epoch
}
say({ loss: x });
`;

/** Pauses every trial at its third step; lets them go on once it is open. */
function gate(way: { open: boolean }): Pruner {
  return {
    name: 'gate',
    start() {
      let history: HistoryView;
      return {
        observe: (seen) => void (history = seen),
        judge: (row) =>
          history.reports(row).steps.at(-1) === 3 && history.attribute(row, 'system', 'vernier:paused') === undefined
            ? 'pause'
            : 'continue',
        promote: () => (way.open ? (history.open.find((row) => history.state(row) === 'paused') ?? null) : null),
      };
    },
  };
}

async function studied(
  checkpoints: CheckpointOptions = {},
  close: 'prune-paused' | 'keep-paused' = 'keep-paused',
  pruner = asha({ mode: 'promote', eta: 3, minResource: 1 }),
  trials = 9,
  program = PROGRAM,
) {
  const study = await createStudy({
    space: space({ x: float(0, 1) }),
    objectives: { loss: 'minimize' },
    storage: memory(),
    sampler: random(),
    pruner,
    fidelity: { name: 'epoch', max: 9 },
    close,
    seed: 5,
  });
  const executor = command([process.execPath, '-e', program], { folder, checkpoints, capacity: 2 });
  await study.optimize(executor, { trials });
  return { study: study as unknown as Study, executor };
}

const rows = (study: Study): number[] => Array.from({ length: study.history.size }, (_, row) => row);
const has = (study: Study, number: number): boolean =>
  existsSync(join(checkpointPath(folder, { study: study.name, studyId: study.id, number }), 'state.json'));

describe.skipIf(process.platform === 'win32')(
  'checkpoints of a study (only on Linux and macOS: process groups)',
  () => {
    test('paused trials keep theirs, go on from there when promoted, and of those that are over the best one does', async () => {
      const { study, executor } = await studied();
      const promoted = rows(study).filter(
        (row) => study.history.attribute(row, 'system', 'vernier:resumed') !== undefined,
      );
      expect(promoted.length).toBeGreaterThan(0);
      for (const row of promoted)
        for (const { step, first, anew } of study.history.attribute(row, 'system', 'vernier:resumed') as never as {
          step: number;
          first: number;
          anew?: string;
        }[]) {
          expect(anew).toBeUndefined();
          expect(first).toBe(step + 1);
        }
      for (const row of rows(study)) {
        const state = study.history.state(row);
        if (state === 'paused') expect(has(study, row)).toBe(true);
        if (state === 'complete') expect(has(study, row)).toBe(row === study.best?.number);
      }
      const use = await checkpointUse(folder, { study: study.name, studyId: study.id });
      expect(use.bytes).toBe(use.trials * 1000);
      await executor.close();
    }, 60_000);

    test('a program that runs on to its end though it is paused has what it still reported, and no stale score', async () => {
      const deaf = `process.on('SIGTERM', () => {});\n${PROGRAM.replace('0, 60)', '0, 5)').replace('say({ loss: x });', '')}`;
      const { study, executor } = await studied({}, 'keep-paused', gate({ open: true }), 3, deaf);
      for (const row of rows(study)) {
        const { state, reports, values, params } = study.history.record(row);
        expect(state).toBe('complete');
        expect(reports.map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        expect(values).toEqual([params['x']!.internal + 1 / 9]);
      }
      await executor.close();
    }, 60_000);

    test('a study that is over keeps that of the best trial, none or all, as it is told', async () => {
      for (const [keep, left] of [
        ['best', 1],
        ['none', 0],
        ['all', 9],
      ] as const) {
        folder = join(base, keep);
        const { study, executor } = await studied({ keep }, 'prune-paused');
        expect(study.history.open).toEqual([]);
        expect(rows(study).filter((row) => has(study, row)).length).toBe(
          study.best === null && keep === 'best' ? 0 : left,
        );
        await executor.close();
      }
    }, 60_000);

    test('beyond the limit the least promising paused trials lose theirs, on record, and start from nothing later', async () => {
      const { study, executor } = await studied({ limit: 3500 });
      const use = await checkpointUse(folder, { study: study.name, studyId: study.id });
      expect(use.bytes).toBeLessThanOrEqual(3500);
      const dropped = rows(study).filter(
        (row) => study.history.attribute(row, 'system', 'vernier:checkpoint-dropped') !== undefined,
      );
      expect(dropped.length).toBe(droppedCheckpoints(study.history));
      expect(dropped.length).toBeGreaterThan(0);
      const paused = rows(study).filter((row) => study.history.state(row) === 'paused');
      for (const row of paused.filter((one) => dropped.includes(one)))
        expect(study.history.attribute(row, 'system', 'vernier:paused')).toMatchObject({ checkpoint: null });
      const worst = (of: number[]): number => Math.max(...of.map((row) => study.history.reports(row).losses.at(-1)!));
      const low = paused.filter((row) => study.history.reports(row).steps.at(-1) === 1);
      const kept = low.filter((row) => !dropped.includes(row));
      if (kept.length > 0) expect(worst(kept)).toBeLessThan(worst(low.filter((row) => dropped.includes(row))));
      await executor.close();
    }, 60_000);

    test('a paused trial that goes on while others make room keeps its own', async () => {
      const history = new History([{ name: 'loss', direction: 'minimize' }]);
      const trial = (state: TrialState, row: number): Change => {
        const reports = [[3, [row]]] as const;
        const systemAttributes = { [PAUSED]: { step: 3, checkpoint: null } };
        return { type: 'trial', trial: recordOf({ state, reports, systemAttributes }, row, row) };
      };
      history.apply([0, 1, 2].map((row) => trial('paused', row)));
      const fileOf = (number: number): string =>
        join(checkpointPath(folder, { study: 'three', studyId: '1', number }), 'state.json');
      for (const row of [0, 1, 2]) {
        mkdirSync(join(fileOf(row), '..'), { recursive: true });
        writeFileSync(fileOf(row), 'x'.repeat(1000));
      }
      const end = keepCheckpoints(
        {
          study: 'three',
          studyId: '1',
          history,
          judgeBy: { kind: 'objective', name: 'loss' },
          sampler: 'random',
          retries: 3,
          subscribe: () => () => undefined,
          refresh: async () => {
            if (!existsSync(fileOf(2))) history.apply([trial('running', 1)]);
          },
          write: async (changes) => void history.apply(changes),
          warn: () => undefined,
        },
        folder,
        { limit: 1500 },
      );
      await end();
      expect([0, 1, 2].map((row) => existsSync(fileOf(row)))).toEqual([false, true, false]);
    });

    test('beyond the limit the best trial loses its own with a warning, and the use tells of it', async () => {
      const { study, executor } = await studied({ limit: 500 }, 'keep-paused', gate({ open: true }), 2);
      const use = await checkpointUse(folder, { study: study.name, studyId: study.id });
      expect(use).toMatchObject({ trials: 0, bytes: 0, room: { limit: 500 } });
      expect(use.room!.removed).toContain(study.best!.number);
      expect(study.warnings).toEqual([
        'The checkpoint of the best trial was removed: "checkpoints: limit" (500 bytes) left no room for it. Raise the limit, or save less.',
      ]);
      await executor.close();
    }, 60_000);

    test('a link to what is saved takes no room of its own', async () => {
      const study = { study: 'links', studyId: '1', number: 0 };
      const own = checkpointPath(folder, study);
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, 'step-3'), 'x'.repeat(1000));
      symlinkSync('step-3', join(own, 'latest'));
      symlinkSync('nowhere', join(own, 'broken'));
      expect(await checkpointUse(folder, study)).toMatchObject({ trials: 1, bytes: 1000 });
    });

    test('what a run that was killed left in the midst of a removal goes with the next run', async () => {
      const way = { open: false };
      const { study, executor } = await studied({}, 'keep-paused', gate(way), 2);
      const gone = `${checkpointPath(folder, { study: study.name, studyId: study.id, number: 0 })}.gone`;
      mkdirSync(gone);
      writeFileSync(join(gone, 'state.json'), 'x');
      await executor.close();
      const again = command([process.execPath, '-e', PROGRAM], { folder });
      await study.optimize(again, { trials: 0 });
      expect(existsSync(gone)).toBe(false);
      expect(has(study, 0)).toBe(true);
      await again.close();
    }, 60_000);

    test('what cannot be removed is said, and the others are removed all the same', async () => {
      const { study, executor } = await studied({}, 'keep-paused', gate({ open: true }), 2);
      await executor.close();
      const lost = join(checkpointPath(folder, { study: study.name, studyId: study.id, number: 0 }), '..');
      rmSync(lost, { recursive: true });
      symlinkSync(lost, lost); // nobody can look into it
      const again = command([process.execPath, '-e', PROGRAM], { folder, checkpoints: { keep: 'none' } });
      await study.optimize(again, { trials: 4 });
      expect(rows(study).map((row) => study.history.state(row))).toEqual(Array(4).fill('complete'));
      expect([1, 2, 3].filter((row) => has(study, row))).toEqual([]);
      expect(study.warnings.join()).toMatch(/00000\/checkpoint\S* could not be removed: ELOOP.*until you remove it\./);
      await again.close();
    }, 60_000);

    test('a program that is killed goes on from its last checkpoint, as often as it may be tried again', async () => {
      const dies = PROGRAM.replace(
        'Atomics.wait',
        "if (epoch % 4 === 0) process.kill(process.pid, 'SIGKILL');\n  Atomics.wait",
      );
      const study = await createStudy({
        space: space({ x: float(0, 1) }),
        objectives: { loss: 'minimize' },
        storage: memory(),
        sampler: random(),
      });
      const executor = command([process.execPath, '-e', dies], { folder, retries: 2 });
      expect(await study.optimize(executor, { trials: 1 })).toMatchObject({ complete: 1 });
      const { reports, systemAttributes } = study.history.record(0);
      expect(reports.map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(systemAttributes['vernier:resumed']).toMatchObject([
        { step: 4, first: 5 },
        { step: 8, first: 9 },
      ]);
      expect(systemAttributes['vernier:steps']).toBeUndefined();
      await executor.close();
    }, 60_000);

    const FAULTS = [
      ['deleted', (path: string) => rmSync(path, { recursive: true }), 'is not there any more'],
      ['half-written', (path: string) => writeFileSync(join(path, 'state.json'), ''), 'is an empty file'],
      ['without its stamp', (path: string) => rmSync(join(path, STAMP)), 'without the stamp'],
      ['of another trial', (path: string) => restamp(path, { trial: 77 }), 'with the stamp of trial 77'],
      ['of another study', (path: string) => restamp(path, { study: 'other' }), 'with the stamp of another study'],
      ['older than what is known', (path: string) => restamp(path, { step: 0 }), 'holds step 0, an older one'],
    ] as const;

    test.each(FAULTS)(
      'a checkpoint that is %s is not gone on from: the trial starts from nothing, and says why',
      async (_, spoil, why) => {
        const way = { open: false };
        const { study, executor } = await studied({}, 'keep-paused', gate(way), 2);
        expect(rows(study).map((row) => study.history.state(row))).toEqual(['paused', 'paused']);
        for (const number of rows(study))
          spoil(checkpointPath(folder, { study: study.name, studyId: study.id, number }));
        way.open = true;
        await study.optimize(executor, { trials: 2 });
        for (const row of rows(study)) {
          const trial = study.history.record(row);
          expect(trial.state).toBe('complete');
          expect(stepWarnings(trial)).toEqual([expect.stringContaining(why)]);
          expect(trial.reports.map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
          const [resumption] = trial.systemAttributes['vernier:resumed'] as never as readonly Resumption[];
          expect(resumption!.first).toBe(1);
          expect(resumption!.step).toBeGreaterThanOrEqual(3); // it did not wait for the verdict
          expect(study.history.seconds[row]).toBeGreaterThan(resumption!.seconds); // the time of both runs counts
        }
        await executor.close();
      },
      60_000,
    );

    test.each([FAULTS[0], FAULTS[3]])(
      'where the checkpoint that a member of a population is to be copied from is %s, the copy starts from nothing, and says why',
      async (_, spoil, why) => {
        const study = await createStudy({
          space: space({ x: float(0, 1) }),
          objectives: { loss: 'minimize' },
          sampler: pbt({ population: 4, interval: 3 }),
          fidelity: { name: 'epoch', max: 9 },
          seed: 5,
        });
        const spoilt = new Set<number>();
        study.subscribe(({ rows }) => {
          for (const row of rows) {
            const from = study.history.attribute(row, 'system', FROM) as unknown as Origin | undefined;
            if (from === undefined || spoilt.has(row)) continue;
            spoilt.add(row);
            spoil(checkpointPath(folder, { study: study.name, studyId: study.id, number: from.trial }));
          }
        });
        const executor = command([process.execPath, '-e', PROGRAM], { folder, capacity: 1 });
        const { stoppedBy } = await study.optimize(executor, { trials: 30 });
        await executor.close();
        expect(stoppedBy).toBe('exhausted');
        const all = Array.from({ length: study.history.size }, (__, row) => study.history.record(row));
        expect(all.filter(({ state }) => state === 'complete').length).toBe(4);
        expect(spoilt.size).toBeGreaterThan(0);
        for (const row of spoilt) {
          expect(stepWarnings(all[row]!)).toEqual([expect.stringContaining(why)]);
          expect(originOf(study.history, row)!.step).toBe(0);
          expect(all[row]!.reports[0]![0]).toBe(1);
        }
      },
      60_000,
    );
  },
);

function restamp(path: string, change: object): void {
  mkdirSync(path, { recursive: true });
  const file = join(path, STAMP);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
  expect(readdirSync(path)).toContain('state.json');
}
