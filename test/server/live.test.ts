import { spawn } from 'node:child_process';
import { renameSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HistoryView } from '../../src/history/view.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import type { Objective, TrialDraft } from '../../src/history/record.ts';
import { random } from '../../src/math/random.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { float } from '../../src/space/distribution.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { Listener } from './listener.ts';
import { jsonOf, type Served, serve, until } from './server.ts';

const BOOT = fileURLToPath(new URL('../../src/node/entry/from-source.mjs', import.meta.url));
const TELLER = fileURLToPath(new URL('./teller.ts', import.meta.url));
const ONE: readonly Objective[] = [{ name: 'loss', direction: 'minimize' }];

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

/** What there is to know of a study, in one text. Of removed trials: that they are. */
function told(history: HistoryView): readonly unknown[] {
  return Array.from({ length: history.size }, (_, row) => {
    const { state, number, ...rest } = history.record(row);
    const sorted = (entries: object) => Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
    return state === 'removed'
      ? { state, number }
      : {
          ...rest,
          state,
          number,
          params: sorted(rest.params),
          metrics: sorted(rest.metrics),
          userAttributes: sorted(rest.userAttributes),
          systemAttributes: sorted(rest.systemAttributes),
        };
  });
}

async function stored(id: number): Promise<readonly unknown[]> {
  return told(historyOf((await storage.load(id)).snapshot));
}

const complete = (value: number): TrialDraft => ({
  state: 'complete',
  values: [value],
  params: { x: { distribution: float(0, 1), internal: 0.5 } },
  startedAt: 1000,
  finishedAt: 2000,
});

/** Tells trials from another process; resolves when it has ended. */
function teller(name: string, seed: number, count: number, every: number): Promise<void> {
  const child = spawn(process.execPath, [BOOT, TELLER, served.file, name, String(seed), String(count), String(every)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (piece) => (said += String(piece)));
  return new Promise((resolve, reject) =>
    child.on('close', () => (said === 'done\n' ? resolve() : reject(new Error('the teller failed')))),
  );
}

describe('a page has what the storage has', () => {
  test.each([1, 2])('while another process tells, and connections break anywhere (seed %i)', async (seed) => {
    const { id } = await storage.createStudy('s', ONE);
    const chance = random(seed);
    const listeners = Array.from({ length: 4 }, () => new Listener(served, '1'));
    for (const listener of listeners) await listener.load();
    let isDone = false;
    const work = teller('s', seed, 400, 2).then(() => void (isDone = true));
    const visits = listeners.map(async (listener, i) => {
      for (let round = 0; !isDone; round++) {
        listener.listen();
        await new Promise((resolve) => setTimeout(resolve, chance.uniform() * 150));
        await listener.leave();
        // One stays away for longer; one loads anew at times, and one goes back to an old load; one has a cursor that nobody gave.
        if (i === 0) await new Promise((resolve) => setTimeout(resolve, chance.uniform() * 300));
        if (i === 1 && round % 3 === 2) await listener.load();
        if (i === 2 && round % 4 === 3) listener.cursor = 'ffffffffffffffff.3';
        if (i === 3 && chance.uniform() < 0.4) listener.goBack();
      }
    });
    await Promise.all([work, ...visits]);
    const wanted = await stored(id);
    expect(wanted.length).toBeGreaterThan(30);
    for (const listener of listeners) {
      listener.listen();
      await until(() => JSON.stringify(told(listener.history!)) === JSON.stringify(wanted), 'the last changes').catch(
        () => undefined,
      );
      expect(told(listener.history!)).toEqual(wanted);
      await listener.leave();
      expect(listener.events.filter(({ event }) => event === 'cut')).toEqual([]);
    }
    expect([listeners[0]!.loads, listeners[3]!.loads]).toEqual([1, 1]); // whoever comes back with a cursor catches up, and loads nothing again
    expect(listeners[0]!.heard('reset')).toBe(false);
    expect(listeners[2]!.heard('reset')).toBe(true);
  });
});

test('much that has changed is caught up with piece by piece, while more changes', async () => {
  const { id } = await storage.createStudy('s', ONE);
  const listener = new Listener(served, '1');
  await listener.load();
  const note = 'x'.repeat(2000);
  const many = (count: number, value: number) =>
    storage.createTrials(
      id,
      Array.from({ length: count }, () => ({ ...complete(value), userAttributes: { note } })),
    );
  await many(4000, 1);
  await served.json('/api/studies/1'); // the server knows them
  listener.listen();
  for (let i = 0; i < 20; i++) await many(20, i);
  const wanted = await stored(id);
  await until(() => listener.history!.size === wanted.length, 'all of it');
  expect(told(listener.history!)).toEqual(wanted);
  expect([listener.loads, listener.heard('reset')]).toEqual([1, false]);
  await listener.leave();

  await many(3000, 2);
  await served.json('/api/studies/1');
  listener.goBack();
  listener.listen();
  await until(() => listener.history!.size === 7400, 'the load');
  expect(listener.heard('reset')).toBe(true); // most of the study has changed since: it is loaded again
  await listener.leave();
});

test('a snapshot is known by its ETag, and comes compressed', async () => {
  const { id } = await storage.createStudy('s', ONE);
  await storage.createTrials(id, [complete(1)]);
  const first = await served.ask('/api/studies/1/snapshot');
  expect(first.headers.get('content-encoding')).toBe('gzip');
  const etag = first.headers.get('etag')!;
  expect(etag).toBe(`"${first.headers.get('vernier-cursor')}"`);
  expect((await served.ask('/api/studies/1/snapshot', { headers: { 'if-none-match': etag } })).status).toBe(304);
});

test('fifty pages hear of a change, which is written once for all', async () => {
  const { id } = await storage.createStudy('s', ONE);
  const listeners = Array.from({ length: 50 }, () => new Listener(served, '1'));
  await Promise.all(listeners.map((listener) => listener.load()));
  for (const listener of listeners) listener.listen();
  await until(() => listeners.every(({ isConnected }) => isConnected), 'connections');
  for (let i = 0; i < 20; i++) await storage.createTrials(id, [complete(i)]);
  await until(() => listeners.every(({ history }) => history!.size === 20), 'changes');
  const wanted = await stored(id);
  for (const { history } of listeners) expect(told(history!)).toEqual(wanted);
  const metrics = await (await served.ask('/metrics')).text();
  expect(metrics).toContain('vernier_streams 50\n');
  expect(metrics).toContain('vernier_studies_open 1\n');
  expect(metrics).toMatch(
    /vernier_requests_total\{method="GET",route="\/api\/studies\/\{id\}\/snapshot",status="200"\} 50\n/,
  );
  await Promise.all(listeners.map((listener) => listener.leave()));
  await until(
    async () => (await (await served.ask('/metrics')).text()).includes('vernier_streams 0\n'),
    'streams to go',
  );
});

test('a study that is deleted while it is open: its pages hear so, and it is nowhere', async () => {
  const { id } = await storage.createStudy('s', ONE);
  const listener = new Listener(served, '1');
  await listener.load();
  listener.listen();
  await until(() => listener.isConnected);
  await storage.deleteStudy(id);
  await until(() => listener.heard('ended'), 'the end');
  expect(listener.heard('deleted')).toBe(true);
  expect((await served.ask('/api/studies/1')).status).toBe(404);
});

test('a study that takes the number of a deleted one is another study', async () => {
  const { id } = await storage.createStudy('s', ONE, { 'vernier:id': 'first' });
  const listener = new Listener(served, 'first');
  await listener.load();
  listener.listen();
  await until(() => listener.isConnected);
  await storage.deleteStudy(id);
  expect((await storage.createStudy('s', ONE, { 'vernier:id': 'second' })).id).toBe(id);
  await until(() => listener.heard('deleted'), 'the end');
  expect((await served.ask('/api/studies/first')).status).toBe(404);
  expect((await served.json('/api/studies/second')).id).toBe('second');
});

test('a storage that nobody writes to is not read, however many listen', async () => {
  let reads = 0;
  const idle = await serve({}, {}, (ports) => ({
    ...ports,
    open: () => {
      const opened = ports.open();
      const read = opened.read.bind(opened);
      opened.read = (...args) => {
        reads++;
        return read(...args);
      };
      return opened;
    },
  }));
  const own = sqlite(idle.file);
  const { id } = await own.createStudy('s', ONE);
  await own.createTrials(id, [{ state: 'running', startedAt: 1 }]);
  const listener = new Listener(idle, '1');
  await listener.load();
  listener.listen();
  await until(() => listener.isConnected);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const before = reads;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(reads).toBe(before);
  await own.createTrials(id, [complete(1)]);
  await until(() => listener.history!.size === 2, 'the change');
  await listener.leave();
  await own.close();
  await idle.close();
});

test('what is said of a study is heard of, too', async () => {
  const { id } = await storage.createStudy('s', ONE);
  const listener = new Listener(served, '1');
  await listener.load();
  listener.listen();
  await until(() => listener.isConnected);
  await storage.setStudyAttribute(id, 'user', 'note', 'hello');
  await until(() => listener.heard('study'), 'the note');
  expect((await served.json('/api/studies/1')).attributes).toEqual({ note: 'hello' });
});

test('storage that is gone for a while: pages are told what is wrong and that it is over, and lose nothing', async () => {
  const { id } = await storage.createStudy('s', ONE);
  await storage.createTrials(id, [complete(1)]);
  const listener = new Listener(served, '1');
  await listener.load();
  listener.listen();
  await until(() => listener.isConnected);
  renameSync(served.file, `${served.file}.away`);
  await until(() => listener.heard('trouble'), 'the trouble');
  expect(listener.events.at(-1)!.data.message).toContain('vernier.db');
  const refused = await served.ask('/api/studies/1');
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect((await jsonOf(refused)).error.code).toBe('storage-unavailable');
  expect((await served.ask('/healthz')).status).toBe(503);
  renameSync(`${served.file}.away`, served.file);
  await until(() => listener.heard('reset'), 'the storage to come back');
  const other = sqlite(served.file);
  await other.createTrials(id, [complete(2)]);
  await until(() => listener.history!.size === 2, 'the change');
  expect(listener.loads).toBe(2);
  await other.close();
  expect((await served.ask('/api/studies/1')).status).toBe(200);
  expect((await served.ask('/healthz')).status).toBe(200);
  expect(listener.events.findLast(({ event }) => event === 'trouble')!.data).toEqual({ message: null, hint: null });
});

test('a server that stops tells its pages', async () => {
  await storage.createStudy('s', ONE);
  const listener = new Listener(served, '1');
  await listener.load();
  listener.listen();
  await until(() => listener.isConnected);
  await served.server.stop();
  await until(() => listener.heard('ended'));
  expect(listener.heard('stopping')).toBe(true);
  await expect(served.ask('/api/studies/1')).rejects.toThrow('fetch failed');
});

test('a server that is started anew under open pages: they load once more, and go on', async () => {
  const { id } = await storage.createStudy('s', ONE);
  await storage.createTrials(id, [complete(1)]);
  const listener = new Listener(served, '1');
  await listener.load();
  listener.listen();
  await until(() => listener.isConnected);
  await served.restart();
  await until(() => listener.heard('ended'));
  await storage.createTrials(id, [complete(2)]);
  listener.listen();
  await until(() => listener.history!.size === 2, 'the change');
  expect([listener.loads, listener.heard('reset')]).toEqual([2, true]);
  await storage.createTrials(id, [complete(3)]);
  await until(() => listener.history!.size === 3, 'the next one');
});

test('a page that takes nothing is let go; the others hear all', async () => {
  const small = await serve({ backlogBytes: 50_000 });
  const own = sqlite(small.file);
  const { id } = await own.createStudy('s', ONE);
  const listener = new Listener(small, '1');
  await listener.load();
  listener.listen();
  const token = small.token(['read']);
  const slow = connect(small.server.port, '127.0.0.1');
  slow.on('error', () => undefined);
  slow.write(
    `GET /api/studies/1/events?cursor=${listener.cursor} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  slow.pause(); // it never reads
  const dropped = async () =>
    /streams_dropped_total (\d+)/.exec(await (await small.ask('/metrics')).text())![1] === '1';
  const note = 'x'.repeat(200_000);
  for (let i = 0; i < 200 && !(await dropped()); i++)
    await own.createTrials(id, [{ ...complete(i), userAttributes: { note } }]);
  expect(await dropped()).toBe(true);
  const { length } = await own.load(id).then(({ snapshot }) => ({ length: snapshot.size }));
  await until(() => listener.history!.size === length, 'the other page');
  slow.destroy();
  await listener.leave();
  await own.close();
  await small.close();
});

test('studies that nobody looks at are closed, and open again as if nothing had been', async () => {
  const brief = await serve({ idleMs: 60, memoryBytes: 1 });
  const own = sqlite(brief.file);
  for (const name of ['a', 'b', 'c']) await own.createTrials((await own.createStudy(name, ONE)).id, [complete(1)]);
  const open = async () => Number(/studies_open (\d+)/.exec(await (await brief.ask('/metrics')).text())![1]);
  for (const id of [1, 2, 3]) expect((await brief.json(`/api/studies/${id}`)).summary.trials).toBe(1);
  expect(await open()).toBeLessThanOrEqual(1); // the one in use is over the limit by itself
  await until(async () => (await open()) === 0, 'it to be closed');
  expect((await brief.json('/api/studies/2')).summary.trials).toBe(1);
  expect((await brief.json('/api/studies')).studies.map(({ summary }: any) => summary?.trials)).toEqual([1, 1, 1]);
  await own.close();
  await brief.close();
});
