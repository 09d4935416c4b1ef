import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { STUDIES } from '../../dashboard/demo/studies.ts';
import { studiesWords } from '../../dashboard/src/words/studies.ts';
import { openDriver } from '../../src/node/sqlite/driver.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { slow } from '../components.ts';
import type { Served } from '../server/server.ts';
import { enter, openBrowser, serveDashboard } from './browser.ts';
import { difference, packed } from './pictures.ts';
import { HEIGHTS, type Look, type Shot, SHOTS } from './shots.ts';

// Pages and charts look as they did when somebody last looked at them and kept their pictures: `VERNIER_SHOTS=update npm run test:full -- shots`
// keeps new ones. What differs is written beside them, as `.cache/shots/NAME.png`.

const KEPT = fileURLToPath(new URL('./shots/', import.meta.url));
const FOUND = fileURLToPath(new URL('../../.cache/shots/', import.meta.url));
const VERNIER = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const IS_UPDATE = process.env['VERNIER_SHOTS'] === 'update';
/** Pixels that may differ clearly, as a share: letters are not laid down the same on every machine. */
const TOLERANCE = 0.003;
/** When the pictures are taken, by the clocks of the pages. */
const NOW = Date.UTC(2026, 2, 4, 9);
/** Pictures of every `npm test` do without the first study, which takes longest. */
const isFull = process.env['VERNIER_FULL'] === '1';

let browser: Browser | null = null;
let served: Served | null = null;
const contexts = new Map<string, BrowserContext>();

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** A server with studies in which nothing depends on when and where they were made. */
async function withStudies(): Promise<Served> {
  const made = await serveDashboard();
  const storage = sqlite(made.file, { durability: 'normal' });
  for (const [i, make] of STUDIES.entries()) {
    if (i > 0 || isFull) await make(storage);
    else await storage.createStudy('left out', [{ name: 'loss', direction: 'minimize' }]);
  }
  await storage.close();
  const driver = await openDriver(made.file);
  await driver.run(`UPDATE trial_system_attributes SET value_json = ? WHERE key = 'vernier:owner'`, [
    '{"host": "lab", "pid": 4711, "started": "1"}',
  ]);
  await driver.close();
  if (isFull) await writeReport(made);
  return made;
}

/** A report of the first study, as if it were written at that time. */
async function writeReport({ file, folder }: Served): Promise<void> {
  const report = join(folder, 'report.html');
  const of = ['report', 'digits classifier', '--storage', `sqlite:${file}`, '--output', report];
  await promisify(execFile)(process.execPath, [VERNIER, ...of]);
  writeFileSync(report, readFileSync(report, 'utf8').replace(/As of [^<]* UTC/, 'As of 2026-03-04 09:00 UTC'));
}

/** A window of the owner; of nobody for the page on which one logs in. */
async function windowFor({ colorScheme, width }: Look, isOwner: boolean): Promise<BrowserContext> {
  const key = `${colorScheme} ${width} ${isOwner}`;
  const known = contexts.get(key);
  if (known !== undefined) return known;
  const context = await browser!.newContext({
    viewport: { width, height: HEIGHTS[width] },
    colorScheme,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    locale: 'en-US',
  });
  contexts.set(key, context);
  if (isOwner) {
    const page = await context.newPage();
    await enter(page, served!.server.newOwnerLink());
    await page.close();
  }
  return context;
}

async function taken(shot: Shot): Promise<Buffer> {
  const context = await windowFor(shot, shot.address !== '/login');
  const page = await context.newPage();
  try {
    await page.clock.setFixedTime(NOW);
    const isFile = shot.address.endsWith('.html');
    const { href } = isFile
      ? pathToFileURL(join(served!.folder, shot.address))
      : new URL(shot.address, served!.server.url);
    await page.goto(href);
    await page.locator('h1').first().waitFor();
    if (shot.last !== null) await page.getByText(shot.last).first().waitFor();
    if (shot.part !== null) {
      await page.locator(shot.part).scrollIntoViewIfNeeded(); // a chart is drawn once it is seen
      await page.locator(`${shot.part}[data-painted=true]`).waitFor();
    }
    await rested(page);
    const place = shot.part === null ? page : page.locator(shot.part);
    return await place.screenshot({ animations: 'disabled' });
  } finally {
    await page.close();
  }
}

/** Waits until nothing is on its way, and the picture has been the same for two looks. */
async function rested(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready');
  const isOnItsWay = (): Promise<boolean> =>
    page.evaluate(() =>
      [
        ...document.querySelectorAll(
          'figure[data-painted=false], .mantine-Skeleton-root, [role=status] .mantine-Loader-root',
        ),
      ].some((part) => part.getBoundingClientRect().top < innerHeight),
    );
  let before = '';
  for (let looks = 0; looks < 100; looks++) {
    await page.waitForTimeout(200);
    if ((await isOnItsWay()) || (await page.getByText(studiesWords.counting).count()) > 0) continue;
    const now = (await page.screenshot({ animations: 'disabled' })).toString('base64');
    if (now === before) return;
    before = now;
  }
  throw new Error(`${page.url()} does not come to rest.`);
}

test.for(SHOTS)('$name', { timeout: 120_000 }, async (shot, context) => {
  if (!shot.isQuick) slow(context);
  browser ??= await openBrowser(context);
  served ??= await withStudies();
  const file = join(KEPT, `${shot.name}.png`);
  const now = await taken(shot);
  const reader = await browser.newPage();
  try {
    if (IS_UPDATE) {
      mkdirSync(KEPT, { recursive: true });
      writeFileSync(file, await packed(reader, now));
    }
    expect(existsSync(file), `${file} is missing: VERNIER_SHOTS=update keeps one`).toBe(true);
    const { sizes, share } = await difference(reader, readFileSync(file), now);
    if (sizes[0].join() !== sizes[1].join() || share > TOLERANCE) {
      mkdirSync(FOUND, { recursive: true });
      writeFileSync(join(FOUND, `${shot.name}.png`), now);
    }
    expect(sizes[1]).toEqual(sizes[0]);
    expect(share).toBeLessThanOrEqual(TOLERANCE);
  } finally {
    await reader.close();
  }
});

test('no picture is kept of what is not there any more', (context) => {
  if (IS_UPDATE) context.skip('slow: pictures are being kept');
  expect(readdirSync(KEPT).map((file) => file.replace('.png', ''))).toEqual(SHOTS.map(({ name }) => name).sort());
});
