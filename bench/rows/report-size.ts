import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { createStudy, float, space } from 'vernier';
import { random } from 'vernier/samplers';
import { sqlite } from 'vernier/sqlite';
import { median, type Row } from '../measurement.ts';

const TRIALS = 1000;
const PARAMS = 10;
const REPORTS = 10;
/** Each in a new page. */
const OPENED = 5;
const OPENS_MS = 1000;
/** Pixels down: a usual window, and one that shows the whole page. */
const [WINDOW, WHOLE] = [900, 6000];
const VERNIER = join(process.cwd(), 'dist/cli/main.js');

/** What a report weighs, and how soon it shows its charts. */
export const reportSize: Row = {
  id: 'report-size',
  what: `\`vernier report\` of ${TRIALS} complete trials × ${PARAMS} parameters with ${REPORTS} reports each; beside it, opened from the file in headless Chromium, the charts of its first window are painted within ${OPENS_MS} ms of the navigation's start (median of ${OPENED}; how long all of them take in a window as high as the page is told, too)`,
  unit: 'MB',
  limit: { atMost: 1.5 },
  async measure({ seed, progress }) {
    const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
    if (!existsSync(executablePath))
      throw new Error('This row needs Chromium: name its program in the variable CHROMIUM.');
    const folder = await mkdtemp(join(tmpdir(), 'vernier-report-'));
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      await fill(join(folder, 'vernier.db'), seed);
      const file = join(folder, 'report.html');
      const began = performance.now();
      execFileSync(process.execPath, [VERNIER, 'report', '-o', file], { cwd: folder, stdio: 'ignore' });
      const writtenMs = performance.now() - began;
      progress(`written in ${writtenMs.toFixed(0)} ms`);
      const [window, whole]: [number[], number[]] = [[], []];
      for (let time = 0; time < OPENED; time++) {
        window.push(await paintedIn(browser, file, WINDOW));
        whole.push(await paintedIn(browser, file, WHOLE));
      }
      const [openMs, allMs] = [median(window), median(whole)];
      progress(`opens in ${openMs.toFixed(0)} ms, all charts after ${allMs.toFixed(0)} ms`);
      return {
        value: (await stat(file)).size / 1e6,
        holds: openMs <= OPENS_MS,
        detail: { openMs, allMs, writtenMs, window, whole },
      };
    } finally {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Looks at each frame whether the charts that are seen are painted; the page's own policy lets no such thing in later. */
const LOOK = `
  globalThis.painted = 0;
  const isSeen = (chart) => chart.getBoundingClientRect().top < innerHeight;
  const look = () => {
    const charts = [...document.querySelectorAll('[data-chart]')].filter(isSeen);
    const isLive = document.documentElement?.dataset.live === 'true';
    if (isLive && charts.every((chart) => chart.dataset.painted === 'true')) globalThis.painted = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);`;

/** Milliseconds from the start of the navigation until all charts in a window of that height are painted. */
async function paintedIn(browser: Browser, file: string, height: number): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1280, height } });
  await page.addInitScript(LOOK);
  await page.goto(pathToFileURL(file).href);
  for (;;) {
    const painted = await page.evaluate<number>('globalThis.painted');
    if (painted === 0) {
      await page.waitForTimeout(20);
      continue;
    }
    await page.close();
    return painted;
  }
}

async function fill(file: string, seed: number): Promise<void> {
  const searched = space(Object.fromEntries(Array.from({ length: PARAMS }, (_, i) => [`x${i}`, float(0, 1)])));
  const storage = sqlite(file, { durability: 'normal' });
  const study = await createStudy({ name: 'report', space: searched, seed, storage, sampler: random() });
  await study.optimize(
    async (params, trial) => {
      const value = (Object.values(params) as number[]).reduce((sum, x, i) => sum + (i + 1) * (x - 0.3) ** 2, 0);
      for (let step = 1; step <= REPORTS; step++) await trial.report(value + 1 / step, step);
      return value;
    },
    { trials: TRIALS, concurrency: 4 },
  );
  await storage.close();
}
