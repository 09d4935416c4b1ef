import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { sqlite } from '../../src/node/sqlite.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { type Served, until } from '../server/server.ts';
import { open, openBrowser, painted, serveDashboard, type Visit } from './browser.ts';

// A browser keeps six connections with a server over HTTP, all its pages together: a seventh page waits for one of them.

const PAGES = 8;

let browser: Browser | null = null;
let served: Served;
let storage: Storage;
let seen: Visit | null = null;

beforeEach(async (context) => {
  browser ??= await openBrowser(context);
  served = await serveDashboard();
  storage = sqlite(served.file, { durability: 'normal' });
});
afterEach(async () => {
  await seen?.page.context().close();
  await storage?.close();
  await served?.close();
  const faults = seen?.faults ?? [];
  seen = null;
  expect(faults).toEqual([]);
});
afterAll(() => browser?.close());

/** Adds a study with a trial; answers its id on the server. */
async function study(name: string): Promise<string> {
  const { id } = await storage.createStudy(name, [{ name: 'loss', direction: 'minimize' }]);
  await storage.createTrials(id, [{ state: 'complete', values: [1], params: {}, startedAt: 1000, finishedAt: 2000 }]);
  return served
    .json('/api/studies')
    .then(({ studies }) => studies.find((one: { name: string }) => one.name === name).id);
}

const streams = async () => Number(/^vernier_streams (\d+)/m.exec(await (await served.ask('/metrics')).text())![1]);

test('pages that nobody sees hold no connection; seen again, they have what happened meanwhile', async () => {
  const id = await study('digits');
  const address = `/studies/${id}`;
  seen = await open(browser!, served, address);
  const { page: first } = seen;
  await painted(first, 'history');
  const context = first.context();
  const hide = (isHidden: boolean) =>
    `Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} });
     document.dispatchEvent(new Event('visibilitychange'));`;
  await first.evaluate(hide(true));
  for (let i = 1; i < PAGES; i++) {
    const page = await context.newPage();
    await page.goto(`${served.server.url}${address}`, { timeout: 10_000 });
    await painted(page, 'history');
    await page.evaluate(hide(true));
  }
  await until(async () => (await streams()) === 0, 'all to be let go of');
  const { id: inner } = (await storage.listStudies()).find(({ name }) => name === 'digits')!;
  await storage.createTrials(inner, [
    { state: 'complete', values: [0.5], params: {}, startedAt: 1000, finishedAt: 2000 },
  ]);
  await first.evaluate(hide(false));
  await first.getByText('2 complete').first().waitFor();
  expect(await streams()).toBe(1);
}, 120_000);

test('many studies are compared, and another page opens beside', async () => {
  const ids: string[] = [];
  for (let i = 0; i < PAGES; i++) ids.push(await study(`study ${i}`));
  seen = await open(browser!, served, `/compare?ids=${ids.join(',')}`);
  await seen.page.getByRole('row', { name: /^study 7 1 trial 0 1/ }).waitFor();
  await until(async () => (await streams()) <= 2, 'the studies to take turns');
  const other = await seen.page.context().newPage();
  await other.goto(`${served.server.url}/`, { timeout: 10_000 });
  await other.getByText('study 7').first().waitFor();
}, 120_000);
