import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TrialDraft } from '../../src/history/record.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { type Served, serve, until } from './server.ts';

let served: Served;
let storage: Storage;
beforeEach(async () => {
  served = await serve();
  storage = sqlite(served.file);
});
afterEach(async () => {
  await storage.close();
  await served.close();
  expect(served.failures).toEqual([]);
});

const complete = (value: number, at = 1000): TrialDraft => ({
  state: 'complete',
  values: [value],
  startedAt: at,
  finishedAt: at + 500,
});
const make = async (name: string, drafts: readonly TrialDraft[], direction: 'minimize' | 'maximize' = 'minimize') => {
  const { id } = await storage.createStudy(name, [{ name: 'loss', direction }], { 'vernier:id': name });
  await storage.createTrials(id, drafts);
  return id;
};
const list = async (): Promise<any[]> => (await served.json('/api/studies')).studies;
const named = async (name: string) => (await list()).find((study) => study.name === name);

test('all studies are counted, though nobody has opened one; none stays open for it', async () => {
  await make('small', [complete(3), complete(1), complete(2), { state: 'running', startedAt: 5000 }]);
  await make('up', [complete(1), complete(7), complete(4)], 'maximize');
  const again = [4, 5].map((value, i) => ({
    ...complete(value),
    systemAttributes: { 'vernier:confirms': { trial: 1, repeat: i + 1 } },
  }));
  await make('confirmed', [complete(9), complete(1), ...again]);
  await make('empty', []);
  await make('all failed', [{ state: 'failed', startedAt: 1, finishedAt: 2 }]);
  const { id } = await storage.createStudy('two', [
    { name: 'a', direction: 'minimize' },
    { name: 'b', direction: 'minimize' },
  ]);
  await storage.createTrials(id, [{ state: 'complete', values: [1, 2], startedAt: 1, finishedAt: 9 }]);
  await until(async () => (await list()).every(({ summary }) => summary !== null), 'counts');
  expect((await named('small')).summary).toMatchObject({
    trials: 4,
    states: { complete: 3, running: 1 },
    best: { number: 1, value: 1 },
    spark: [3, 1, 1, 1],
    lastChange: 5000,
  });
  expect((await named('up')).summary).toMatchObject({ best: { number: 1, value: 7 }, spark: [1, 7, 7] });
  expect((await named('confirmed')).summary.best).toEqual({ number: 1, value: 4.5 }); // not the lucky first score
  expect((await named('empty')).summary).toMatchObject({ trials: 0, best: null, spark: [], lastChange: null });
  expect((await named('all failed')).summary).toMatchObject({ best: null, spark: [], lastChange: 2 });
  expect((await named('two')).summary).toMatchObject({ trials: 1, best: null, spark: [], lastChange: 9 });
  expect(await (await served.ask('/metrics')).text()).toMatch(/^vernier_studies_open 0$/m);
});

test('a line of the best values has sixty numbers at most, and ends with the present best', async () => {
  await make(
    'long',
    Array.from({ length: 1000 }, (_, i) => complete(1000 - i)),
  );
  await until(async () => (await named('long')).summary !== null);
  const { spark } = (await named('long')).summary;
  expect([spark.length, spark[0], spark.at(-1)]).toEqual([60, 1000, 1]);
  expect(spark).toEqual([...spark].sort((a, b) => b - a));
});

test('what changes in a study that nobody looks at is in the list soon; endless values are spelled out', async () => {
  const id = await make('s', [complete(3), { state: 'running', startedAt: 10 }]);
  await make('still', [complete(1)]);
  await until(async () => (await list()).every(({ summary }) => summary !== null));
  const { at } = (await named('still')).summary;
  await storage.createTrials(id, [complete(Number.NEGATIVE_INFINITY, 7000)]);
  await until(async () => (await named('s')).summary.trials === 3, 'the new trial');
  expect((await named('s')).summary).toMatchObject({
    best: { value: '-Infinity' },
    spark: [3, 3, '-Infinity'],
    lastChange: 7500,
  });
  // A running trial reports: that is news, too, and no reason to load the study beside it again.
  await storage.write(id, [{ type: 'finished', id: 2, state: 'complete', values: [2], at: 9000 }]);
  await until(async () => (await named('s')).summary.lastChange === 9000, 'the end of the trial');
  expect((await named('still')).summary.at).toBe(at);
});

test('an open study is counted as it is, and a deleted one is gone', async () => {
  const id = await make('s', [complete(3)]);
  expect((await served.json('/api/studies/s')).summary.trials).toBe(1);
  await storage.createTrials(id, [complete(1)]);
  await until(async () => (await named('s')).summary.trials === 2);
  await storage.deleteStudy(id);
  await until(async () => (await list()).length === 0);
  await make('s', [complete(8), complete(9), complete(7)]);
  await until(async () => (await named('s'))?.summary?.trials === 3, 'the one of the same name');
});

test('tags are an attribute; what else stands there is none', async () => {
  const id = await make('s', []);
  expect((await named('s')).tags).toEqual([]);
  const put = (value: unknown) =>
    served.ask('/api/studies/s/attributes?key=vernier:tags', { method: 'PUT', body: JSON.stringify({ value }) });
  expect((await put(['vision', 'vision', '<b>', '', 3, null])).status).toBe(200);
  await until(async () => (await named('s')).tags.length > 0);
  expect((await named('s')).tags).toEqual(['vision', '<b>']);
  await put('vision');
  await until(async () => (await named('s')).tags.length === 0);
  expect((await named('s')).planned).toBe(null);
  await storage.setStudyAttribute(id, 'system', 'vernier:setup', { budget: 40 });
  await until(async () => (await named('s')).planned === 40);
});

test('who may see one study sees that one in the list', async () => {
  await make('mine', [complete(1)]);
  await make('theirs', [complete(1)]);
  const token = served.token(['read'], { study: 'mine' });
  await until(async () => (await served.json('/api/studies', { token })).studies[0].summary !== null);
  expect((await served.json('/api/studies', { token })).studies.map(({ name }: any) => name)).toEqual(['mine']);
});
