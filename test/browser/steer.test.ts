import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { allowedFolders, startsRuns } from '../../src/node/serving/runs.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/samplers/random.ts';
import type { Scope } from '../../src/server/access/principal.ts';
import { categorical, float, int } from '../../src/space/distribution.ts';
import { type SearchSpace, space } from '../../src/space/space.ts';
import { createStudy } from '../../src/study/opening/create.ts';
import { type Served, until } from '../server/server.ts';
import { openBrowser, overhang, seriousFaults, serveDashboard } from './browser.ts';

const BOOT = fileURLToPath(new URL('../../src/node/entry/from-source.mjs', import.meta.url));
const SEARCHER = fileURLToPath(new URL('./searcher.ts', import.meta.url));
const PHONE = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } as const;
const SPACE = space({ rate: float(0, 1), depth: int(1, 8), kind: categorical(['a', 'b', 'c']) });

let browser: Browser | null = null;
let served: Served;
/** Programs may be started from here. */
let allowed: string;
let complaints: string[] = [];
const children: ChildProcess[] = [];

beforeEach(async (context: TestContext) => {
  browser ??= await openBrowser(context);
  const all = realpathSync(mkdtempSync(join(tmpdir(), 'vernier-steer-')));
  allowed = join(all, 'allowed');
  mkdirSync(allowed);
  const place = {
    folders: allowedFolders([allowed]),
    cwd: all,
    get storage() {
      return `sqlite:${served.file}`;
    },
  };
  served = await serveDashboard({ programs: startsRuns(place) });
  complaints = [];
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await served.close();
  rmSync(join(allowed, '..'), { recursive: true, force: true });
  expect([complaints, served.failures]).toEqual([[], []]);
});
afterAll(() => browser?.close());

/** A page of somebody who has logged in by a link, and may do this. */
async function open(path: string, scopes: readonly Scope[], options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser!.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${served.server.url}/enter?token=${served.token(scopes)}`);
  await page.waitForURL((url) => url.pathname === '/');
  await page.goto(`${served.server.url}${path}`);
  return page;
}

const WRITER: readonly Scope[] = ['read', 'write'];

async function study(searched: SearchSpace = SPACE, budget = 1000): Promise<string> {
  const storage = sqlite(served.file);
  const { id } = await createStudy({
    name: 's',
    storage,
    space: searched,
    budget,
    sampler: random(),
    seed: 1,
    objectives: { loss: 'minimize' },
  });
  await storage.close();
  return id;
}

/** Another process that works on the study. @param held the trial that waits until the process is told to go on */
function search(
  trials: number,
  steps: number,
  held = -1,
): { readonly child: ChildProcess; readonly said: () => string } {
  const args = [BOOT, SEARCHER, served.file, 's', ...[trials, steps, held].map(String)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  let said = '';
  child.stdout!.on('data', (piece) => (said += String(piece)));
  return { child, said: () => said };
}

const detail = (id: string) => served.json(`/api/studies/${id}`);
const trialsOf = async (id: string): Promise<number> => (await detail(id)).summary.trials;
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const moment = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a new study', () => {
  test('is made of the form, checked as one types, and seen', async () => {
    const page = await open('/new', WRITER);
    await page.getByLabel('Name', { exact: true }).fill('made by form');
    await page.getByLabel('layers: to').fill('0');
    await page
      .getByRole('listitem')
      .filter({ has: page.getByLabel('layers: to') })
      .getByRole('alert')
      .waitFor();
    expect(await page.getByRole('button', { name: 'Make the study' }).isDisabled()).toBe(true);
    await page.getByLabel('layers: to').fill('6');
    await page.getByRole('combobox', { name: 'Sampler' }).selectOption('tpe');
    await page.getByLabel('startup').fill('20');
    await page.getByRole('button', { name: 'Add a parameter' }).click();
    await page.getByLabel('Name of parameter 6').fill('dropout');
    await page.getByLabel('dropout: to').fill('0.5');
    await page.getByText('YAML', { exact: true }).click();
    const text = await page.getByLabel(/^The config as YAML/).inputValue();
    expect(text).toContain('# Reports its loss after each epoch'); // comments of the template stay
    expect(text).toContain('sampler: { name: tpe, startup: 20 }');
    await page.reload(); // nothing is lost by that
    expect(await page.getByLabel(/^The config as YAML/).inputValue()).toBe(text);
    await page.getByRole('button', { name: 'Make the study' }).click();
    await page.getByRole('heading', { name: 'made by form' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    expect(await detail(id)).toMatchObject({ name: 'made by form', setup: { sampler: { name: 'tpe' }, budget: 100 } });
    expect(Object.keys((await detail(id)).space.parameters)).toContain('dropout');
    await page.goto(`${served.server.url}/new`); // the draft has become a study
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('classifier');
  });

  test('what the server refuses is told, and what was written stays', async () => {
    await study();
    const page = await open('/new', WRITER);
    await page.getByLabel('Name', { exact: true }).fill('s');
    await page.getByRole('button', { name: 'Make the study' }).click();
    await page.getByRole('alert').filter({ hasText: 'Another study here is called like that' }).waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('s');
  });

  test('a session that ends in the middle loses nothing', async () => {
    const page = await open('/new', WRITER);
    await page.getByLabel('Name', { exact: true }).fill('later');
    served.tokens.change((all) => all.map((one) => ({ ...one, revokedAt: Date.now() })));
    await page.getByRole('button', { name: 'Make the study' }).click();
    await page.getByText('You are logged out').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('later');
    await page.goto(`${served.server.url}/enter?token=${served.token(WRITER)}`);
    await page.waitForURL((url) => url.pathname === '/');
    await page.goto(`${served.server.url}/new`);
    await page.getByRole('button', { name: 'Make the study' }).click();
    await page.getByRole('heading', { name: 'later' }).waitFor();
  });

  test('who may only read is told so, and is offered nothing', async () => {
    const page = await open('/new', ['read']);
    await page.getByText('that takes the right “write”').waitFor();
    expect(await page.getByRole('button', { name: 'Make the study' }).count()).toBe(0);
  });
});

describe('a study that runs elsewhere', () => {
  test('stops asking while it is paused, and ends at the limit that was raised', async () => {
    const id = await study();
    const page = await open(`/studies/${id}?tab=steer`, WRITER);
    const worker = search(3, 5, 1);
    await until(async () => (await trialsOf(id)) === 2, 'the second trial');
    await page.getByLabel('Why (may be left empty)').fill('the disk is full');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page
      .getByText(/the disk is full/)
      .first()
      .waitFor();
    worker.child.stdin!.write('go on\n');
    await until(async () => (await detail(id)).summary.states.complete === 2, 'the end of what runs');
    await page.getByLabel('Trials in all').fill('5');
    await page.getByRole('button', { name: 'Set limits' }).click();
    await page.getByText(/^Set by/).waitFor();
    await moment(1200);
    expect([await trialsOf(id), worker.child.exitCode]).toEqual([2, null]);
    await page.getByRole('button', { name: 'Resume' }).click();
    await until(() => worker.child.exitCode !== null, 'its end');
    expect([worker.said(), await trialsOf(id)]).toEqual(['5 complete, 0 pruned\n', 5]);
    await page.getByText('5 of 5 trials').waitFor();
    const journal = card(page, 'Who changed what');
    for (const text of ['paused the study', 'set limits', 'resumed the study']) await journal.getByText(text).waitFor();
  });

  test('a running trial is stopped; the best one is cloned into the queue, and taken out of it again', async () => {
    const id = await study();
    const other = await open(`/studies/${id}?tab=steer`, ['read']);
    const page = await open(`/studies/${id}?tab=steer`, WRITER);
    search(1, 5);
    await page.getByText(/^1 complete/).waitFor();
    const worker = search(100, 100_000);
    await page.getByRole('button', { name: 'Stop trial 1' }).click();
    await page.getByLabel(/^Why/).last().fill('diverged');
    await page.getByRole('button', { name: 'Stop it' }).click();
    await until(async () => (await served.json(`/api/studies/${id}/trials/1`)).state === 'pruned', 'its end');
    expect((await served.json(`/api/studies/${id}/trials/1`)).why).toContain('diverged');
    worker.child.kill('SIGKILL');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Clone the best' }).click();
    await dialog.getByLabel('depth', { exact: true }).fill('7');
    await dialog.getByRole('button', { name: 'Put into the queue' }).click();
    await dialog.getByText('It is in the queue').waitFor();
    await page.keyboard.press('Escape');
    await card(page, 'Queue').getByText('depth = 7').waitFor();
    await card(other, 'Queue').getByText('depth = 7').waitFor(); // everybody sees it
    await card(page, 'Queue')
      .getByRole('button', { name: /^Take out trial/ })
      .click();
    await page.getByText('Nothing waits').waitFor();
  });
});

describe('the space', () => {
  test('is narrowed after a look at what that keeps, and brought back', async () => {
    const id = await study();
    await new Promise((resolve) => search(12, 1).child.on('exit', resolve));
    const page = await open(`/studies/${id}?tab=steer`, WRITER);
    const rate = page.locator('[data-dial="rate"]');
    await rate.getByRole('textbox', { name: 'rate: to' }).fill('0.5');
    await page.getByLabel('kind: try c').uncheck();
    const preview = page.getByRole('region', { name: 'What that keeps' });
    const said = await served.json(`/api/studies/${id}/space/preview`, {
      method: 'POST',
      body: JSON.stringify({
        changes: [
          { type: 'range', parameter: 'rate', low: 0, high: 0.5 },
          { type: 'forbid', parameter: 'kind', choices: ['c'] },
        ],
      }),
    });
    expect(said.inside).toBeLessThan(12);
    await preview.getByText(`${said.inside} of 12 trials could still be chosen.`).waitFor();
    expect((await detail(id)).space.parameters.rate.max).toBe(1); // nothing is changed yet
    await page.getByRole('button', { name: 'Change the space' }).click();
    await until(async () => (await detail(id)).space.parameters.rate.max === 0.5, 'the change');
    await page.getByRole('button', { name: 'Undo change 1' }).click();
    await until(async () => (await detail(id)).space.parameters.rate.max === 1, 'the space as it was');
    await page.getByText(/undone by/).waitFor();
    expect(await rate.getByRole('textbox', { name: 'rate: to' }).inputValue()).toBe('1');
  });

  test('is turned by keys; what somebody else changes meanwhile is told', async () => {
    const id = await study();
    const page = await open(`/studies/${id}?tab=steer`, WRITER);
    const thumb = page.getByRole('slider', { name: 'depth: to' });
    await thumb.focus();
    for (let i = 0; i < 200; i++) await page.keyboard.press('ArrowLeft');
    const value = page.locator('[data-dial="depth"]').getByRole('textbox', { name: 'depth: to' });
    expect(Number(await value.inputValue())).toBeLessThan(8);
    const body = JSON.stringify({ changes: [{ type: 'range', parameter: 'rate', low: 0.1, high: 0.9 }] });
    await served.ask(`/api/studies/${id}/space`, { method: 'PUT', body });
    await page.getByText('changed by somebody else meanwhile').waitFor();
    expect(await page.getByRole('textbox', { name: 'rate: to' }).inputValue()).toBe('0.9');
  });
});

test('what the look at its health suggests is applied by one click, and told to who was about to change the same', async () => {
  const wide = space({
    rate: float(0, 1),
    ...Object.fromEntries(Array.from({ length: 39 }, (_, i) => [`w${i}`, float(0, 1)])),
  });
  const id = await study(wide, 20);
  await new Promise((resolve) => search(12, 1).child.on('exit', resolve));
  const page = await open(`/studies/${id}?tab=steer`, WRITER);
  const other = await open(`/studies/${id}?tab=steer`, WRITER);
  await other.getByLabel('Trials in all').fill('21');
  await page.getByRole('button', { name: /^Apply: Plan \d+ trials/ }).click();
  await page
    .getByText('Applied. The journal can take it back.')
    .or(page.getByText(/^Set by/))
    .first()
    .waitFor();
  const { limits } = await detail(id);
  expect(limits.trials).toBeGreaterThan(100);
  await card(page, 'Who changed what').getByText(`${limits.trials} trials in all`).waitFor();
  await other.getByText('has set other limits meanwhile').waitFor();
  expect(await other.getByLabel('Trials in all').inputValue()).toBe('21');
});

test('a program is started, its output seen, and stopped', async () => {
  writeFileSync(join(allowed, 'work.sh'), '#!/bin/sh\necho here I am\nsleep 299.5\n', { mode: 0o755 });
  writeFileSync(
    join(allowed, 'work.yaml'),
    'name: s\nprogram: work.sh\nmetric: { name: loss }\nparameters: { x: { min: 0.0, max: 1.0 } }\nbudget: { trials: 3 }\n',
  );
  const yaml = readFileSync(join(allowed, 'work.yaml'), 'utf8');
  const made = await served.json('/api/studies', { method: 'POST', body: JSON.stringify({ yaml }) });
  const reader = await open(`/studies/${made.id}?tab=steer`, WRITER);
  await reader.getByText('You may not start programs here').waitFor();
  const page = await open(`/studies/${made.id}?tab=steer`, ['read', 'write', 'run']);
  const programs = card(page, 'Programs');
  await programs.getByRole('button', { name: 'Start' }).click();
  await programs.getByRole('button', { name: 'Output' }).click();
  await card(page, 'Running trials').getByRole('link', { name: 'Trial 0' }).waitFor();
  await programs.getByRole('log').filter({ hasText: /\S{3}/ }).waitFor();
  await programs.getByRole('button', { name: 'Stop run 1' }).click();
  await programs.getByText(/ended/).waitFor({ timeout: 30_000 });
  await card(reader, 'Programs').getByText('Run 1').waitFor();
});

test('who may only read sees all of it, and is offered nothing', async () => {
  const id = await study();
  const page = await open(`/studies/${id}?tab=steer`, ['read']);
  await page.getByText('You may look at this study, but not change it').waitFor();
  const names = await page.getByRole('button').allInnerTexts();
  expect(names.filter((name) => /pause|stop|add|clone|apply|set|undo|start/i.test(name))).toEqual([]);
  await page.locator('[data-dial="rate"]').getByRole('textbox', { name: 'rate: to' }).fill('0.5');
  await page.getByRole('region', { name: 'What that keeps' }).getByText('There is no trial yet.').waitFor();
  expect(await page.getByRole('button', { name: 'Change the space' }).count()).toBe(0);
  const refused = await page.evaluate(
    async (path) =>
      (await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status,
    `/api/studies/${id}/pause`,
  );
  expect(refused).toBe(403);
  complaints = complaints.filter((text) => !text.includes('403'));
});

test.each([
  ['light', {}],
  ['dark, on a phone', PHONE],
] as const)('an audit finds nothing serious, and nothing sticks out: %s', async (_, options) => {
  const id = await study();
  await new Promise((resolve) => search(6, 1).child.on('exit', resolve));
  for (const path of ['/new', `/studies/${id}?tab=steer`]) {
    const page = await open(path, ['read', 'write', 'run'], options);
    await page
      .getByText(path === '/new' ? 'Make the study' : 'Who changed what')
      .first()
      .waitFor();
    if (path !== '/new') await page.getByRole('img', { name: /^rate: 6 trials/ }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(await overhang(page)).toBe(0);
    await page.context().close();
  }
});
