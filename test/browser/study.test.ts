import { readFileSync, renameSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, test, type TestContext } from 'vitest';
import type { Objective, TrialDraft } from '../../src/history/record.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { categorical, float } from '../../src/space/distribution.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { type Line, lineTo } from '../client/wire-cutter.ts';
import type { Served } from '../server/server.ts';
import { openBrowser, overhang, painted, seriousFaults, serveDashboard } from './browser.ts';

const ONE: readonly Objective[] = [{ name: 'loss', direction: 'minimize' }];
const LR = float(1e-5, 1, { log: true });
const OPT = categorical(['adam', 'sgd']);

let browser: Browser | null = null;
let served: Served;
let storage: Storage;
let line: Line;
let complaints: string[] = [];

beforeEach(async (context: TestContext) => {
  browser ??= await openBrowser(context);
  served = await serveDashboard();
  storage = sqlite(served.file);
  line = await lineTo(() => served.server.port);
  complaints = [];
});
afterEach(async () => {
  for (const context of browser?.contexts() ?? []) await context.close();
  await line?.close();
  await storage?.close();
  await served?.close();
  expect(complaints).toEqual([]);
});
afterAll(() => browser?.close());

/** A page of somebody who is logged in. @param isRough are errors of the network expected? */
async function open(address: string, options: BrowserContextOptions = {}, isRough = false): Promise<Page> {
  const context = await browser!.newContext({ viewport: { width: 1280, height: 1000 }, ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // A busy machine may keep the file locked for a moment: pages are told so, and ask again.
    const isBusy = message.text().includes('status of 503');
    if (!isRough && !isBusy && message.type() === 'error') complaints.push(message.text());
  });
  const { pathname, search } = new URL(served.server.newOwnerLink());
  await page.goto(`${line.url}${pathname}${search}`);
  await page.waitForURL(`${line.url}/`);
  await page.goto(`${line.url}${address}`);
  return page;
}

const trial = (i: number, value = 1 / (1 + i)): TrialDraft => ({
  state: 'complete',
  values: [value],
  params: { lr: { distribution: LR, internal: 10 ** -(1 + (i % 4)) }, opt: { distribution: OPT, internal: i % 2 } },
  startedAt: 1000 * i + 1,
  finishedAt: 1000 * i + 900,
});

async function study(name: string, count: number, objectives = ONE): Promise<number> {
  const { id } = await storage.createStudy(name, objectives);
  if (count > 0)
    await storage.createTrials(
      id,
      Array.from({ length: count }, (_, i) => trial(i)),
    );
  return id;
}

const chart = (page: Page, name: string) => page.locator(`figure[data-chart=${name}]`);
const frame = (page: Page, name: string) => chart(page, name).getByRole('application');
const picture = async (page: Page, name: string) => (await frame(page, name).screenshot()).toString('base64');
const selected = (page: Page) => page.getByRole('complementary', { name: 'Selection' });

test('a rectangle in one chart selects in all, in the address and in the file that is saved', async () => {
  await study('s', 60);
  const page = await open('/studies/1', { viewport: { width: 1280, height: 1800 } }); // no need to scroll
  await painted(page, 'history');
  await painted(page, 'slice');
  const before = await picture(page, 'slice');
  const box = (await frame(page, 'history').boundingBox())!;
  await page.mouse.move(box.x + 60, box.y + 60);
  await page.mouse.down();
  for (let i = 1; i <= 10; i++) await page.mouse.move(box.x + 60 + 20 * i, box.y + 60 + (i * (box.height - 90)) / 10);
  await page.mouse.up();
  await selected(page).waitFor();
  await page.waitForURL(/selected=\d+-\d+/);
  await expect.poll(() => picture(page, 'slice')).not.toBe(before);
  const [first, last] = /selected=(\d+)-(\d+)/.exec(page.url())!.slice(1).map(Number) as [number, number];
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    selected(page).getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  const lines = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(lines[0]).toContain('number,state,loss,lr,opt');
  expect(lines.slice(1).map((text) => Number(text.split(',')[0]))).toEqual(
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  );
  await page.reload();
  await expect.poll(() => selected(page).innerText()).toContain(`${last - first + 1} trials selected`);
  await page.keyboard.press('Escape');
  await selected(page).waitFor({ state: 'detached' });
});

test('a chart is gone through by keyboard, and says what it shows', async () => {
  await study('s', 12);
  const page = await open('/studies/1');
  await painted(page, 'history');
  await frame(page, 'history').focus();
  const said = chart(page, 'history').locator('[aria-live]');
  await page.keyboard.press('Home');
  await expect.poll(() => said.innerText()).toContain('Trial 0, complete, loss 1');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => said.innerText()).toContain('Trial 1, complete, loss 0.5');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+End');
  await expect.poll(() => selected(page).innerText()).toContain('2 trials selected');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/trials/11');
});

test('a finger sees what it points at, and selects it by a second tap', async () => {
  await study('s', 2);
  const page = await open('/studies/1', { hasTouch: true, viewport: { width: 390, height: 900 } });
  await painted(page, 'history');
  const seen = chart(page, 'history').getByText('Trial 1, complete');
  const { x, y, width, height } = (await frame(page, 'history').boundingBox())!;
  const tap = async () => {
    for (let down = 40; down < height && (await seen.count()) === 0; down += 12) {
      await page.touchscreen.tap(x + width - 18, y + down); // the last trial stands at the right edge
      await page.waitForTimeout(60);
    }
  };
  await tap();
  await seen.waitFor();
  const ring = (await chart(page, 'history').locator('[class*=ring]').boundingBox())!;
  await page.touchscreen.tap(ring.x + ring.width / 2, ring.y + ring.height / 2);
  await expect.poll(() => selected(page).innerText()).toContain('1 trial selected');
});

test('what more trials are expected to gain is drawn as soon as it is known', async () => {
  await study('s', 30);
  const page = await open('/studies/1?charts=cost');
  await painted(page, 'cost');
  await page.getByText('25 more trials').waitFor();
  await page.waitForTimeout(1000);
  const seen = await picture(page, 'cost');
  // In another width all of it is laid out anew.
  await page.setViewportSize({ width: 1180, height: 1000 });
  await expect.poll(() => picture(page, 'cost')).not.toBe(seen);
  await page.setViewportSize({ width: 1280, height: 1000 });
  await expect.poll(() => picture(page, 'cost')).toBe(seen);
});

test('what happens is seen as it happens', async () => {
  const id = await study('s', 5);
  const page = await open('/studies/1');
  await painted(page, 'history');
  const before = await picture(page, 'history');
  await storage.createTrials(id, [trial(5, 0.001)]);
  await page.getByText('6 trials have ended').waitFor();
  await page.getByRole('link', { name: 'trial 5' }).waitFor();
  await expect.poll(() => picture(page, 'history')).not.toBe(before);
});

test('a lost connection is told in words, and caught up with', async () => {
  const id = await study('s', 5);
  const page = await open('/studies/1', {}, true);
  await painted(page, 'history');
  line.setOpen(false);
  await page.getByText('The connection to the server is lost.').waitFor();
  await page.getByText(/Next try in \d+ s\./).waitFor();
  expect(await page.getByText('5 trials have ended').count()).toBe(1);
  await storage.createTrials(id, [trial(5)]);
  await page.getByRole('button', { name: 'Try now' }).click(); // in vain: it waits anew, from the shortest time on
  await page.getByRole('tab', { name: 'Trials' }).click(); // its code cannot be had now, and is waited for
  await page.getByText('Loading …').waitFor();
  line.setOpen(true);
  await page.getByText('6 trials have ended').waitFor();
  await page.getByText('The connection to the server is lost.').waitFor({ state: 'detached' });
  await page.getByRole('grid').waitFor();
});

test('a storage that is away, and a study that is deleted: words, and what was there stays', async () => {
  const id = await study('s', 5);
  const page = await open('/studies/1', {}, true);
  await painted(page, 'history');
  renameSync(served.file, `${served.file}.away`);
  await page.getByText('The server cannot reach its storage.').waitFor();
  await page.getByText(/vernier\.db/).waitFor();
  renameSync(`${served.file}.away`, served.file);
  await page.getByText('The server cannot reach its storage.').waitFor({ state: 'detached' });
  const own = sqlite(served.file);
  await own.deleteStudy(id);
  await own.close();
  await page.getByText('This study does not exist any more.').waitFor();
  expect(await page.getByText('5 trials have ended').count()).toBe(1);
  await page.goto(`${line.url}/studies/nonsense`);
  await page.getByText('There is no such study, or it was deleted.').waitFor();
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'odd studies, %s, %i pixels wide: nothing blank, nothing beyond the edge, no serious fault',
  async (colorScheme, width) => {
    await study('<script>document.title = "taken"</script> '.repeat(5), 1);
    await study('empty', 0);
    const many = await study('many objectives', 0, [
      { name: 'accuracy', direction: 'maximize' },
      { name: 'seconds', direction: 'minimize' },
    ]);
    await storage.createTrials(
      many,
      Array.from(
        { length: 20 },
        (_, i): TrialDraft => ({
          ...trial(i),
          values: i % 7 === 3 ? [Number.POSITIVE_INFINITY, i] : [i / 20, i],
          constraints: { memory: i % 3 === 0 ? 1 : -1 },
        }),
      ),
    );
    const page = await open('/studies/1', { colorScheme, viewport: { width, height: 1000 } });
    for (const [id, chartName] of [
      ['1', 'history'],
      ['2', null],
      ['3', 'pareto'],
    ] as const) {
      await page.goto(`${line.url}/studies/${id}`);
      if (chartName === null) await page.getByText('This study has no trial yet.').waitFor();
      else await painted(page, chartName);
      expect(await seriousFaults(page)).toEqual([]);
      expect(await overhang(page)).toBe(0);
      expect(await page.title()).not.toBe('taken');
    }
  },
);
