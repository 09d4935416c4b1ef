import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { sqlite } from '../../src/node/sqlite.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { type Line, lineTo } from '../client/wire-cutter.ts';
import type { Served } from '../server/server.ts';
import { enter, openBrowser, serveDashboard, visit, type Visit } from './browser.ts';

// What pages beside the overview say while the server, the login or the study is away: the same words, once, and soon.

/** Milliseconds within which a page says what is wrong. */
const SOON = { timeout: 3000 };
const LOST = 'The connection to the server is lost.';
const LOGGED_OUT = 'You are logged out, or may not see this study.';
const DELETED = 'This study does not exist any more.';

let browser: Browser | null = null;
let served: Served;
let storage: Storage;
let line: Line;
let seen: Visit;

beforeEach(async (context) => {
  browser ??= await openBrowser(context);
  served = await serveDashboard();
  storage = sqlite(served.file);
  line = await lineTo(() => served.server.port);
  const { id } = await storage.createStudy('s', [{ name: 'loss', direction: 'minimize' }]);
  await storage.createTrials(id, [{ state: 'complete', values: [1], params: {}, startedAt: 1000, finishedAt: 2000 }]);
  seen = await visit(browser, line.url, { isRough: true });
  await logIn(seen.page);
});
afterEach(async () => {
  await seen?.page.context().close();
  await line?.close();
  await storage?.close();
  await served?.close();
  expect(seen?.faults ?? []).toEqual([]);
});
afterAll(() => browser?.close());

/** Logs in by a new link, over the line that can be cut. */
async function logIn(page: Page): Promise<void> {
  const { pathname, search } = new URL(served.server.newOwnerLink());
  await enter(page, `${line.url}${pathname}${search}`);
}

async function logInOnAnotherTab(): Promise<void> {
  const other = await seen.page.context().newPage();
  await logIn(other);
  await other.close();
}

/** How often the page says that the login is over. */
/** Where the page has not gone on by itself meanwhile. */
const tryNow = (page: Page): Promise<void> =>
  page
    .getByRole('button', { name: 'Try now' })
    .click({ timeout: 1000 })
    .catch(() => undefined);
const notices = (page: Page) => page.locator('[role=alert], [role=status]').filter({ hasText: 'logged out' }).count();

test('the page of a trial that has ended says that the server, the login or the study is gone, and goes on by itself', async () => {
  const { page } = seen;
  await page.goto(`${line.url}/studies/1/trials/0`);
  await page.getByRole('heading', { name: /Trial 0/ }).waitFor();
  await page.getByText('Why it was tried').waitFor();

  line.setOpen(false);
  await page.getByText(LOST).waitFor(SOON);
  line.setOpen(true);
  await page.getByText(LOST).waitFor({ state: 'detached' });

  await served.restart();
  await page.getByText(LOGGED_OUT).waitFor(SOON);
  expect(await notices(page)).toBe(1);
  await logInOnAnotherTab();
  await tryNow(page);
  await page.getByText(LOGGED_OUT).waitFor({ state: 'detached' });
  await expect.poll(() => notices(page), { timeout: 5000 }).toBe(0); // what was asked for meanwhile is asked for again

  const own = sqlite(served.file);
  await own.deleteStudy((await own.findStudy('s'))!.id);
  await own.close();
  await page.getByText(DELETED).waitFor(SOON);
  expect(await page.getByText('Why it was tried').count()).toBe(1);
});

test('under Steer it is said once that the login is over, and what could not be read comes by itself after the next', async () => {
  const { page } = seen;
  await page.goto(`${line.url}/studies/1?tab=steer`);
  await page.getByText('Nothing has been changed through a server yet').waitFor();
  await served.restart();
  await page.getByText(LOGGED_OUT).waitFor(SOON);
  await page.waitForResponse((answer) => answer.url().endsWith('/runs') && answer.status() === 401);
  await page.waitForTimeout(500); // for that answer to be shown, if it is
  expect(await notices(page)).toBe(1);
  await logInOnAnotherTab();
  await tryNow(page);
  await page.getByText(LOGGED_OUT).waitFor({ state: 'detached' });
  await expect.poll(() => notices(page), { timeout: 5000 }).toBe(0); // what was asked for meanwhile is asked for again
});
