import { afterEach, beforeEach, expect, test } from 'vitest';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/samplers/random.ts';
import { categorical, float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { createStudy, openStudy } from '../../src/study/create.ts';
import { type Served, serve, until } from './server.ts';

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
