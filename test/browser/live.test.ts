import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostile, wide } from '../../dashboard/demo/studies.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { passwordHash } from '../../src/node/serving/password-hash.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/samplers/random.ts';
import { categorical, float, int } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { createStudy } from '../../src/study/opening/create.ts';
import { needs, slow } from '../components.ts';
import { OptunaPartner } from '../optuna/partner.ts';
import { type Served, until } from '../server/server.ts';
import {
  enter,
  open,
  openBrowser,
  overhang,
  painted,
  PHONE,
  serveDashboard,
  type Visit,
  visit,
  type VisitOptions,
} from './browser.ts';

// Good and bad luck under open pages: what other processes do, what becomes of logins, and studies that nobody planned for.

const BOOT = fileURLToPath(new URL('../../src/node/entry/from-source.mjs', import.meta.url));
const SEARCHER = fileURLToPath(new URL('./searcher.ts', import.meta.url));
const PASSWORD = 'four words that do not meet';
const SPACE = space({ rate: float(0, 1), depth: int(1, 8), kind: categorical(['a', 'b', 'c']) });

let browser: Browser | null = null;
let served: Served;
let storage: Storage;
let visits: Visit[] = [];
let children: ChildProcess[] = [];

beforeEach(async (context) => {
  browser ??= await openBrowser(context);
  served = await serveDashboard();
  storage = sqlite(served.file, { durability: 'normal' });
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const { page } of visits) await page.context().close();
  await storage?.close();
  await served?.close();
  const faults = visits.flatMap((one) => one.faults);
  [children, visits] = [[], []];
  expect(faults).toEqual([]);
});
afterAll(() => browser?.close());

/** A page of the owner. */
async function look(address: string, options: VisitOptions = {}): Promise<Page> {
  const made = await open(browser!, served, address, options);
  visits.push(made);
  return made.page;
}

/** A page of nobody. */
async function stranger(options: VisitOptions = {}): Promise<Page> {
  const made = await visit(browser!, served.server.url, options);
  visits.push(made);
  return made.page;
}

async function study(name: string): Promise<string> {
  const { id } = await createStudy({
    name,
    storage,
    space: SPACE,
    sampler: random(),
    seed: 1,
    objectives: { loss: 'minimize' },
  });
  return id;
}

/**
 * A process of its own that works on a study: so many trials of so many steps.
 *
 * @param held number of the trial that waits until something is written to the process; of none by default
 */
function search(name: string, trials: number, steps: number, held = -1): ChildProcess {
  const args = [BOOT, SEARCHER, served.file, name, String(trials), String(steps), String(held)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  children.push(child);
  return child;
}

const chart = (page: Page, name: string) => page.locator(`figure[data-chart=${name}]`);
const picture = async (page: Page, name: string): Promise<string> =>
  (await chart(page, name).getByRole('application').screenshot()).toString('base64');

/** Looks at a chart, wherever it is on the page. */
async function shown(page: Page, name: string): Promise<void> {
  await chart(page, name).scrollIntoViewIfNeeded();
  await painted(page, name);
}

describe('a study that another process makes and works on', () => {
  test('comes into the list, and moves on every page until it has ended', async () => {
    const list = await look('/');
    await list.getByText('There is no study here yet.').waitFor();
    const id = await study('from elsewhere');
    await list.getByRole('link', { name: 'from elsewhere' }).waitFor();
    const overview = await look(`/studies/${id}`);
    const table = await look(`/studies/${id}?tab=trials`);
    await overview.getByText('This study has no trial yet.').waitFor();
    const row = list.getByRole('row').filter({ hasText: 'from elsewhere' });
    const child = search('from elsewhere', 8, 4, 3);
    await painted(overview, 'history');
    await overview.getByText('running', { exact: true }).first().waitFor();
    await overview.getByText('3 complete').first().waitFor();
    await table.getByText('4 trials', { exact: true }).waitFor();
    await row.getByText('3 complete').waitFor();
    const early = await picture(overview, 'history');
    child.stdin!.write('go on');
    await until(() => child.exitCode !== null, 'the end of the search');
    await overview.getByText('8 complete').first().waitFor();
    await table.getByText('8 trials', { exact: true }).waitFor();
    await row.getByText('8 complete').waitFor();
    await until(async () => (await picture(overview, 'history')) !== early, 'the history of all trials');
    const numbers = await table.locator('[role=row][aria-selected]').getByRole('link').allInnerTexts();
    expect(numbers.map(Number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('is selected in one chart, in all others, and in the table; and the other way round', async () => {
    const id = await study('s');
    await new Promise((resolve) => search('s', 12, 1).once('exit', resolve));
    const page = await look(`/studies/${id}`);
    for (const name of ['history', 'slice', 'parallel']) await shown(page, name);
    const plain = { slice: await picture(page, 'slice'), parallel: await picture(page, 'parallel') };
    await chart(page, 'history').scrollIntoViewIfNeeded();
    const box = (await chart(page, 'history').getByRole('application').boundingBox())!;
    await page.mouse.move(box.x + 60, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 30, { steps: 10 });
    await page.mouse.up();
    await until(() => page.url().includes('selected='), 'the address');
    expect(await picture(page, 'slice')).not.toBe(plain.slice);
    expect(await picture(page, 'parallel')).not.toBe(plain.parallel);
    const said = await page.getByRole('complementary', { name: 'Selection' }).innerText();
    const count = Number(/(\d+) trials? selected/.exec(said)![1]);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(12);
    await page.getByRole('tab', { name: 'Trials' }).click();
    await page.getByText('12 trials', { exact: true }).waitFor();
    const chosen = page.locator('[role=row][aria-selected=true]');
    await until(async () => (await chosen.count()) === count, 'the rows');
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+a');
    await until(async () => (await chosen.count()) === 12, 'all rows');
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.getByText('12 trials selected').waitFor();
  });
});

describe('a server that is stopped and started again', () => {
  test('has forgotten logins that were no tokens: the page says so, keeps what it shows, and goes on after a login', async () => {
    const id = await study('s');
    await new Promise((resolve) => search('s', 3, 1).once('exit', resolve));
    const page = await look(`/studies/${id}`, { isRough: true });
    await painted(page, 'history');
    await served.restart();
    await page.getByText('You are logged out, or may not see this study.').waitFor();
    await page.getByText('What is shown stays. Log in on another tab, and this page goes on.').waitFor();
    expect(await page.getByText('3 complete').count()).toBeGreaterThan(0);
    await new Promise((resolve) => search('s', 5, 1).once('exit', resolve));
    const other = await page.context().newPage();
    await enter(other, served.server.newOwnerLink());
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByText('5 complete').first().waitFor();
    await page.getByText('You are logged out').waitFor({ state: 'detached' });
  });
});

describe('who logs in', () => {
  test('by a password: a wrong one is refused in words, the right one leads where one wanted to go', async () => {
    const id = await study('s');
    const password = await passwordHash(PASSWORD, { log2: 10, blocks: 8, lanes: 1 });
    served.users.change(() => [{ name: 'ada', password, scopes: ['read'], createdAt: 0, changedAt: 0 }]);
    const page = await stranger({ isRough: true });
    await page.goto(`${served.server.url}/studies/${id}`);
    await page.waitForURL(/\/login\?next=/);
    await page.getByLabel('Name').fill('ada');
    await page.getByLabel('Password').fill('not these words');
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('ada');
    expect(await page.getByLabel('Password').inputValue()).toBe('');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.waitForURL(`${served.server.url}/studies/${id}`);
    await page.getByText('This study has no trial yet.').waitFor();
  });

  test('by a share link sees one study, and nothing of others', async () => {
    const [shown, hidden] = [await study('shown'), await study('hidden')];
    const page = await stranger({ isRough: true });
    await enter(page, `${served.server.url}/enter?token=${served.token(['read'], { study: shown })}`);
    await page.getByRole('link', { name: 'shown' }).waitFor();
    expect(await page.getByRole('row').getByRole('link').allInnerTexts()).toEqual(['shown']);
    await page.goto(`${served.server.url}/studies/${shown}`);
    await page.getByRole('heading', { name: 'shown' }).waitFor();
    await page.goto(`${served.server.url}/studies/${hidden}`);
    await page
      .getByText(/There is no such study|may not see this study/)
      .first()
      .waitFor();
    expect(await page.getByText('hidden').count()).toBe(0);
  });
});

/** Writes what Optuna's dashboard does: a note and an artifact of the first trial, a note of the study, and settings of its own. */
async function noteAsOptunaDashboard(name: string): Promise<void> {
  const { id } = (await storage.findStudy(name))!;
  const trial = historyOf((await storage.load(id)).snapshot).record(0).id;
  for (const [key, value] of Object.entries({
    [`dashboard:${trial}:note_ver`]: 1,
    [`dashboard:${trial}:note_str:0`]: '# of this trial',
    'dashboard:note_ver': 1,
    'dashboard:note_str:0': '# of the study',
    [`dashboard:artifacts:${trial}:ab12`]: JSON.stringify({ artifact_id: 'ab12', filename: 'curve.csv' }),
    'preference:values': [0, 1],
    'dashboard:plotly_graph_objects:x': '{"data": []}',
  }))
    await storage.setStudyAttribute(id, 'system', key, value);
}

/** All pages of a study. */
const tabs = (id: string) => [`/studies/${id}`, `/studies/${id}?tab=trials`, `/studies/${id}?tab=steer`];

describe('studies that nobody planned for', () => {
  test('names that are scripts, infinity, NaN, and three hundred parameters: every page shows them, and nothing runs', async () => {
    await hostile(storage);
    await wide(storage);
    const { studies } = await served.json('/api/studies');
    for (const { id, trials } of studies.map((one: any) => ({ ...one, trials: one.summary?.trials ?? 3 })))
      for (const path of [...tabs(id), `/studies/${id}/trials/${Math.min(3, trials)}`, `/compare?ids=${id}`]) {
        const page = await look(path, { viewport: PHONE });
        let said = 0;
        page.on('dialog', (dialog) => {
          said++;
          void dialog.dismiss();
        });
        await page.locator('main h1, main h2').first().waitFor();
        await until(async () => (await page.getByText('Loading …').count()) === 0, 'the page');
        expect([path, await overhang(page), said]).toEqual([path, 0, 0]);
        expect(await page.locator('main script, main img[src=x]').count()).toBe(0);
        expect((await page.locator('main').innerText()).length).toBeGreaterThan(100);
        await page.close();
      }
  }, 240_000);

  test('a study of Optuna with what its dashboard notes', async (context) => {
    const python = needs('optuna5', context);
    const optuna = new OptunaPartner(python, 'UTC');
    try {
      await optuna.make(served.file, 'optuna');
    } finally {
      optuna.close();
    }
    await noteAsOptunaDashboard('optuna-one');
    const page = await look('/?sort=name');
    await page.getByRole('link', { name: 'optuna', exact: true }).click();
    await painted(page, 'pareto');
    await page.getByRole('tab', { name: 'Trials' }).click();
    await page.locator('[role=row][aria-selected]').first().waitFor();
    expect(await page.locator('[role=row][aria-selected]').count()).toBe(5);
    const { id } = (await served.json('/api/studies')).studies.find((one: any) => one.name === 'optuna-one');
    await page.goto(`${served.server.url}/studies/${id}/trials/0`);
    await page.getByRole('heading', { name: 'of this trial' }).waitFor();
    await page.getByText('curve.csv').waitFor();
  }, 120_000);

  test('clocks that disagree: what ended before it began, what begins tomorrow, and a page years behind', async () => {
    const { id } = await storage.createStudy('clocks', [{ name: 'loss', direction: 'minimize' }]);
    const now = Date.now();
    const params = { x: { distribution: float(0, 1), internal: 0.5 } };
    await storage.createTrials(id, [
      { state: 'complete', values: [1], params, startedAt: now, finishedAt: now - 3_600_000 },
      { state: 'running', params, startedAt: now + 86_400_000 },
      { state: 'complete', values: [2], params, startedAt: 0, finishedAt: now },
    ]);
    for (const path of ['/', ...tabs(String(id)), `/studies/${id}/trials/0`, `/studies/${id}/trials/1`]) {
      const page = await look('/');
      await page.clock.setFixedTime(Date.UTC(2020, 0, 1));
      await page.goto(`${served.server.url}${path}`);
      await page.locator('main h1, main h2').first().waitFor();
      await until(async () => (await page.getByText('Loading …').count()) === 0, 'the page');
      if (path === `/studies/${id}`) for (const name of ['history', 'timeline', 'cost']) await shown(page, name);
      const said = await page.locator('main').innerText();
      expect([path, /NaN|Invalid|undefined|-\d+ (?:s|min|h|d)\b/.exec(said)]).toEqual([path, null]);
      await page.close();
    }
  }, 120_000);

  test('a million reports', async (context) => {
    slow(context);
    const { id } = await storage.createStudy('long', [{ name: 'loss', direction: 'minimize' }]);
    const curve = Array.from({ length: 10_000 }, (_, step) => [step, [1 / (1 + step)]] as const);
    for (let from = 0; from < 100; from += 10)
      await storage.createTrials(
        id,
        Array.from({ length: 10 }, (_, i) => ({
          state: 'complete' as const,
          values: [1 / (from + i + 1)],
          params: { x: { distribution: float(0, 1), internal: (from + i) / 100 } },
          reports: curve,
          startedAt: 1000 * (from + i),
          finishedAt: 1000 * (from + i) + 900,
        })),
      );
    const page = await look(`/studies/${id}?charts=history,intermediate`);
    await painted(page, 'history');
    await shown(page, 'intermediate');
    await page.getByText('100 complete').first().waitFor();
    await page.goto(`${served.server.url}/studies/${id}/trials/99`);
    await page.getByRole('img', { name: /10,000 reports; the last is/ }).waitFor();
  }, 600_000);
});
