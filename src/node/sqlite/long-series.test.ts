import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Change } from '../../history/record.ts';
import type { SqlDriver } from '../../storage/sql/driver.ts';
import { LONG, LongSeries, METRIC_TABLE, REPORT_TABLE } from '../../storage/sql/long-series.ts';
import type { Cursor, Storage } from '../../storage/storage.ts';
import { sqlite } from '../sqlite.ts';
import { openDriver } from './driver.ts';

let folder: string;
let file: string;
let writer: Storage;
/** Reads again and again, and remembers. */
let reader: Storage;
let study: number;
let trial: number;
let start: Cursor;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vernier-long-'));
  file = join(folder, 'vernier.db');
  [writer, reader] = [sqlite(file, { durability: 'normal' }), sqlite(file)];
  study = (await writer.createStudy('s', [{ name: 'loss', direction: 'minimize' }])).id;
  start = (await writer.read(study, null, 10)).cursor;
  const made = await writer.createTrials(study, [
    { state: 'running', startedAt: 1 },
    { state: 'running', startedAt: 1 },
    { state: 'running', startedAt: 1 },
  ]);
  trial = made[1]!.id;
});
afterEach(async () => {
  await Promise.all([writer.close(), reader.close()]);
  rmSync(folder, { recursive: true });
});

const report = (step: number, value: number): Change => ({ type: 'reported', id: trial, step, values: [value] });
const log = (step: number, name: string, value: number): Change => ({
  type: 'logged',
  id: trial,
  step,
  metrics: { [name]: value },
});
const upTo = (from: number, to: number, change: (step: number) => Change): readonly Change[] =>
  Array.from({ length: to - from }, (_, i) => change(from + i));

/** What one who has read before reads, and what one reads who comes anew. */
async function both() {
  const fresh = sqlite(file);
  try {
    const [known, anew] = [await reader.read(study, start, 100), await fresh.read(study, start, 100)];
    expect(known).toEqual(anew);
    return known.changes
      .map((change) => (change.type === 'trial' ? change.trial : null)!)
      .find(({ id }) => id === trial)!;
  } finally {
    await fresh.close();
  }
}

test('a long trial is read as anybody else reads it, whatever comes to it', async () => {
  const change = async (...changes: readonly Change[]) => {
    await writer.write(study, changes);
    for (let i = 0; i < 2; i++) await both();
    return both();
  };
  await change(...upTo(0, 2 * LONG, (step) => report(step, step % 7 === 0 ? Number.NaN : 1 / step)));
  await change(...upTo(0, 2 * LONG, (step) => log(step, `m${step % 3}`, step)));
  expect((await change(report(5000, Number.POSITIVE_INFINITY))).reports.length).toBe(2 * LONG + 1);
  expect((await change(report(4000, 4))).reports.at(-2)).toEqual([4000, [4]]);
  expect((await change(report(-3, 9))).reports[0]).toEqual([-3, [9]]);
  expect((await change(log(7, 'm1', -7))).metrics['m1']![2]).toEqual([7, -7]);
  expect((await change(log(8, 'new', 8), log(2 * LONG - 1, 'new', 9))).metrics['new']!.length).toBe(2);
  await change(...upTo(6000, 6000 + LONG, (step) => report(step, step)));
  await change({ type: 'attributed', id: trial, owner: 'user', key: 'k', value: [1] });
  const ended = await change({ type: 'finished', id: trial, state: 'complete', values: [1], at: 9 });
  expect([ended.state, ended.reports.length]).toEqual(['complete', 3 * LONG + 3]);
});

test('a value that somebody else has overwritten is read anew', async () => {
  await writer.write(study, [
    ...upTo(0, LONG, (step) => report(step, 1)),
    ...upTo(0, LONG, (step) => log(step, 'm', 1)),
  ]);
  for (let i = 0; i < 3; i++) await both();
  const other = await openDriver(file);
  await other.run('UPDATE trial_intermediate_values SET intermediate_value = 2 WHERE trial_id = ? AND step = 10', [
    trial,
  ]);
  await other.run('UPDATE vernier_metrics SET value = NULL WHERE trial_id = ? AND step = 20', [trial]);
  const { reports, metrics } = await both();
  expect([reports[10], metrics['m']![20]]).toEqual([
    [10, [2]],
    [20, Number.NaN],
  ]);
  await other.run('DELETE FROM trial_intermediate_values WHERE trial_id = ? AND step = 0', [trial]);
  expect((await both()).reports[0]).toEqual([1, [1]]);
  await other.close();
});

test('of what is remembered only a mark is read, of what is new every row', async () => {
  await writer.write(study, [
    ...upTo(0, 5000, (step) => report(step, step)),
    ...upTo(0, 5000, (step) => log(step, 'm', step)),
  ]);
  const driver = await openDriver(file);
  let read = 0;
  const counted: SqlDriver = {
    ...driver,
    all: async (sql, values) => {
      const rows = await driver.all(sql, values);
      read += rows.length;
      return rows;
    },
  };
  for (const [table, news] of [
    [REPORT_TABLE, report],
    [METRIC_TABLE, (step: number, value: number) => log(step, 'm', value)],
  ] as const) {
    const series = new LongSeries(table);
    expect(series.has(trial)).toBe(false);
    series.add(trial);
    expect((await series.rows(counted, trial, 1)).length).toBe(5000);
    read = 0;
    const rows = await series.rows(counted, trial, 1);
    expect([rows.length, rows[7]!.slice(0, 2), read]).toEqual([5000, [1, 7], 2]); // the mark, and the last row
    await writer.write(study, [news(9000, 1)]);
    read = 0;
    expect([(await series.rows(counted, trial, 1)).length, read]).toEqual([5001, 3]);
  }
  await driver.close();
});
