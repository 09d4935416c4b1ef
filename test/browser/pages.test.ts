import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { createStudy, float, space } from '../../src/index.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/samplers/index.ts';
import { until } from '../server/server.ts';
import { enter, seriousFaults, serveDashboard } from './browser.ts';
import { desktop, EVIL } from './desktop.ts';

const desk = desktop();
const names = (page: Page) => page.getByRole('row').getByRole('link').allInnerTexts();
const search = (page: Page) => new URL(page.url()).searchParams;

/** In a page: what more trials would bring, and which trial to take meanwhile, is not shown until somebody calls what is in `kept`. */
function keepProspectBack(): void {
  const kept: (() => void)[] = [];
  Worker.prototype.addEventListener = function (type: string, listener: any): void {
    EventTarget.prototype.addEventListener.call(this, type, (event: any) => {
      if (event.data?.type === 'prospect') {
        const favourite = { trial: 3, text: 'Take trial 3 meanwhile.' };
        for (const data of [event.data, { type: 'favourite', favourite }])
          kept.push(() => listener(new MessageEvent('message', { data })));
      } else listener(event);
    });
  };
  Object.assign(globalThis, { kept });
}

describe('the list of studies', () => {
  test('is searched, filtered and sorted, and its address holds that', async () => {
    const page = await desk.open('/?sort=name');
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
    const study = await createStudy({
      name: 'moves',
      storage: desk.storage,
      space: space({ x: float(0, 1) }),
      sampler: random(),
    });
    const page = await desk.open('/?search=moves');
    await page.getByText('no trial yet').waitFor();
    await study.tell(await study.ask(), 0.125);
    const row = page.getByRole('row').filter({ hasText: 'moves' });
    await row.getByText('1 complete').waitFor();
    await row.getByText('0.125').waitFor();
    await study.ask();
    await row.getByText('running', { exact: true }).waitFor();
  });

  test('pauses and resumes, and deletes a study whose name is written out', async () => {
    await createStudy({ name: 'short-lived', storage: desk.storage, space: space({ x: float(0, 1) }) });
    const page = await desk.open('/?search=short-lived');
    const menu = page.getByRole('button', { name: 'Actions on short-lived' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await page.getByText('1 study paused').waitFor();
    await page.getByRole('row').getByText('paused', { exact: true }).waitFor();
    expect((await desk.served.json(`/api/studies/${await desk.idOf('short-lived')}`)).paused.by).toBe('owner');
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
    expect((await desk.storage.listStudies()).map(({ name }) => name)).not.toContain('short-lived');
  });

  test('with thousands of studies shows the rows in sight, and finds any', async () => {
    const other = await serveDashboard();
    try {
      const many = sqlite(other.file, { durability: 'normal' });
      for (let i = 0; i < 2000; i++) await many.createStudy(`study ${i}`, [{ name: 'value', direction: 'minimize' }]);
      const page = await desk.open('/?sort=name', { server: other });
      await page.getByText('2000 studies').waitFor();
      expect((await names(page)).length).toBeLessThan(60);
      await page.getByRole('searchbox').fill('study 1777');
      await page.getByRole('link', { name: 'study 1777' }).waitFor();
      expect(await names(page)).toEqual(['study 1777']);
    } finally {
      await desk.leave();
      await other.close();
    }
  });

  test('says how a first study is started', async () => {
    const other = await serveDashboard();
    try {
      const page = await desk.open('/', { server: other });
      await page.getByText('There is no study here yet.').waitFor();
      await page.getByText('npx vernier run').waitFor();
      await page.getByRole('link', { name: 'See on the dial' }).click();
      await page.waitForURL(/\/dial/);
    } finally {
      await desk.leave();
      await other.close();
    }
  });

  test('goes on after the server was started again, once somebody has logged in anew', async () => {
    const other = await serveDashboard();
    try {
      await sqlite(other.file).createStudy('still here', [{ name: 'value', direction: 'minimize' }]);
      const page = await desk.open('/', { server: other });
      await page.getByRole('link', { name: 'still here' }).waitFor();
      await other.restart();
      await page.getByText('You are logged out').waitFor();
      expect(await names(page)).toEqual(['still here']);
      const another = await desk.context.newPage();
      await enter(another, other.server.newOwnerLink());
      await page.bringToFront();
      await page.getByText('You are logged out').waitFor({ state: 'detached' });
    } finally {
      await desk.leave();
      await other.close();
    }
  });
});

describe('the table of trials', () => {
  const rows = (page: Page) => page.locator('[role=row][aria-selected]');
  const numbers = async (page: Page) => (await rows(page).getByRole('link').allInnerTexts()).map(Number);

  test('is filtered by an expression, and says what is wrong with one', async () => {
    const page = await desk.open(`/studies/${await desk.idOf('digits')}?tab=trials`);
    await page.getByText('30 trials', { exact: true }).waitFor();
    const filter = page.getByRole('searchbox');
    await filter.fill('state == pruned and (layers >= 1 or optimizer == "adam")');
    await page.getByText('6 of 30 trials').waitFor();
    await until(async () => (await numbers(page)).join() === '4,9,14,19,24,29', 'the pruned trials');
    await filter.fill('value < ');
    await page.getByText(/Expected .*at letter/).waitFor();
    await filter.fill('optimizer == "sgd" and not (state == pruned)');
    const { trials } = await desk.served.json(
      `/api/studies/${await desk.idOf('digits')}/trials?limit=30&state=complete`,
    );
    const wanted = trials.filter(({ params }: any) => params.optimizer === 'sgd').map(({ number }: any) => number);
    await until(async () => (await numbers(page)).join() === wanted.join(), 'the trials by sgd');
    expect(search(page).get('filter')).toContain('sgd');
  });

  test('is sorted by its headers, gone through by keys, and selects for all of the page', async () => {
    const page = await desk.open(`/studies/${await desk.idOf('digits')}?tab=trials`);
    const { trials } = await desk.served.json(`/api/studies/${await desk.idOf('digits')}/trials?sort=value&limit=30`);
    await page.getByText('30 trials', { exact: true }).waitFor();
    const byValue = page.getByRole('columnheader', { name: 'value' });
    await byValue.getByRole('button').click();
    // Columns come as the study is read: a click may hit another one that has moved there.
    const sorted = page.locator('[role=columnheader][aria-sort=ascending]').filter({ hasText: 'value' });
    await sorted.waitFor({ timeout: 5000 }).catch(() => byValue.getByRole('button').click());
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
    const page = await desk.open(
      `/studies/${await desk.idOf('digits')}?tab=trials&columns=number,state,lr&filter=state%20%3D%3D%20pruned`,
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
    const { params } = await desk.trialOf('digits', 4);
    expect(lines[1]).toBe(`4,pruned,${params.lr},${params.layers}`);
  });

  test.for([1280, 390])('loses no press to what is worked out meanwhile, %d pixels wide', async (width) => {
    const id = await desk.idOf('digits');
    const page = await desk.open('/', { width });
    await page.addInitScript(keepProspectBack);
    await page.goto(`${desk.served.server.url}/studies/${id}?tab=trials&columns=number,state`);
    await until(() => page.evaluate<boolean>('kept.length > 0'), 'the prospect');
    await page.getByRole('button', { name: 'Columns' }).click();
    const box = page.getByRole('checkbox', { name: 'layers' });
    await box.hover();
    const place = await box.boundingBox();
    await page.mouse.down();
    await page.evaluate('for (const show of kept) show()');
    await page.waitForTimeout(200); // what hangs on a button follows it a little later
    expect(await box.boundingBox()).toEqual(place);
    await page.mouse.up();
    await until(() => search(page).get('columns') === 'number,state,layers', 'the column');
    await page.getByText('25 more trials').waitFor();
    await page.getByText('Take trial 3 meanwhile.').waitFor();
  });
});

describe('what is said of a study', () => {
  test('its setup in words, its tags and its note are written on its page', async () => {
    const id = await desk.idOf('digits');
    const page = await desk.open(`/studies/${id}`);
    const setup = page.getByRole('region', { name: 'How it searches' });
    await setup.getByText('random').waitFor();
    await setup.getByText('5 parameters').click();
    await setup.getByText('where optimizer is sgd').waitFor();
    await page.getByRole('button', { name: 'Edit the tags' }).click();
    const tags = page.getByRole('combobox', { name: 'Tags' });
    await tags.fill('vision');
    await tags.press('Enter');
    await tags.fill('<b>bold</b>');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('link', { name: '<b>bold</b>' }).waitFor();
    expect((await desk.served.json(`/api/studies/${id}`)).tags).toEqual(['vision', '<b>bold</b>']);
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('# Seen');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Seen', exact: true }).waitFor();
    expect((await desk.served.json(`/api/studies/${id}`)).note.text).toBe('# Seen');
    await page.getByRole('link', { name: 'vision' }).click();
    await page.waitForURL(/tag=vision/);
    await until(async () => (await names(page)).join() === 'digits', 'the studies with this tag');
  });

  test('who may only read is not asked to write', async () => {
    const page = await desk.open(`/studies/${await desk.idOf('digits')}`, { token: desk.served.token(['read']) });
    await page.getByRole('region', { name: 'How it searches' }).waitFor();
    for (const name of ['Edit the tags', 'Write', 'Edit'])
      expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0);
  });

  test('without a trial: how one is started', async () => {
    const page = await desk.open(`/studies/${await desk.idOf('empty')}`);
    await page.getByText('npx vernier run tune.yaml --name empty').waitFor();
    await page.getByRole('region', { name: 'Start it' }).getByRole('link', { name: 'Steer' }).click();
    await page.waitForURL(/tab=steer/);
  });
});

test('studies are compared: best values, what mattered, and what differs', async () => {
  const [digits, other, goals] = [await desk.idOf('digits'), await desk.idOf(EVIL), await desk.idOf('two goals')];
  const page = await desk.open(`/compare?ids=${digits},${other},gone`);
  await page.getByText('The study gone is not there any more').waitFor();
  await page.getByRole('img', { name: /History of value.*digits: 3\d trials/ }).waitFor();
  await page.getByText('best of these').waitFor();
  await page.getByText('planned trials: 30 → 4').waitFor();
  await page.locator('label', { hasText: 'Computing' }).click();
  await page.getByRole('img', { name: /Best value\. 2 studies.*digits: .* after/ }).waitFor();
  expect(search(page).get('x')).toBe('cost');
  await page.goto(`${desk.served.server.url}/compare?ids=${digits},${goals}`);
  await page.getByText('do not have the same objectives').waitFor();
  await page.getByText('objectives: minimize value → minimize loss, maximize accuracy').waitFor();
  expect(await page.getByText('best of these').count()).toBe(0);
  expect(await page.evaluate('window.ran')).toBeUndefined();
});

test('every page has a title, which is told to who hears pages', async () => {
  const id = await desk.idOf('digits');
  const page = await desk.open('/');
  const told = page.locator('[data-title]');
  await until(async () => (await page.title()) === 'Studies · Vernier', 'the title of the list');
  expect(await told.innerText()).toBe('');
  await page.getByRole('link', { name: 'digits' }).click();
  await until(async () => (await told.innerText()) === 'digits · Vernier', 'the title of the study');
  await page.getByRole('tab', { name: 'Steer' }).click();
  await until(async () => (await told.innerText()) === 'Steer · digits · Vernier', 'the title of its part');
  for (const [path, title] of [
    [`/studies/${id}?tab=trials`, 'Trials · digits · Vernier'],
    [`/studies/${id}/trials/3`, 'Trial 3 · digits · Vernier'],
    [`/studies/${id}/trials/999`, 'No such trial · Vernier'],
    ['/studies/nonsense', 'No such study · Vernier'],
    ['/compare', 'Compare studies · Vernier'],
    ['/new', 'New study · Vernier'],
    ['/dial', 'The dial · Vernier'],
    ['/nowhere', 'No such page · Vernier'],
  ] as const) {
    await page.goto(`${desk.served.server.url}${path}`);
    await until(async () => (await page.title()) === title, title);
  }
});

describe('everybody can use', () => {
  const PAGES: readonly (readonly [what: string, path: () => Promise<string>, ready: string])[] = [
    ['the list', async () => '/', 'digits'],
    ['the table', async () => `/studies/${await desk.idOf('digits')}?tab=trials`, 'Columns'],
    ['a trial', async () => `/studies/${await desk.idOf(EVIL)}/trials/1`, 'Why it was tried'],
    ['a comparison', async () => `/compare?ids=${await desk.idOf('digits')},${await desk.idOf(EVIL)}`, 'What differs'],
  ];
  test.each(PAGES)('%s', async (_, path, ready) => {
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      const page = await desk.open(await path(), { colorScheme, width });
      await page.getByText(ready).first().waitFor();
      await page.waitForTimeout(300);
      expect(await seriousFaults(page)).toEqual([]);
      // Nothing is wider than the window.
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await desk.leave();
    }
  });
});
