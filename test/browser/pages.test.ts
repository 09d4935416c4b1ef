import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { branch, createStudy, float, int, space, TrialPruned } from '../../src/index.ts';
import { DASHBOARD, dashboardAssets } from '../../src/node/serve-assets.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/samplers/index.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { needsChromium } from '../components.ts';
import { type Served, serve, until } from '../server/server.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const EVIL = '<script>window.ran = 1</script> and a name that is so long that it does not fit into a row of any table';

let browser: Browser | null = null;
let served: Served | null = null;
let context: BrowserContext | null = null;
let storage: Storage;
let complaints: string[] = [];

beforeEach(async (test: TestContext) => {
  const executablePath = needsChromium(test);
  if (!existsSync(join(DASHBOARD, 'index.html'))) test.skip('needs the dashboard: run `npm test`, which builds it');
  browser ??= await chromium.launch({ executablePath, args: ARGS });
  if (served === null) {
    served = await serve({}, {}, (ports) => ({ ...ports, asset: dashboardAssets(DASHBOARD) }));
    storage = sqlite(served.file, { durability: 'normal' });
    await fill();
  }
  complaints = [];
});
afterEach(async () => {
  await context?.close();
  context = null;
  expect(complaints).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const training = space({
  lr: float(1e-5, 0.1, { log: true }),
  layers: int(1, 8),
  optimizer: branch({ adam: { beta: float(0.8, 0.999) }, sgd: { momentum: float(0, 0.99) } }),
});

/** Studies of several kinds. */
async function fill(): Promise<void> {
  for (const [name, trials] of [
    ['digits', 30],
    [EVIL, 4],
    ['empty', 0],
  ] as const) {
    const study = await createStudy({
      name,
      storage,
      space: training,
      sampler: random(),
      seed: 7,
      direction: 'minimize',
    });
    if (trials > 0)
      await study.optimize(
        async ({ lr, layers }, trial) => {
          const loss = Math.abs(Math.log10(lr) + 3) + layers / 10;
          await trial.report(loss + 1, 1);
          if (trial.number % 5 === 4) throw new TrialPruned();
          trial.setAttribute('<img src=x onerror="window.ran = 1">', '<script>window.ran = 1</script>');
          return loss;
        },
        { trials },
      );
  }
  const several = await createStudy({
    name: 'two goals',
    storage,
    objectives: { loss: 'minimize', accuracy: 'maximize' },
    space: space({ width: int(1, 64) }),
    sampler: random(),
  });
  await several.optimize(({ width }) => ({ loss: 1 / width, accuracy: width }), { trials: 6 });
  const odd = await createStudy({ name: 'odd', storage, space: space({ x: float(0, 1) }), sampler: random(), seed: 5 });
  await odd.optimize(({ x }) => (x < 0.5 ? Number.POSITIVE_INFINITY : -x * 1e300), { trials: 6 });
}

/** A page of somebody who is logged in as the owner. */
async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  context ??= await browser!.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // What the server refuses is told by the page; the browser notes it, too.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  if ((await context.cookies()).length === 0) await logIn(page, served!);
  await page.goto(`${served!.server.url}${path}`);
  return page;
}

/** Takes the owner's link, which leads on to the first page. */
async function logIn(page: Page, { server }: Served): Promise<void> {
  await page.goto(server.newOwnerLink());
  await page.waitForURL(`${server.url}/`);
}

async function idOf(name: string): Promise<string> {
  const { studies } = await served!.json('/api/studies');
  return studies.find((study: { name: string }) => study.name === name).id;
}

const trialOf = async (name: string, number: number): Promise<any> =>
  served!.json(`/api/studies/${await idOf(name)}/trials/${number}`);

const names = (page: Page) => page.getByRole('row').getByRole('link').allInnerTexts();
const search = (page: Page) => new URL(page.url()).searchParams;

describe('the list of studies', () => {
  test('is searched, filtered and sorted, and its address holds that', async () => {
    const page = await open('/?sort=name');
    await page.getByRole('link', { name: 'digits' }).waitFor();
    expect(await names(page)).toEqual([EVIL, 'digits', 'empty', 'odd', 'two goals']);
    await page.getByRole('searchbox').fill('ACCURACY');
    await until(async () => (await names(page)).length === 1, 'the search');
    expect(await names(page)).toEqual(['two goals']);
    expect(search(page).get('search')).toBe('ACCURACY');
    await page.getByRole('searchbox').fill('no such study');
    await page.getByRole('button', { name: 'Show all' }).click();
    await until(async () => (await names(page)).length === 5, 'all of them');
    await page.getByRole('columnheader', { name: 'Trials' }).getByRole('button').click();
    await until(async () => (await names(page))[0] === 'digits', 'the largest first');
    expect(search(page).get('sort')).toBe('-trials');
    await page.reload();
    await page.getByRole('link', { name: 'digits' }).waitFor();
    expect((await names(page))[0]).toBe('digits');
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });

  test('moves: counts and the best value come without a reload', async () => {
    const study = await createStudy({ name: 'moves', storage, space: space({ x: float(0, 1) }), sampler: random() });
    const page = await open('/?search=moves');
    await page.getByText('no trial yet').waitFor();
    await study.tell(await study.ask(), 0.125);
    const row = page.getByRole('row').filter({ hasText: 'moves' });
    await row.getByText('1 complete').waitFor();
    await row.getByText('0.125').waitFor();
    await study.ask();
    await row.getByText('running', { exact: true }).waitFor();
  });

  test('pauses and resumes, and deletes a study whose name is written out', async () => {
    await createStudy({ name: 'short-lived', storage, space: space({ x: float(0, 1) }) });
    const page = await open('/?search=short-lived');
    const menu = page.getByRole('button', { name: 'Actions on short-lived' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await page.getByText('1 study paused').waitFor();
    await page.getByRole('row').getByText('paused', { exact: true }).waitFor();
    expect((await served!.json(`/api/studies/${await idOf('short-lived')}`)).paused.by).toBe('owner');
    await menu.click();
    await page.getByRole('menuitem', { name: 'Resume' }).click();
    await page.getByText('1 study resumed').waitFor();
    await menu.click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const sure = page.getByRole('button', { name: 'Delete for good' });
    await page.getByRole('textbox', { name: 'Name of the study' }).fill('short');
    expect(await sure.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Name of the study' }).fill('short-lived');
    await sure.click();
    await page.getByText('“short-lived” is deleted.').waitFor();
    expect((await storage.listStudies()).map(({ name }) => name)).not.toContain('short-lived');
  });

  test('with thousands of studies shows the rows in sight, and finds any', async () => {
    const other = await serve({}, {}, (ports) => ({ ...ports, asset: dashboardAssets(DASHBOARD) }));
    try {
      const many = sqlite(other.file, { durability: 'normal' });
      for (let i = 0; i < 2000; i++) await many.createStudy(`study ${i}`, [{ name: 'value', direction: 'minimize' }]);
      const page = await open('/');
      await logIn(page, other);
      await page.goto(`${other.server.url}/?sort=name`);
      await page.getByText('2000 studies').waitFor();
      expect((await names(page)).length).toBeLessThan(60);
      await page.getByRole('searchbox').fill('study 1777');
      await page.getByRole('link', { name: 'study 1777' }).waitFor();
      expect(await names(page)).toEqual(['study 1777']);
    } finally {
      await context?.close();
      context = null;
      await other.close();
    }
  });

  test('says how a first study is started', async () => {
    const other = await serve({}, {}, (ports) => ({ ...ports, asset: dashboardAssets(DASHBOARD) }));
    try {
      const page = await open('/');
      await logIn(page, other);
      await page.getByText('There is no study here yet.').waitFor();
      await page.getByText('npx vernier run').waitFor();
      await page.getByRole('link', { name: 'See on the dial' }).click();
      await page.waitForURL(/\/dial/);
    } finally {
      await context?.close();
      context = null;
      await other.close();
    }
  });
});

describe('the table of trials', () => {
  const rows = (page: Page) => page.locator('[role=row][aria-selected]');
  const numbers = async (page: Page) => (await rows(page).getByRole('link').allInnerTexts()).map(Number);

  test('is filtered by an expression, and says what is wrong with one', async () => {
    const page = await open(`/studies/${await idOf('digits')}?tab=trials`);
    await page.getByText('30 trials', { exact: true }).waitFor();
    const filter = page.getByRole('searchbox');
    await filter.fill('state == pruned and (layers >= 1 or optimizer == "adam")');
    await page.getByText('6 of 30 trials').waitFor();
    await until(async () => (await numbers(page)).join() === '4,9,14,19,24,29', 'the pruned trials');
    await filter.fill('value < ');
    await page.getByText(/Expected .*at letter/).waitFor();
    await filter.fill('optimizer == "sgd" and not (state == pruned)');
    const { trials } = await served!.json(`/api/studies/${await idOf('digits')}/trials?limit=30&state=complete`);
    const wanted = trials.filter(({ params }: any) => params.optimizer === 'sgd').map(({ number }: any) => number);
    await until(async () => (await numbers(page)).join() === wanted.join(), 'the trials by sgd');
    expect(search(page).get('filter')).toContain('sgd');
  });

  test('is sorted by its headers, gone through by keys, and selects for all of the page', async () => {
    const page = await open(`/studies/${await idOf('digits')}?tab=trials`);
    const { trials } = await served!.json(`/api/studies/${await idOf('digits')}/trials?sort=value&limit=30`);
    await page.getByText('30 trials', { exact: true }).waitFor();
    await page.getByRole('columnheader', { name: 'value' }).getByRole('button').click();
    const best = trials.find(({ state }: { state: string }) => state === 'complete').number;
    const table = page.getByRole('grid');
    await until(async () => (await numbers(page))[0] === best, 'the best first');
    await table.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await page.locator('[role=row][aria-selected=true]').nth(1).waitFor();
    await until(() => search(page).get('selected') !== null, 'the address');
    await page.keyboard.press('Control+a');
    await page.getByText('30 trials selected').or(page.getByText('30 trials are selected')).first().waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/trials\/\d+/);
    await page.getByRole('heading', { name: `Trial ${best}` }).waitFor();
    await page.keyboard.press(best > 0 ? 'ArrowLeft' : 'ArrowRight');
    await page.getByRole('heading', { name: `Trial ${best > 0 ? best - 1 : 1}`, exact: true }).waitFor();
  });

  test('has columns to choose, and gives what it finds as CSV', async () => {
    const page = await open(
      `/studies/${await idOf('digits')}?tab=trials&columns=number,state,lr&filter=state%20%3D%3D%20pruned`,
    );
    await page.getByText('6 of 30 trials').waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'layers' }).click();
    await until(() => search(page).get('columns') === 'number,state,lr,layers', 'the column');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'CSV' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Of all 6 trials' }).click(),
    ]);
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[0]).toBe('number,state,lr,layers');
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2).join())).toEqual(
      [4, 9, 14, 19, 24, 29].map((number) => `${number},pruned`),
    );
    const { params } = await trialOf('digits', 4);
    expect(lines[1]).toBe(`4,pruned,${params.lr},${params.layers}`);
  });
});

describe('the page of a trial', () => {
  test('shows what is stored, as it is stored, and explains it', async () => {
    const page = await open(`/studies/${await idOf(EVIL)}/trials/0`);
    await page.getByText('Why it was tried').waitFor();
    await page.getByText('<script>window.ran = 1</script>', { exact: true }).waitFor();
    const { params } = await trialOf(EVIL, 0);
    await page.getByText(String(Number(params.lr.toPrecision(6))), { exact: true }).waitFor();
    expect(await page.evaluate('window.ran')).toBeUndefined();
    await page.goto(`${served!.server.url}/studies/${await idOf(EVIL)}/trials/4`);
    await page.getByText('There is no trial 4 here any more').waitFor();
    await page.goto(`${served!.server.url}/studies/${await idOf(EVIL)}/trials/four`);
    await page.getByText('“four” is no number of a trial.').waitFor();
  });

  test('numbers beyond all bounds have words', async () => {
    const page = await open(`/studies/${await idOf('odd')}/trials/0`);
    await page
      .getByText(/∞|e\+?\d+/)
      .first()
      .waitFor();
    await page.getByText('How it stands').waitFor();
  });

  test('a trial is cloned, edited and queued; what cannot be is refused beside its field', async () => {
    const page = await open(`/studies/${await idOf('digits')}/trials/2`);
    const { params } = await trialOf('digits', 2);
    await page.getByRole('button', { name: 'Clone and edit' }).click();
    const layers = page.getByRole('textbox', { name: 'layers' });
    await layers.fill('2.5');
    await page.getByText('It must be a whole number.').waitFor();
    const submit = page.getByRole('button', { name: 'Put into the queue' });
    expect(await submit.isDisabled()).toBe(true);
    await layers.fill('9');
    await page.getByText('It must be from 1 to 8.').waitFor();
    await layers.fill(params.layers === 3 ? '4' : '3');
    await page.getByText('1 changed.').waitFor();
    await submit.click();
    await page.getByText('It is in the queue as trial').waitFor();
    await page.getByRole('link', { name: 'Open it' }).click();
    await page.getByText('waiting', { exact: true }).waitFor();
    const number = Number(page.url().split('/').at(-1));
    const wish = await wishOf('digits', number);
    expect(wish).toMatchObject({ lr: params.lr, optimizer: params.optimizer });
    expect(wish.layers).toBe(params.layers === 3 ? 4 : 3);
    await page.getByRole('button', { name: 'Take out of the queue' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take out of the queue' }).click();
    await page.waitForURL(/\/studies\/[^/]+(\?.*)?$/);
    expect((await served!.ask(`/api/studies/${await idOf('digits')}/trials/${number}`)).status).toBe(404);
  });

  test('what was typed outlives the login', async () => {
    const page = await open(`/studies/${await idOf('digits')}/trials/3`);
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('# Good\n\n| a | b |\n|---|---|\n| 1 | 2 |');
    const cookies = await context!.cookies();
    await context!.clearCookies();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('You are logged out, or your access has expired.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Notes' }).inputValue()).toContain('# Good');
    await context!.addCookies(cookies);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Good', exact: true }).waitFor();
    await page.getByRole('cell', { name: '2', exact: true }).waitFor();
    expect((await trialOf('digits', 3)).note.text).toContain('# Good');
  });

  test('a note that somebody else changed meanwhile is not overwritten', async () => {
    const page = await open(`/studies/${await idOf('digits')}/trials/5`);
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('mine');
    const { note } = await trialOf('digits', 5);
    await served!.ask(`/api/studies/${await idOf('digits')}/trials/5/note`, {
      method: 'PUT',
      body: JSON.stringify({ text: 'theirs', version: note.version }),
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else changed this note meanwhile').waitFor();
    await page.getByText('theirs', { exact: true }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Notes' }).inputValue()).toBe('mine');
    expect((await trialOf('digits', 5)).note.text).toBe('theirs');
    await page.getByRole('textbox', { name: 'Notes' }).fill('theirs and mine');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('theirs and mine').waitFor();
    expect((await trialOf('digits', 5)).note.text).toBe('theirs and mine');
  });

  test('a running trial is seen to move, and stopped', async () => {
    const study = await createStudy({ name: 'runs', storage, space: space({ x: float(0, 1) }), sampler: random() });
    const trial = await study.ask();
    await trial.report(3, 1);
    const page = await open(`/studies/${await idOf('runs')}/trials/0`);
    await page
      .getByText('1 report; the last is 3.')
      .or(page.getByRole('img', { name: /the last is 3\./ }))
      .waitFor();
    await trial.report(2, 2);
    await page.getByRole('img', { name: /2 reports; the last is 2\./ }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('textbox', { name: /Why/ }).fill('seen enough');
    await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('pruned', { exact: true }).waitFor();
    await page.getByText('seen enough').first().waitFor();
    expect((await trialOf('runs', 0)).why).toBe('seen enough');
  });
});

test('studies are compared: best values, what mattered, and what differs', async () => {
  const [digits, other, goals] = [await idOf('digits'), await idOf(EVIL), await idOf('two goals')];
  const page = await open(`/compare?ids=${digits},${other},gone`);
  await page.getByText('The study gone is not there any more').waitFor();
  await page.getByRole('img', { name: /History of value.*digits: 3\d trials/ }).waitFor();
  await page.getByText('best of these').waitFor();
  await page.getByText('planned trials: 30 → 4').waitFor();
  await page.locator('label', { hasText: 'Computing' }).click();
  await page.getByRole('img', { name: /Best value\. digits: .* after/ }).waitFor();
  expect(search(page).get('x')).toBe('cost');
  await page.goto(`${served!.server.url}/compare?ids=${digits},${goals}`);
  await page.getByText('do not have the same objectives').waitFor();
  await page.getByText('objectives: minimize value → minimize loss, maximize accuracy').waitFor();
  expect(await page.getByText('best of these').count()).toBe(0);
  expect(await page.evaluate('window.ran')).toBeUndefined();
});

describe('everybody can use', () => {
  const PAGES: readonly (readonly [what: string, path: () => Promise<string>, ready: string])[] = [
    ['the list', async () => '/', 'digits'],
    ['the table', async () => `/studies/${await idOf('digits')}?tab=trials`, 'Columns'],
    ['a trial', async () => `/studies/${await idOf(EVIL)}/trials/1`, 'Why it was tried'],
    ['a comparison', async () => `/compare?ids=${await idOf('digits')},${await idOf(EVIL)}`, 'What differs'],
  ];
  test.each(PAGES)('%s', async (_, path, ready) => {
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      const page = await open(await path(), { colorScheme, viewport: { width, height: 844 } });
      await page.getByText(ready).first().waitFor();
      await page.waitForTimeout(300);
      await page.evaluate(AXE);
      const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string; impact: string }[] };
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
      // Nothing is wider than the window.
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await context!.close();
      context = null;
    }
  });
});

/** What was wished for a trial that waits, by stored name. */
async function wishOf(name: string, number: number): Promise<any> {
  const study = await storage.findStudy(name);
  const history = historyOf((await storage.load(study!.id)).snapshot);
  return history.record(number).systemAttributes['fixed_params'];
}
