import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TrialPruned } from '../../src/errors.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/samplers/random.ts';
import { categorical, float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { createStudy, openStudy } from '../../src/study/opening/create.ts';
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
const study = () => openStudy('s', { storage });
const moment = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('who asks by hand waits while the study is paused, as a search does', async () => {
  await send('POST', '/pause', { reason: 'lunch' });
  const worker = await study();
  let asked: number | null = null;
  const asking = worker.ask().then(({ number }) => (asked = number));
  await moment(1200);
  expect([asked, (await served.json(`/api/studies/${id}`)).summary.trials]).toEqual([null, 0]);
  expect(worker.warnings.join()).toContain('(lunch): no trial starts until it is resumed.');
  await send('POST', '/resume');
  await until(() => asked !== null, 'the trial');
  await asking;
});

const settings = (limits: unknown) => send('PATCH', '/settings', limits);
const refusal = async (sent: Promise<Response>) => {
  const answer = await sent;
  return [answer.status, (await jsonOf(answer)).error.code];
};
/** Trials that run until they are let go, one after the other. */
function held() {
  const waiting: (() => void)[] = [];
  return {
    run: () => new Promise<number>((resolve) => waiting.push(() => resolve(1))),
    letGo: () => waiting.splice(0).forEach((go) => go()),
    get running() {
      return waiting.length;
    },
  };
}

describe('limits of a study that runs', () => {
  test('more and fewer trials at once, within a second', async () => {
    const trials = held();
    const search = (await study()).optimize(trials.run, { trials: 12, concurrency: 1 });
    await until(() => trials.running === 1);
    expect((await settings({ concurrency: 3 })).status).toBe(200);
    const set = performance.now();
    await until(() => trials.running === 3, 'three lanes');
    expect(performance.now() - set).toBeLessThan(1500);
    await settings({ concurrency: 1 });
    await moment(1100);
    trials.letGo();
    await until(() => trials.running === 1, 'one lane');
    await moment(300);
    expect(trials.running).toBe(1);
    await settings({ concurrency: null });
    const going = setInterval(() => trials.letGo(), 5);
    expect(await search).toMatchObject({ complete: 12, stoppedBy: 'trials' });
    clearInterval(going);
  });

  test('more trials, while the last one runs; fewer end the search', async () => {
    const trials = held();
    const worker = await study();
    const search = worker.optimize(trials.run, { trials: 2, concurrency: 2 });
    await until(() => trials.running === 2);
    expect(await (await settings({ trials: 3 })).json()).toMatchObject({
      trials: 3,
      concurrency: null,
      deadline: null,
    });
    trials.letGo();
    await until(() => trials.running === 1, 'the third trial');
    trials.letGo();
    expect(await search).toMatchObject({ complete: 3, stoppedBy: 'trials' });
    expect(worker.warnings.join()).toMatch(/Limits of this study were set by token .*: 3 trials in all\./);
    await settings({ trials: 3 });
    expect(await (await study()).optimize(() => 1, { trials: 10 })).toMatchObject({ complete: 0, stoppedBy: 'trials' });
    await expect((await study()).ask()).rejects.toMatchObject({ code: 'study-busy' });
  });

  test('a deadline ends what runs, with its last report', async () => {
    const worker = await study();
    const search = worker.optimize(
      async (_, trial) => {
        for (let step = 1; !trial.signal.aborted; step++) {
          await trial.report(1 / step, step);
          await moment(20);
        }
        throw new TrialPruned();
      },
      { trials: 5 },
    );
    await moment(300);
    const deadline = Date.now() + 1500;
    await settings({ deadline });
    const summary = await search;
    expect(summary).toMatchObject({ pruned: 1, stoppedBy: 'seconds' });
    expect(Math.abs(Date.now() - deadline)).toBeLessThan(1000);
    expect((await served.json(`/api/studies/${id}/trials/0`)).why).toBe("The study's deadline was reached.");
  });

  test('patience ends a search that had none', async () => {
    const going = (await study()).optimize(
      async () => {
        await moment(10);
        return 1;
      },
      { trials: 5000 },
    );
    await moment(300);
    await settings({ noImprovement: 5 });
    expect(await going).toMatchObject({ stoppedBy: 'noImprovement' });
    expect((await study()).history.size).toBeLessThan(500);
  });

  test('the best are run again at the end of a search that had not planned to', async () => {
    const trials = held();
    const search = (await study()).optimize(trials.run, { trials: 4, concurrency: 1 });
    await until(() => trials.running === 1);
    await settings({ confirm: 2 });
    const going = setInterval(() => trials.letGo(), 5);
    const { confirmation } = await search;
    expect(confirmation?.result?.trials).toHaveLength(2);
    clearInterval(going);
    expect((await study()).history.size).toBeGreaterThan(4);
  });

  test('another pruner judges from the next trial on, and the own one again once that is taken back', async () => {
    const worker = await study();
    const ends: string[] = [];
    const one = async (): Promise<void> => {
      await worker.optimize(
        async (_, trial) => {
          for (let step = 1; step <= 5; step++) {
            await trial.report(step, step);
            if (trial.shouldPrune()) {
              ends.push('pruned');
              throw new TrialPruned();
            }
          }
          ends.push('complete');
          return 5;
        },
        { trials: worker.history.size + 1 },
      );
    };
    await one();
    await settings({ pruner: { name: 'threshold', options: { upper: 3 } } });
    await moment(600);
    await one();
    expect((await served.json(`/api/studies/${id}`)).limits.pruner).toMatchObject({
      name: 'threshold',
      options: { upper: 3, warmup: 0 },
    });
    await settings({ pruner: { name: 'threshold', options: { warmup: 9 } } });
    await moment(600);
    await one();
    await settings({ pruner: null });
    await moment(600);
    await one();
    expect(ends).toEqual(['complete', 'pruned', 'complete', 'complete']);
    expect(worker.warnings.join()).toMatch(/the pruner threshold\./);
  });

  test('what makes no sense is refused, and the study says what holds', async () => {
    expect(await refusal(settings({ noImprovement: 0 }))).toEqual([422, 'config-invalid']);
    expect(await refusal(settings({ confirm: 1.5 }))).toEqual([422, 'config-invalid']);
    expect(await refusal(settings({ pruner: { name: 'medan' } }))).toEqual([422, 'config-invalid']);
    expect(await refusal(settings({ pruner: { name: 'median', options: { warmpu: 3 } } }))).toEqual([
      422,
      'parameter-invalid',
    ]);
    expect(await refusal(settings({ trials: 1.5 }))).toEqual([422, 'config-invalid']);
    expect(await refusal(settings({ concurrency: 0 }))).toEqual([422, 'config-invalid']);
    expect(await refusal(settings({ deadline: 1000 }))).toEqual([422, 'config-invalid']);
    expect(await refusal(settings({ trails: 3 }))).toEqual([400, 'request-invalid']);
    expect(await refusal(settings({}))).toEqual([400, 'request-invalid']);
    expect((await served.json(`/api/studies/${id}`)).limits).toBe(null);
    await settings({ trials: 7 });
    await settings({ concurrency: 2 });
    expect((await served.json(`/api/studies/${id}`)).limits).toMatchObject({
      trials: 7,
      concurrency: 2,
      deadline: null,
    });
    await settings({ trials: null, concurrency: null });
    expect((await served.json(`/api/studies/${id}`)).limits).toBe(null);
    const reader = served.token(['read']);
    expect(
      (await served.ask(`/api/studies/${id}/settings`, { method: 'PATCH', body: '{}', token: reader })).status,
    ).toBe(403);
  });
});

const narrow = { changes: [{ type: 'range', parameter: 'x', low: 0.5, high: 1 }] };

describe('the space of a study that runs', () => {
  test('a preview says what is kept, and changes nothing', async () => {
    const worker = await study();
    await worker.enqueue({ x: 0.2 });
    await worker.enqueue({ x: 0.8 });
    await worker.addTrials([0.1, 0.6, 0.7].map((x, i) => ({ params: { x, kind: i === 2 ? 'b' : 'a' }, score: x })));
    expect(await (await send('POST', '/space/preview', narrow)).json()).toEqual({
      differences: ['x: float(0, 1) → float(0.5, 1)'],
      trials: 3,
      inside: 2,
      best: 2,
      bestInside: 3,
      learnt: 2,
      clamped: 1,
      queued: 1,
    });
    const without = { changes: [{ type: 'forbid', parameter: 'kind', choices: ['a'] }] };
    const kept = await jsonOf(await send('POST', '/space/preview', without));
    expect(kept).toMatchObject({ inside: 1, bestInside: 4, learnt: 3, clamped: 0, queued: 0 });
    expect((await study()).space).toEqual(worker.space);
  });

  test('a search takes it up at the next ask, and again when it is undone', async () => {
    const seen: number[] = [];
    let isOver = false;
    const search = (await study()).optimize(
      async (params) => {
        const { x } = params as { readonly x: number };
        seen.push(x);
        await moment(5);
        return x;
      },
      { finish: finishWhen(() => isOver) },
    );
    await until(() => seen.some((x) => x < 0.5), 'a low one');
    expect((await send('PUT', '/space', narrow)).status).toBe(200);
    await moment(1200);
    const from = seen.length;
    await until(() => seen.length > from + 30, 'more trials');
    expect(Math.min(...seen.slice(from))).toBeGreaterThanOrEqual(0.5);
    const [change] = await changes();
    expect(change).toMatchObject({ action: 'space', detail: 'x: float(0, 1) → float(0.5, 1)', undoable: true });
    expect((await send('POST', `/changes/${change.n}/undo`)).status).toBe(200);
    await moment(1200);
    const again = seen.length;
    await until(() => seen.slice(again).some((x) => x < 0.5), 'a low one again');
    isOver = true;
    await search;
  });

  test('a program that still says the earlier space goes on with the one that was set', async () => {
    await send('PUT', '/space', narrow);
    const again = await openStudy('s', { storage, sampler: random(), space: searched });
    expect(again.space!.nodes[0]!.distribution).toMatchObject({ low: 0.5, high: 1 });
    const other = space({ x: float(0, 2), kind: categorical(['a', 'b']) });
    await expect(openStudy('s', { storage, sampler: random(), space: other })).rejects.toMatchObject({
      code: 'study-differs',
    });
  });

  test('what cannot be is refused', async () => {
    const range = (low: number, high: number, parameter = 'x') => ({
      changes: [{ type: 'range', parameter, low, high }],
    });
    expect(await refusal(send('PUT', '/space', range(1, 0.5)))).toEqual([422, 'space-invalid']);
    expect(await refusal(send('PUT', '/space', range(0, 1)))).toEqual([422, 'config-invalid']);
    expect(await refusal(send('PUT', '/space', range(0, 1, 'y')))).toEqual([422, 'space-invalid']);
    expect(await refusal(send('PUT', '/space', range(0, 1, 'kind')))).toEqual([422, 'space-invalid']);
    const nothing = { changes: [{ type: 'forbid', parameter: 'kind', choices: ['a', 'b'] }] };
    expect(await refusal(send('PUT', '/space', nothing))).toEqual([422, 'space-invalid']);
    expect(await changes()).toEqual([]);
  });
});

test('a trial is cloned and edited into the queue', async () => {
  const worker = await study();
  await worker.addTrials([{ params: { x: 0.25, kind: 'a' }, score: 1 }]);
  expect(await (await send('POST', '/trials', { from: 0, params: { kind: 'b' } })).json()).toEqual({ number: 1 });
  await worker.refresh();
  expect((await worker.ask()).params).toEqual({ x: 0.25, kind: 'b' });
  expect(worker.history.notes(1)?.['why']).toBe(
    'You asked for this point: the settings of trial 0, some of them changed.',
  );
  expect(await refusal(send('POST', '/trials', { from: 7, params: {} }))).toEqual([404, 'trial-missing']);
});

const changes = async () => (await served.json(`/api/studies/${id}/changes`)).changes;
const undone = async (n: number) => (await send('POST', `/changes/${n}/undo`)).status;

describe('what was changed is undone', () => {
  test('attributes, pauses and limits, each back to what it was', async () => {
    const worker = await study();
    await worker.ask();
    await send('PUT', '/attributes?key=note', { value: 'first' });
    await send('PUT', '/attributes?key=note', { value: 'second' });
    await send('PUT', '/trials/0/attributes?key=mark', { value: 1 });
    await send('POST', '/pause', { reason: 'x' });
    await send('POST', '/resume');
    await settings({ trials: 5 });
    await settings({ trials: 9 });
    const known = await changes();
    expect(known.map(({ n, action, trial, key }: any) => [n, action, trial, key])).toEqual([
      [7, 'limits', null, null],
      [6, 'limits', null, null],
      [5, 'resume', null, null],
      [4, 'pause', null, null],
      [3, 'note', 0, 'mark'],
      [2, 'note', null, 'note'],
      [1, 'note', null, 'note'],
    ]);
    expect(known[0].by).toMatch(/^token /);
    expect(await refusal(send('POST', '/changes/1/undo'))).toEqual([409, 'undo-impossible']); // changed again since
    expect([await undone(2), await undone(3), await undone(5), await undone(7)]).toEqual([200, 200, 200, 200]);
    const now = await served.json(`/api/studies/${id}`);
    expect(now).toMatchObject({ attributes: { note: 'first' }, paused: { why: 'x' }, limits: { trials: 5 } });
    expect((await served.json(`/api/studies/${id}/trials/0`)).attributes).toEqual({ mark: null });
    expect(await refusal(send('POST', '/changes/2/undo'))).toEqual([409, 'undo-impossible']); // already
    expect([await undone(1), await undone(4), await undone(6)]).toEqual([200, 200, 200]);
    const first = await served.json(`/api/studies/${id}`);
    expect(first).toMatchObject({ attributes: { note: null }, paused: null, limits: null });
    expect(await refusal(send('POST', '/changes/99/undo'))).toEqual([404, 'not-found']);
    const last = (await changes())[0];
    expect(last).toMatchObject({ action: 'undo', key: '6', undoable: false });
    expect(await refusal(send('POST', `/changes/${last.n}/undo`))).toEqual([409, 'undo-impossible']);
  });

  test('the queue: out of it while the trial waits, into it again as another one', async () => {
    await send('POST', '/trials', { params: { x: 0.5 } });
    expect(await undone(1)).toBe(200);
    expect((await served.json(`/api/studies/${id}`)).summary.trials).toBe(0);
    await send('POST', '/trials', { params: { x: 0.75 }, attributes: { from: 'Ada' } });
    await send('DELETE', '/trials/1');
    const [{ n }] = await changes();
    const atOnce = await Promise.all([undone(n), undone(n), undone(n)]);
    expect(atOnce.sort()).toEqual([200, 409, 409]);
    const worker = await study();
    const trial = await worker.ask();
    expect([trial.number, trial.params['x' as never]]).toEqual([2, 0.75]);
    expect((await served.json(`/api/studies/${id}/trials/2`)).attributes).toEqual({ from: 'Ada' });
    await send('POST', '/trials', { params: { x: 0.9 } });
    await worker.refresh();
    await worker.ask();
    const [late] = await changes();
    const answer = await send('POST', `/changes/${late.n}/undo`);
    expect([answer.status, (await jsonOf(answer)).error]).toEqual([
      409,
      {
        code: 'undo-impossible',
        message: 'Trial 3 is running: it waits no more.',
        hint: 'Stop the trial instead.',
        details: {},
      },
    ]);
  });

  test('the last hundred are kept, in order; what is too long to be kept cannot be undone', async () => {
    await send('PUT', '/attributes?key=long', { value: 'x'.repeat(30_000) });
    await send('PUT', '/attributes?key=long', { value: '' });
    expect((await changes()).map(({ undoable }: any) => undoable)).toEqual([false, true]);
    expect(await refusal(send('POST', '/changes/2/undo'))).toEqual([409, 'undo-impossible']);
    await Promise.all(Array.from({ length: 110 }, (_, i) => send('PUT', `/attributes?key=k${i % 7}`, { value: i })));
    const kept = (await changes()).map(({ n }: any) => n);
    expect(kept).toEqual(Array.from({ length: 100 }, (_, i) => 112 - i));
  });

  test('who may only read may not undo; an open page hears of it', async () => {
    await send('PUT', '/attributes?key=note', { value: 'first' });
    const listener = new Listener(served, id);
    await listener.load();
    listener.listen();
    await until(() => listener.isConnected);
    const reader = served.token(['read']);
    const path = `/api/studies/${id}/changes/1/undo`;
    expect((await served.ask(path, { method: 'POST', token: reader })).status).toBe(403);
    expect(await undone(1)).toBe(200);
    await until(() => listener.heard('study'), 'the page');
    await listener.leave();
  });
});

/** A signal that comes when something holds. */
function finishWhen(holds: () => boolean): AbortSignal {
  const finish = new AbortController();
  const look = setInterval(() => {
    if (!holds()) return;
    clearInterval(look);
    finish.abort();
  }, 10);
  return finish.signal;
}
