import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { run } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { categorical, createStudy, float, space } from 'vernier';
import { random } from 'vernier/samplers';
import { sqlite } from 'vernier/sqlite';
import { needsChromium } from '../components.ts';

const VERNIER = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const EVIL = '</script><script>window.broken = 1</script>';
const LONG = 'the learning rate of the encoder '.repeat(8).trim();
const NOTES = `# What we learnt\n\nA **small** rate. <img src=x onerror="window.broken = 2"> ![far](https://example.com/a.png)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n`;

let folder = '';
let reports = 0;
let browser: Browser;

beforeEach(async (context) => {
  const executablePath = needsChromium(context);
  browser ??= await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars'],
  });
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vernier-report-'));
  const storage = sqlite(join(folder, 'vernier.db'));
  const made = await createStudy({
    name: 'plain',
    storage,
    seed: 1,
    sampler: random(),
    objectives: { loss: 'minimize' },
    space: space({ rate: float(1e-4, 1, { log: true }), width: float(0, 1), kind: categorical(['a', 'b']) }),
  });
  await made.optimize(
    async ({ rate, width, kind }, trial) => {
      const loss = Math.abs(Math.log10(rate) + 2) + 0.1 * width + (kind === 'a' ? 0.2 : 0);
      for (let step = 1; step <= 3; step++) await trial.report(loss + 1 / step, step);
      return loss;
    },
    { trials: 60 },
  );
  const evil = await createStudy({
    name: EVIL,
    storage,
    seed: 1,
    sampler: random(),
    objectives: { [EVIL]: 'minimize', seconds: 'maximize' },
    space: space({ [EVIL]: float(0, 1), [LONG]: float(0, 1), '<b>': categorical([EVIL, '<!-- "\'&']) }),
  });
  await evil.optimize(async (params) => [Number(params[EVIL]), -Number(params[EVIL])], { trials: 20 });
  await createStudy({ name: 'empty', storage, space: space({ x: float(0, 1) }) });
  await storage.close();
  await writeFile(join(folder, 'notes.md'), NOTES);
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Writes a report; answers its path. */
async function reportOf(study: string, ...options: readonly string[]): Promise<string> {
  const file = join(folder, `report-${reports++}.html`);
  await promisify(execFile)(process.execPath, [VERNIER, 'report', study, '-o', file, ...options], { cwd: folder });
  return file;
}

/** Opens a file; what a page must never do is gathered. */
async function opened(
  file: string,
  how: { readonly scheme?: 'light' | 'dark'; readonly width?: number; readonly script?: boolean } = {},
): Promise<{ readonly page: Page; readonly faults: readonly string[] }> {
  const { scheme = 'light', width = 1280, script = true } = how;
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    javaScriptEnabled: script,
  });
  const faults: string[] = [];
  page.on('console', (message) => faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) faults.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  if (script) await page.waitForSelector('html[data-live=true]');
  return { page, faults };
}

/** Pixels of a chart's upper canvas, where the selection is shown, that are not empty. */
const highlighted = (page: Page, name: string): Promise<number> =>
  page
    .locator(`[data-chart=${name}] canvas`)
    .last()
    .evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
      let count = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i]! > 0) count++;
      return count;
    });

/** Draws a rectangle over a part of a chart. */
async function brush(page: Page, name: string, from: readonly [number, number], to: readonly [number, number]) {
  const chart = page.locator(`[data-chart=${name}] [role=application]`);
  await chart.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await chart.boundingBox())!;
  await page.mouse.move(x + from[0] * width, y + from[1] * height);
  await page.mouse.down();
  await page.mouse.move(x + to[0] * width, y + to[1] * height, { steps: 4 });
  await page.mouse.up();
}

describe('a report of a study', () => {
  test('opens from a file; a rectangle in one chart selects in all, and nothing is asked of anywhere', async () => {
    const file = await reportOf('plain', '--title', 'A first search');
    expect((await stat(file)).size).toBeLessThan(1_500_000);
    const { page, faults } = await opened(file);
    expect(await page.title()).toBe('A first search');
    expect(await page.textContent('main')).toMatch(/Trial \d+ is the best: loss 0\.\d+/);
    const names = await page
      .locator('[data-chart]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-chart')));
    expect(names).toEqual(
      expect.arrayContaining(['history', 'slice', 'parallel', 'contour', 'intermediate', 'timeline', 'cost']),
    );
    for (const name of names) {
      await page.locator(`[data-chart=${name}]`).scrollIntoViewIfNeeded();
      await page.waitForSelector(`[data-chart=${name}][data-painted=true]`);
    }
    await brush(page, 'history', [0.5, 0.2], [0.98, 0.8]);
    await page.getByText(/\d+ of 60 trials selected/).waitFor();
    const count = Number(/(\d+) of 60/.exec((await page.textContent('.selected'))!)![1]);
    expect(count).toBeGreaterThan(5);
    expect(count).toBeLessThan(40);
    await page.locator('.selected summary').click();
    await expect.poll(() => page.locator('.selected tbody tr').count()).toBe(Math.min(15, count));
    for (const name of ['history', 'parallel', 'slice']) {
      await page.locator(`[data-chart=${name}]`).scrollIntoViewIfNeeded();
      await expect.poll(() => highlighted(page, name)).toBeGreaterThan(100);
    }
    await page.keyboard.press('Escape');
    await page.locator('.selected').waitFor({ state: 'hidden' });
    await expect.poll(() => highlighted(page, 'parallel')).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  test('is gone through by keyboard, and shows other parameters when asked', async () => {
    const { page, faults } = await opened(await reportOf('plain'));
    await page.locator('[data-chart=history] [role=application]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('[data-chart=history] [aria-live]').textContent()).toMatch(/^Trial 1, complete, loss/);
    await page.keyboard.press('Space');
    await page.getByText('1 of 60 trials selected').waitFor();
    const slice = page.locator('.chart', { has: page.locator('[data-chart=slice]') });
    const says = slice.locator('figcaption');
    await expect.poll(() => says.textContent()).toContain('3 parameters');
    await slice.locator('summary').click();
    await slice.getByLabel('width').uncheck();
    await expect.poll(() => says.textContent()).toContain('2 parameters');
    const contour = page.locator('.chart', { has: page.locator('[data-chart=contour]') });
    await contour.scrollIntoViewIfNeeded();
    await contour.getByLabel('Across').selectOption('kind');
    await expect
      .poll(() => contour.locator('[role=application]').getAttribute('aria-label'))
      .toContain('over kind and');
    expect(faults).toEqual([]);
    await page.close();
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('has nothing that keeps people out: %s, %i pixels', async (scheme, width) => {
    const { page } = await opened(await reportOf('plain', '--notes', 'notes.md'), { scheme, width });
    await brush(page, 'history', [0.3, 0.3], [0.9, 0.8]);
    await page.getByText(/\d+ of 60 trials selected/).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run: typeof run } }).axe.run());
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    await page.close();
  });

  test('has its words, tables and main charts without a script, too', async () => {
    const { page, faults } = await opened(await reportOf('plain', '--notes', 'notes.md'), { script: false });
    expect(await page.locator('.chart > svg').count()).toBe(3);
    expect(await page.locator('.chart > svg').first().isVisible()).toBe(true);
    expect(await page.locator('table tbody tr').count()).toBe(10 + 3);
    expect(await page.locator('#notes').textContent()).toBe(NOTES);
    expect(faults.filter((fault) => !fault.startsWith('console'))).toEqual([]);
    await page.close();
  });
});

test('on paper stand the main charts as pictures, light, whatever has been looked at; on the screen those that live', async () => {
  const { page } = await opened(await reportOf('plain'), { scheme: 'dark' });
  await page.waitForSelector('html[data-live=true]');
  expect(await page.locator('#live').isVisible()).toBe(true);
  expect(await page.locator('#still').isVisible()).toBe(false);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.locator('#still svg').first().isVisible()).toBe(true);
  expect(await page.locator('#live').isVisible()).toBe(false);
  await expect.poll(() => page.getAttribute('html', 'data-mantine-color-scheme')).toBe('light');
  await page.close();
});

test('names and notes are text, whatever they hold', async () => {
  const { page, faults } = await opened(await reportOf(EVIL, '--notes', 'notes.md'));
  expect(await page.evaluate(() => (globalThis as { broken?: number }).broken)).toBeUndefined();
  expect(await page.locator('header h1').textContent()).toBe(EVIL);
  expect(await page.locator('#notes strong').textContent()).toBe('small');
  expect(await page.locator('#notes td').count()).toBe(2);
  expect(await page.locator('#notes img, main script, main b').count()).toBe(0);
  await page.waitForSelector('[data-chart=pareto][data-painted=true]');
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
  expect(faults).toEqual([]);
  await page.close();
});

test('an empty study has a report, too', async () => {
  const { page, faults } = await opened(await reportOf('empty'));
  expect(await page.textContent('main')).toContain('Nothing yet: no trial has begun.');
  expect(faults).toEqual([]);
  await page.close();
});
