import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { History } from '../../src/history/history.ts';
import type { Problem } from '../../src/history/problem.ts';
import type { Change, TrialState, Verdict } from '../../src/history/record.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { catalog } from '../../src/pruners/catalog.ts';
import { killed } from './kills.ts';

const SCRIPT = fileURLToPath(new URL('./decisions-study.ts', import.meta.url));
const FULL = process.env['VERNIER_FULL'] === '1';
const KILLS = FULL ? 100 : 10;

const folder = mkdtempSync(join(tmpdir(), 'vernier-decisions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Decision {
  readonly row: number;
  readonly verdict: Verdict;
  /** By trial: its state, and the number of its reports. */
  readonly seen: readonly (readonly [state: TrialState, reports: number])[];
}

test.each(FULL ? ['asha', 'median'] : ['asha'])(
  `%s: ${KILLS} kills of the whole study change no decision`,
  async (name) => {
    const database = join(folder, `${name}.db`);
    const log = join(folder, `${name}.log`);
    await killed({
      words: [SCRIPT, database, log, String(KILLS * 12), name],
      folder,
      log,
      kills: KILLS,
      withinMs: 150,
      seed: 11,
    });
    const storage = sqlite(database, { access: 'read' });
    const { id, objectives } = (await storage.findStudy('decisions'))!;
    const { snapshot } = await storage.load(id);
    await storage.close();
    const whole = historyOf(snapshot);

    // One run of the pruner that nothing interrupts hears of the same reports in the same order.
    const entry = catalog.find((one) => one.name === name)!;
    const problem: Problem = {
      space: null,
      objectives,
      judgeBy: { kind: 'objective', name: objectives[0]!.name },
      budget: KILLS * 12,
      fidelity: { name: 'epoch', min: 1, max: 9 },
      seed: 4,
    };
    const run = entry.create(entry.defaults as never).start(problem);
    const history = new History(objectives);
    const known: string[] = [];
    const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
    const kept = lines.filter((line) => line.endsWith(']]}')); // a long line may be torn where its writer was killed
    expect(lines.length - kept.length).toBeLessThanOrEqual(KILLS);
    const decisions = kept.map((line) => JSON.parse(line) as Decision);
    const stops = decisions.filter(({ verdict }) => verdict === 'stop').length;
    expect(stops).toBeGreaterThan(KILLS);
    for (const { row, verdict, seen } of decisions) {
      const changes = seen.flatMap(([state, reports], i): Change[] => {
        if (known[i] === `${state} ${reports}`) return [];
        known[i] = `${state} ${reports}`;
        const trial = whole.record(i);
        return [{ type: 'trial', trial: { ...trial, state, reports: trial.reports.slice(0, reports) } }];
      });
      run.observe(history, history.apply(changes));
      expect([row, history.reports(row).steps.at(-1), run.judge(row)]).toEqual([
        row,
        history.reports(row).steps.at(-1),
        verdict,
      ]);
    }
    expect(
      Array.from({ length: whole.size }, (_, i) => whole.state(i)).filter((state) => state === 'failed').length,
    ).toBeGreaterThan(KILLS / 2);
  },
  600_000,
);
