import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PRUNED } from '../../src/history/attribute-names.ts';
import type { TrialDraft } from '../../src/history/record.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { createStudy, openStudy } from '../../src/study/opening/create.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/samplers/random.ts';
import { categorical, float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { studyDetail, studyList, trialDetail, trialPage } from '../../src/wire/messages.ts';
import { Listener } from './listener.ts';
import { jsonOf, type Served, serve, until } from './server.ts';

let served: Served;
let storage: Storage;
let id: string;
const searched = space({ x: float(0, 1), kind: categorical(['a', 'b']) });
beforeEach(async () => {
  served = await serve();
  storage = sqlite(served.file);
  id = (await createStudy({ name: 's', storage, sampler: random(), space: searched, seed: 1 })).id;
});
afterEach(async () => {
  await storage.close();
  await served.close();
  expect(served.failures).toEqual([]);
});

const send = (method: string, path: string, body?: unknown) =>
  served.ask(`/api/studies/${id}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
const refusal = async (sent: Promise<Response>) => {
  const answer = await sent;
  return [answer.status, (await jsonOf(answer)).error.code];
};
const study = () => openStudy('s', { storage });

test('a setting that a person wishes is tried next, by whoever works on the study', async () => {
  const answer = await send('POST', '/trials', { params: { x: 0.25 }, attributes: { from: 'Ada' } });
  expect([answer.status, await answer.json()]).toEqual([200, { number: 0 }]);
  const trial = await (await study()).ask();
  expect([trial.number, trial.params['x' as never]]).toEqual([0, 0.25]);
  expect((await served.json(`/api/studies/${id}/trials/0`)).attributes).toEqual({ from: 'Ada' });
});

test('a setting that cannot be is refused, in the words of the library', async () => {
  const answer = await send('POST', '/trials', { params: { y: 1 } });
  expect(answer.status).toBe(422);
  expect((await jsonOf(answer)).error).toMatchObject({ code: 'parameter-invalid', hint: 'Did you mean "x"?' });
  const hostile = await served.ask(`/api/studies/${id}/trials`, {
    method: 'POST',
    body: '{"params": {"__proto__": {"x": 0.5}}}',
  });
  expect([hostile.status, (await jsonOf(hostile)).error.code]).toEqual([422, 'parameter-invalid']);
  expect((await served.json(`/api/studies/${id}`)).summary.trials).toBe(0);
});

test('a study that is paused starts no trial, whoever works on it, and goes on when it is resumed', async () => {
  const worker = await study();
  const ends: (() => void)[] = [];
  const search = worker.optimize(() => new Promise<number>((resolve) => ends.push(() => resolve(1))), { trials: 3 });
  await until(() => ends.length === 1, 'the first trial');
  expect((await send('POST', '/pause', { reason: 'the disk is full' })).status).toBe(200);
  const { paused } = await served.json(`/api/studies/${id}`);
  expect(paused).toMatchObject({ why: 'the disk is full' });
  expect((await send('POST', '/pause', {})).status).toBe(200); // who paused it first stays named
  expect((await served.json('/api/studies')).studies[0].paused).toEqual(paused);
  await new Promise((resolve) => setTimeout(resolve, 600)); // a worker looks every half second
  ends[0]!(); // what runs may end
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(ends.length).toBe(1);
  expect(worker.warnings.join()).toMatch(/^The study was paused by token .*the disk is full/);
  expect((await served.json(`/api/studies/${id}/trials/0`)).state).toBe('complete');
  expect((await send('POST', '/resume')).status).toBe(200);
  expect((await served.json(`/api/studies/${id}`)).paused).toBe(null);
  await until(() => ends.length === 2, 'the second trial');
  ends[1]!();
  await until(() => ends.length === 3, 'the third trial');
  ends[2]!();
  expect(await search).toMatchObject({ complete: 3, stoppedBy: 'trials' });
});

test('a search that is paused still ends when it is told to', async () => {
  await send('POST', '/pause', {});
  const worker = await study();
  const signal = new AbortController();
  const search = worker.optimize(() => 0, { trials: 3, signal: signal.signal });
  setTimeout(() => signal.abort(), 300);
  expect(await search).toMatchObject({ complete: 0, stoppedBy: 'signal' });
  expect(await worker.optimize(() => 0, { trials: 3, seconds: 1 })).toMatchObject({
    complete: 0,
    stoppedBy: 'seconds',
  });
});

test('a trial that is stopped: whoever runs it is told at its next report, and it keeps what it had reported', async () => {
  const worker = await study();
  const trial = await worker.ask();
  await trial.report(0.7, 1);
  await trial.report(0.5, 2);
  const listener = new Listener(served, id);
  await listener.load();
  listener.listen();
  await until(() => listener.isConnected);
  expect((await send('POST', '/trials/0/stop', { reason: 'not <b>this</b> one' })).status).toBe(200);
  await until(() => listener.history!.state(0) === 'pruned', 'the page');
  expect(trial.shouldPrune()).toBe(false); // it has not reported since
  await trial.report(0.4, 3);
  expect(trial.shouldPrune()).toBe(true);
  const record = historyOf((await storage.load(1)).snapshot).record(0);
  expect(record).toMatchObject({ state: 'pruned', values: [0.5] });
  expect(record.systemAttributes[PRUNED]).toMatchObject({ step: 2, why: 'not <b>this</b> one' });
  expect((await served.json(`/api/studies/${id}/trials/0`)).why).toBe('not <b>this</b> one');
  expect(await refusal(send('POST', '/trials/0/stop', {}))).toEqual([409, 'trial-finished']);
  await listener.leave();
});

test('what has not started is not stopped, but taken out of the queue', async () => {
  await send('POST', '/trials', { params: { x: 0.5 } });
  expect(await refusal(send('POST', '/trials/0/stop', {}))).toEqual([404, 'trial-missing']);
  expect((await send('DELETE', '/trials/0')).status).toBe(200);
  expect(await refusal(send('DELETE', '/trials/0'))).toEqual([404, 'trial-missing']);
  expect((await (await study()).ask()).number).toBe(1);
});

test('attributes of trials and studies, whatever they are called', async () => {
  await (await study()).ask();
  for (const key of ['note', '__proto__', '../../x', '<script>alert(1)</script>', 'x'.repeat(500), 'ключ']) {
    const at = `attributes?key=${encodeURIComponent(key)}`;
    expect((await send('PUT', `/trials/0/${at}`, { value: { deep: [1, null, key] } })).status).toBe(200);
    expect((await send('PUT', `/${at}`, { value: key })).status).toBe(200);
    const [trial, whole] = [await served.ask(`/api/studies/${id}/trials/0`), await served.ask(`/api/studies/${id}`)];
    expect(Object.entries((await jsonOf(trial)).attributes)).toContainEqual([key, { deep: [1, null, key] }]);
    expect(Object.entries((await jsonOf(whole)).attributes)).toContainEqual([key, key]);
    expect(whole.headers.get('content-type')).toBe('application/json');
  }
  expect(await refusal(send('PUT', `/attributes?key=${'x'.repeat(10_000)}`, { value: 1 }))).toEqual([
    400,
    'request-invalid',
  ]);
});

test('attributes have a limit, each and all together, however many are set at once; what takes less is taken', async () => {
  await (await study()).ask();
  const set = (where: string, key: string, length: number) =>
    send('PUT', `${where}/attributes?key=${key}`, { value: 'x'.repeat(length) });
  for (const where of ['/trials/0', '']) {
    const long = await set(where, 'long', 100_000);
    expect([long.status, (await jsonOf(long)).error]).toMatchObject([
      413,
      { code: 'attributes-full', message: 'Attribute "long" takes 100006 characters; one may take 100000 at most.' },
    ]);
    const names = Array.from({ length: 13 }, (_, i) => `a${10 + i}`);
    const answers = await Promise.all(names.map((name) => set(where, name, 90_000)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(11).fill(200), 413, 413]);
    const { attributes } = await served.json(`/api/studies/${id}${where}`);
    expect(Object.keys(attributes)).toHaveLength(11);
    const [first] = Object.keys(attributes);
    const more = await set(where, 'more', 20_000);
    expect((await jsonOf(more)).error.message).toMatch(
      /^With "more" the attributes of (trial 0|the study) would take 1010\d{3} characters; they may take 1000000 at most\.$/,
    );
    expect((await set(where, first!, 10)).status).toBe(200);
    expect((await set(where, 'more', 20_000)).status).toBe(200);
  }
  const asked = await send('POST', '/trials', { params: {}, attributes: { long: 'x'.repeat(100_000) } });
  expect([asked.status, (await jsonOf(asked)).error.code]).toEqual([413, 'attributes-full']);
});

test('a study is deleted by whoever writes its name', async () => {
  expect(await refusal(send('DELETE', '', { name: 'S' }))).toEqual([409, 'study-differs']);
  const listener = new Listener(served, id);
  await listener.load();
  listener.listen();
  await until(() => listener.isConnected);
  expect((await send('DELETE', '', { name: 's' })).status).toBe(200);
  await until(() => listener.heard('deleted'));
  expect(await storage.findStudy('s')).toBe(null);
});

describe('what is read', () => {
  test('names that are awkward: a study, its parameters and metrics', async () => {
    const name = `<script>alert("${'x'.repeat(400)}")</script>../../\u2028`;
    const made = await storage.createStudy(name, [{ name: '</title>', direction: 'maximize' }]);
    const rich: TrialDraft = {
      state: 'complete',
      values: [Number.POSITIVE_INFINITY],
      params: { ['__proto__']: { distribution: categorical(['<b>', Number.NaN]), internal: 1 } },
      metrics: { ['constructor']: [[1, Number.NaN]] as const },
      userAttributes: { ['k'.repeat(400)]: 'v'.repeat(10_000) },
      startedAt: 1000,
      finishedAt: 3000,
    };
    await storage.createTrials(made.id, [rich]);
    const detail = await served.json(`/api/studies/${made.id}`);
    expect(detail).toMatchObject({ name, summary: { trials: 1, best: { number: 0, value: 'Infinity' } } });
    expect(detail.parameters).toEqual([
      { name: '__proto__', distribution: { kind: 'categorical', choices: ['<b>', { number: 'NaN' }], ordered: false } },
    ]);
    const trial = await served.json(`/api/studies/${made.id}/trials/0`);
    expect(trial).toMatchObject({ values: { '</title>': 'Infinity' }, seconds: 2, steps: 0 });
    expect(trial.metrics).toEqual({ constructor: [[1, 'NaN']] });
    expect(Object.entries(trial.params)).toEqual([['__proto__', 'NaN']]);
    // All of it has the form that is described.
    for (const [schema, path] of [
      [studyList, ''],
      [studyDetail, `/${made.id}`],
      [trialPage, `/${made.id}/trials`],
      [trialDetail, `/${made.id}/trials/0`],
    ] as const)
      expect(schema.safeParse(await served.json(`/api/studies${path}`)).error).toBe(undefined);
  });

  test('pages of trials, sorted and chosen', async () => {
    const made = await storage.createStudy('many', [{ name: 'gain', direction: 'maximize' }]);
    const values = [3, Number.NaN, 1, 2];
    await storage.createTrials(made.id, [
      ...values.map((value) => ({
        state: 'complete' as const,
        values: [value],
        startedAt: 1,
        finishedAt: 10 - (value || 0),
      })),
      { state: 'failed', startedAt: 1, finishedAt: 2 },
      { state: 'running', startedAt: 5 },
    ]);
    const numbers = async (query: string) => {
      const { total, trials } = await served.json(`/api/studies/${made.id}/trials?${query}`);
      return [total, trials.map(({ number }: any) => number)];
    };
    expect(await numbers('')).toEqual([6, [0, 1, 2, 3, 4, 5]]);
    expect(await numbers('offset=2&limit=2')).toEqual([6, [2, 3]]);
    expect(await numbers('sort=value')).toEqual([6, [0, 3, 2, 1, 4, 5]]);
    expect(await numbers('sort=value&order=descending&limit=3')).toEqual([6, [2, 3, 0]]);
    expect(await numbers('sort=finished&state=complete')).toEqual([4, [0, 3, 2, 1]]);
    expect(await numbers('state=failed,running')).toEqual([2, [4, 5]]);
    expect(await numbers('order=descending&limit=1')).toEqual([6, [5]]);
    expect(await numbers('offset=1000')).toEqual([6, []]);
  });
});
