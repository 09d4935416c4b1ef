import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { PAUSED } from '../../src/history/applied.ts';
import { ANEW, FROM, type Origin, RESUME, RESUMED, scheduleOf, stretchAt } from '../../src/history/lineage.ts';
import { History } from '../../src/history/history.ts';
import type { Change, Json, TrialRecord, TrialState, Verdict } from '../../src/history/record.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { pbt } from '../../src/samplers/population/pbt.ts';
import type { SamplerRun } from '../../src/samplers/sampler.ts';
import { float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import { replay } from '../../src/study/replay/replay.ts';
import { killed } from './kills.ts';

const SCRIPT = fileURLToPath(new URL('./population-study.ts', import.meta.url));
const FULL = process.env['VERNIER_FULL'] === '1';
const KILLS = FULL ? 100 : 10;
const MEMBERS = 6;
const EPOCHS = 4 * KILLS;

const folder = mkdtempSync(join(tmpdir(), 'vernier-populations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const database = join(folder, 'population.db');
const log = join(folder, 'population.log');
const acknowledged = join(folder, 'acknowledged.log');

/** What a population looks at in a trial. */
type Seen = readonly [state: TrialState, reports: number, paused: number | null, resume: number | null, noted: boolean];
type Decision = { readonly seen: readonly Seen[] } & (
  | { readonly row: number; readonly verdict: Verdict }
  | { readonly promoted: number }
);

/** Lines that are whole: one may be torn where its writer was killed. */
function linesOf<T>(file: string): readonly T[] {
  const whole = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return whole.flatMap((line) => {
    try {
      return [JSON.parse(line) as T];
    } catch {
      return [];
    }
  });
}

const asSeen = (trial: TrialRecord, [state, reports, paused, resume, noted]: Seen): TrialRecord => {
  const system: Record<string, Json> = {};
  const first = trial.systemAttributes['vernier:retry-of'];
  if (first !== undefined) system['vernier:retry-of'] = first;
  if (paused !== null) system[PAUSED] = { step: paused };
  if (resume !== null) system[RESUME] = { step: resume };
  if (noted) system['vernier:notes'] = trial.systemAttributes['vernier:notes']!;
  return { ...trial, state, reports: trial.reports.slice(0, reports), systemAttributes: system };
};

test.skipIf(process.platform === 'win32')(
  `${KILLS} kills of a population change no decision, lose nothing and leave every line whole (only on Linux and macOS)`,
  async () => {
    await killed({
      words: [SCRIPT, database, log, acknowledged, String(EPOCHS), String(MEMBERS)],
      folder,
      log,
      kills: KILLS,
      withinMs: 200,
      seed: 12,
    });
    const storage = sqlite(database);
    const { id, objectives } = (await storage.findStudy('population'))!;
    const whole = historyOf((await storage.load(id)).snapshot);
    const rows = Array.from({ length: whole.size }, (_, row) => row);
    const attribute = (row: number, key: string): Json | undefined => whole.attribute(row, 'system', key);

    // As many members as there should be have arrived, and the kills did hit trials that ran.
    const rootOf = (row: number): number => (attribute(row, 'vernier:retry-of') as number | undefined) ?? row;
    const complete = rows.filter((row) => whole.state(row) === 'complete');
    expect(whole.open).toEqual([]);
    expect(complete.length).toBe(MEMBERS);
    expect(new Set(complete.map(rootOf)).size).toBe(MEMBERS);
    expect(rows.filter((row) => whole.state(row) === 'failed').length).toBeGreaterThan(KILLS / 2);

    // What was acknowledged is there.
    const reported = readFileSync(acknowledged, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split(' ').map(Number))
      .filter((numbers) => numbers.length === 3);
    expect(reported.length).toBeGreaterThan(MEMBERS * EPOCHS);
    for (const [row, step, loss] of reported) {
      const { steps, losses } = whole.reports(row!);
      expect([row, step, losses[steps.indexOf(step!)]]).toEqual([row, step, loss]);
    }

    // One run that nothing interrupts hears of the same in the same order, and decides the same.
    const run = pbt({ population: MEMBERS, interval: 2 }).start({
      space: space({ rate: float(0.001, 2, { log: true }) }),
      objectives,
      judgeBy: { kind: 'objective', name: objectives[0]!.name },
      budget: null,
      fidelity: { name: 'epoch', min: 1, max: EPOCHS },
      seed: 4,
    }) as SamplerRun;
    const history = new History(objectives);
    const known: string[] = [];
    const decisions = linesOf<Decision>(log);
    for (const decision of decisions) {
      const changes = decision.seen.flatMap((seen, row): Change[] => {
        if (known[row] === String(seen)) return [];
        known[row] = String(seen);
        return [{ type: 'trial', trial: asSeen(whole.record(row), seen) }];
      });
      run.observe(history, history.apply(changes));
      if ('promoted' in decision) expect(run.members!.promote()).toBe(decision.promoted);
      else expect([decision.row, run.members!.judge(decision.row)]).toEqual([decision.row, decision.verdict]);
    }
    expect(decisions.filter((one) => 'promoted' in one).length).toBeGreaterThan(MEMBERS * (EPOCHS / 2 - 1) * 0.5);
    const report = await replay(storage, 'population');
    await storage.close();
    expect(report.disagreements).toEqual([]);
    expect(report.checked).toBeGreaterThan(MEMBERS);

    // Every checkpoint that was to be gone on from was there: each start had the state that its lineage says, to the last digit.
    const schedules = rows.map((row) => scheduleOf(whole, row));
    const rateAt = (row: number, epoch: number): number => stretchAt(schedules[row]!, epoch).params['rate'] as number;
    const starts = linesOf<{ row: number; step: number; rates: readonly number[] }>(`${database}.starts`);
    for (const { row, step, rates } of starts)
      expect([row, step, rates]).toEqual([row, step, Array.from({ length: step }, (_, i) => rateAt(row, i + 1))]);
    for (const row of rows) {
      expect(attribute(row, ANEW)).toBeUndefined();
      for (const { step, first, anew } of (attribute(row, RESUMED) ?? []) as never as readonly {
        step: number;
        first: number;
        anew?: string;
      }[])
        expect([row, first, anew]).toEqual([row, step + 1, undefined]);
    }
    const copies = rows.filter((row) => attribute(row, FROM) !== undefined);
    expect(copies.length).toBeGreaterThan(MEMBERS);
    for (const row of copies) {
      const { trial, step } = attribute(row, FROM) as never as Origin;
      expect(step).toBeGreaterThan(0);
      expect(trial).toBeLessThan(row);
    }
  },
  FULL ? 1_800_000 : 300_000,
);
