import { renameSync, statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sqlite } from '../../src/node/sqlite.ts';
import { float } from '../../src/space/distribution.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { Listener } from './listener.ts';
import { type Served, serve, until } from './server.ts';

const TRIALS = 25_000;
let served: Served;
let storage: Storage;
let study: number;
/** Loads beside the server's thread, and what becomes of them. */
let beside = 0;
let fails = false;
beforeEach(async () => {
  [beside, fails] = [0, false];
  served = await serve({}, {}, (ports) => ({
    ...ports,
    load: (id) => {
      const load = ports.load(id);
      if (load !== null) beside++;
      return fails && load !== null ? load.then(() => Promise.reject(new Error('the thread is gone'))) : load;
    },
  }));
  storage = sqlite(served.file, { durability: 'normal' });
  await storage.createStudy('small', [{ name: 'loss', direction: 'minimize' }], { 'vernier:id': 'small' });
  expect((await served.json('/api/studies/small')).summary.trials).toBe(0);
  expect(beside).toBe(0); // of a small file it does not pay
  const { id } = await storage.createStudy('big', [{ name: 'loss', direction: 'minimize' }], { 'vernier:id': 'big' });
  study = id;
  const x = float(0, 1);
  await storage.createTrials(
    id,
    Array.from({ length: TRIALS }, (_, i) => ({
      state: 'complete' as const,
      values: [1 / (i + 1)],
      params: { x: { distribution: x, internal: i / TRIALS }, y: { distribution: x, internal: 0.5 } },
      startedAt: i,
      finishedAt: i + 1,
    })),
  );
  expect(statSync(`${served.file}-wal`).size).toBeGreaterThan(4e6); // what is new lies in the log beside the file
});
afterEach(async () => {
  await storage.close();
  await served.close();
  expect(served.failures).toEqual([]);
});

test('a large study is loaded beside everything else: others are answered meanwhile, and it is followed from there', async () => {
  let isOpen = false;
  const opening = served.json('/api/studies/big').finally(() => (isOpen = true));
  let answered = 0;
  while (!isOpen) {
    expect((await served.ask('/healthz', { token: null })).status).toBe(200);
    answered++;
  }
  expect((await opening).summary).toMatchObject({ trials: TRIALS, best: { number: TRIALS - 1 } });
  expect(beside).toBe(1);
  expect(answered).toBeGreaterThan(10);
  const listener = new Listener(served, 'big');
  await listener.load();
  listener.listen();
  await until(() => listener.isConnected);
  await storage.createTrials(study, [{ state: 'complete', values: [-1], startedAt: 1, finishedAt: 2 }]);
  await until(() => listener.history!.size === TRIALS + 1, 'the new trial');
  expect(listener.loads).toBe(1);
  await listener.leave();
});

test('a large one keeps no small one of the list waiting', async () => {
  await storage.createStudy('later', [{ name: 'loss', direction: 'minimize' }], { 'vernier:id': 'later' });
  const first = (await served.json('/api/studies')).studies;
  for (const name of ['small', 'later'])
    expect(first.find((one: any) => one.name === name).summary).toMatchObject({ trials: 0 });
  expect(beside).toBeLessThan(2);
  await until(async () => {
    const { studies } = await served.json('/api/studies');
    return studies.find((one: any) => one.name === 'big').summary?.trials === TRIALS;
  }, 'its counts');
});

test('where that fails, it is loaded here', async () => {
  fails = true;
  expect((await served.json('/api/studies/big')).summary.trials).toBe(TRIALS);
  expect(beside).toBe(1);
});

test('a file that is gone is told as ever, and loaded once it is back', async () => {
  renameSync(served.file, `${served.file}.away`);
  await until(async () => (await served.ask('/api/studies/big')).status === 503, 'the trouble');
  renameSync(`${served.file}.away`, served.file);
  await until(async () => (await served.ask('/api/studies/big')).status === 200, 'its return');
  expect((await served.json('/api/studies/big')).summary.trials).toBe(TRIALS);
});
