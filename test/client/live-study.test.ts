import { spawn } from 'node:child_process';
import { renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FeedStatus, openFrozenStudy, openLiveStudy, type StudyFeed } from '../../src/client/index.ts';
import type { Objective, TrialDraft } from '../../src/history/record.ts';
import { snapshotOf } from '../../src/history/snapshot-writer.ts';
import type { Delta } from '../../src/history/view.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { float } from '../../src/space/distribution.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { type Served, serve, until } from '../server/server.ts';
import { stored, told } from './told.ts';
import { type Line, lineTo } from './wire-cutter.ts';

const BOOT = fileURLToPath(new URL('../../src/node/entry/from-source.mjs', import.meta.url));
const TELLER = fileURLToPath(new URL('../server/teller.ts', import.meta.url));
const ONE: readonly Objective[] = [{ name: 'loss', direction: 'minimize' }];

let served: Served;
let storage: Storage;
let line: Line;
let feeds: StudyFeed[];
beforeEach(async () => {
  served = await serve();
  storage = sqlite(served.file);
  line = await lineTo(() => served.server.port);
  feeds = [];
});
afterEach(async () => {
  for (const feed of feeds) feed.close();
  await line.close();
  await storage.close();
  await served.close();
  expect(served.failures).toEqual([]);
});

/** A live study, and all that it has said. */
function open(id: string, token = served.token(['read'])) {
  const feed = openLiveStudy({ address: `${line.url}/api/studies/${id}`, fetch, token });
  feeds.push(feed);
  const said: FeedStatus[] = [];
  const deltas: Delta[] = [];
  let loads = 0;
  feed.subscribe({
    status: (status) => said.push(status),
    changed: (delta) => deltas.push(delta),
    loaded: () => loads++,
  });
  return { feed, said, deltas, states: () => said.map(({ state }) => state), loads: () => loads };
}

const isLive = (feed: StudyFeed) => until(() => feed.status.state === 'live', 'the study to be live');
const hasTrials = (feed: StudyFeed, count: number) => until(() => feed.history?.size === count, `${count} trials`);

const complete = (value: number): TrialDraft => ({
  state: 'complete',
  values: [value],
  params: { x: { distribution: float(0, 1), internal: 0.5 } },
  startedAt: 1000,
  finishedAt: 2000,
});
const completes = (count: number): readonly TrialDraft[] => Array.from({ length: count }, (_, i) => complete(i));

test('after a thousand changes of another process, under cuts, it has what the storage has', async () => {
  const { id } = await storage.createStudy('s', ONE);
  const { feed, loads, states } = open('1');
  await isLive(feed);
  const child = spawn(process.execPath, [BOOT, TELLER, served.file, 's', '5', '1000', '1'], { stdio: 'ignore' });
  let isDone = false;
  const done = new Promise<void>((resolve) => child.on('close', () => resolve())).then(() => void (isDone = true));
  while (!isDone) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    line.cut();
    feed.retry();
  }
  await done;
  const wanted = await stored(storage, id);
  expect(wanted.length).toBeGreaterThan(100);
  await until(() => JSON.stringify(told(feed.history!)) === JSON.stringify(wanted), 'the last changes').catch(
    () => undefined,
  );
  expect(told(feed.history!)).toEqual(wanted);
  expect(loads()).toBe(1); // it went on from where it was
  expect(states()).toContain('reconnecting');
});

test('a history that was frozen is what it was made of', async () => {
  const { id } = await storage.createStudy('s', ONE);
  await storage.createTrials(id, completes(50));
  const { feed } = open('1');
  await isLive(feed);
  const frozen = openFrozenStudy(snapshotOf(feed.history!).bytes, 1000);
  expect(told(frozen.history!)).toEqual(await stored(storage, id));
  expect(frozen.status).toEqual({ state: 'frozen', why: null, hint: null, since: 1000, nextTryAt: null });
});

test('ten thousand trials come at once, and what follows is told once a turn', async () => {
  const { id } = await storage.createStudy('s', ONE);
  await storage.createTrials(id, completes(10_000));
  const { feed, deltas, loads } = open('1');
  await hasTrials(feed, 10_000);
  await isLive(feed);
  await storage.createTrials(id, completes(300));
  await hasTrials(feed, 10_300);
  expect(loads()).toBe(1);
  expect(deltas.length).toBeLessThan(10);
  expect(deltas.flatMap(({ rows }) => [...rows])).toEqual(Array.from({ length: 300 }, (_, i) => 10_000 + i));
});

test('while the line is down it says since when and when it tries again; it tries less and less often', async () => {
  await storage.createStudy('s', ONE);
  const { feed, said } = open('1');
  await isLive(feed);
  line.setOpen(false);
  const tries = () => said.filter(({ nextTryAt }) => nextTryAt !== null);
  await until(() => tries().length >= 3, 'three tries');
  const { since, why, hint } = tries()[0]!;
  expect([feed.status.state, why, hint]).toEqual([
    'reconnecting',
    'The server cannot be reached.',
    'Is it running, and is this machine connected?',
  ]);
  expect(tries().every((one) => one.since === since)).toBe(true);
  const waits = tries().map(({ nextTryAt }, i) => nextTryAt! - (tries()[i - 1]?.nextTryAt ?? since));
  expect(waits[2]!).toBeGreaterThan(1500);
  line.setOpen(true);
  feed.retry();
  await isLive(feed);
});

test('a server that is started anew: it loads once more, and goes on', async () => {
  const { id } = await storage.createStudy('s', ONE);
  await storage.createTrials(id, completes(1));
  const { feed, loads, said } = open('1');
  await isLive(feed);
  const before = feed.history;
  await served.restart();
  await storage.createTrials(id, completes(2));
  await hasTrials(feed, 3);
  await isLive(feed);
  expect(loads()).toBe(2);
  expect(feed.history).not.toBe(before);
  expect(said.some(({ why }) => why === 'The server has stopped.')).toBe(true);
});

test('a study that is deleted: its history stays to be seen', async () => {
  const { id } = await storage.createStudy('s', ONE);
  await storage.createTrials(id, completes(3));
  const { feed } = open('1');
  await isLive(feed);
  await storage.deleteStudy(id);
  await until(() => feed.status.state === 'deleted', 'the end');
  expect(feed.history!.size).toBe(3);
  expect(feed.status.why).toBe('The study was deleted.');
});

test('a study that there is not is not waited for', async () => {
  const { feed } = open('7');
  await until(() => feed.status.state === 'deleted', 'the answer');
  expect([feed.history, feed.status.nextTryAt]).toEqual([null, null]);
});

test('a storage that is away: the words of the server, until it is back', async () => {
  const { id } = await storage.createStudy('s', ONE);
  await storage.createTrials(id, completes(1));
  const { feed, said } = open('1');
  await isLive(feed);
  renameSync(served.file, `${served.file}.away`);
  await until(() => feed.status.state === 'trouble', 'the trouble');
  expect(feed.status.why).toContain('vernier.db');
  const late = open('1');
  await until(() => late.feed.status.state === 'trouble', 'the same, told to who comes now');
  renameSync(`${served.file}.away`, served.file);
  await isLive(feed);
  await isLive(late.feed);
  const other = sqlite(served.file);
  await other.createTrials(id, completes(1));
  await hasTrials(feed, 2);
  await hasTrials(late.feed, 2);
  await other.close();
  expect(said.map(({ state }) => state)).toContain('trouble');
});

test('who is not known is told so; what is said of a study is heard of', async () => {
  const { id } = await storage.createStudy('s', ONE);
  const { feed } = open('1', 'nonsense');
  await until(() => feed.status.state === 'login-needed', 'the refusal');
  expect(feed.status.why).not.toBe(null);
  const known = open('1');
  await isLive(known.feed);
  let notes = 0;
  known.feed.subscribe({ studyChanged: () => notes++ });
  await storage.setStudyAttribute(id, 'user', 'note', 'hello');
  await until(() => notes > 0, 'the note');
});

test('a token that runs out while somebody listens', async () => {
  const brief = await serve({ heartbeatMs: 50 });
  const own = sqlite(brief.file);
  await own.createStudy('s', ONE);
  const token = brief.token(['read'], { expiresAt: Date.now() + 400 });
  const feed = openLiveStudy({ address: `${brief.server.url}/api/studies/1`, fetch, token });
  await isLive(feed);
  await until(() => feed.status.state === 'login-needed', 'the end of the token');
  expect(feed.status.why).toBe('The login has ended.');
  feed.close();
  await own.close();
  await brief.close();
});

test('one that rests holds no connection, and hears afterwards of what it missed', async () => {
  const { id } = await storage.createStudy('s', ONE);
  const { feed, loads, states } = open('1');
  await isLive(feed);
  const streams = async () => /^vernier_streams (\d+)/m.exec(await (await served.ask('/metrics')).text())?.[1];
  expect(await streams()).toBe('1');
  feed.rest();
  await until(async () => (await streams()) === '0', 'the connection to be let go of');
  expect(feed.status.state).toBe('resting');
  await storage.createTrials(id, completes(3));
  feed.retry();
  feed.rest();
  feed.retry(); // as fast as somebody leafs through tabs
  await hasTrials(feed, 3);
  await isLive(feed);
  expect(loads()).toBe(1);
  expect(states()).not.toContain('reconnecting');
});

test('one that rests from the first is loaded, and no more', async () => {
  const { id } = await storage.createStudy('s', ONE);
  await storage.createTrials(id, completes(2));
  const { feed, states } = open('1');
  feed.rest();
  await until(() => feed.status.state === 'resting', 'it to rest');
  expect(feed.history!.size).toBe(2);
  feed.close();
  expect(states()).toEqual(['resting', 'closed']);
});

test('once closed it tells nothing more', async () => {
  const { id } = await storage.createStudy('s', ONE);
  const abort = new AbortController();
  const feed = openLiveStudy({
    address: `${line.url}/api/studies/1`,
    fetch,
    token: served.token(['read']),
    signal: abort.signal,
  });
  await isLive(feed);
  let news = 0;
  feed.subscribe({ changed: () => news++, status: () => news++ });
  abort.abort();
  expect(feed.status.state).toBe('closed');
  await storage.createTrials(id, completes(1));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect([news, feed.history!.size]).toEqual([1, 0]);
});
