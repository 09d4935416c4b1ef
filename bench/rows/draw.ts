import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { type Measurement, median, type Row, type RowOptions } from '../measurement.ts';
import type { Brushing, Drawing } from './draw-page.ts';

const TRIALS = 100_000;
/** With the objective they make eight axes. */
const PARAMS = 7;

/** Where a Chromium may be; the variable CHROMIUM comes first. */
const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars'];

/** A hundred thousand points. */
export const drawScatter = drawing('draw-scatter', 'scatter', 'the history of 100,000 trials, as points', 300);

/** A hundred thousand lines. */
export const drawParallel = drawing(
  'draw-parallel',
  'parallel',
  'parallel coordinates of 100,000 trials over 8 axes',
  1200,
);

function drawing(id: string, name: 'scatter' | 'parallel', what: string, atMost: number): Row {
  return {
    id,
    what: `${what}, on a canvas of real headless Chromium, from chart data to the last pixel: median of 5`,
    unit: 'ms',
    limit: { atMost },
    measure: (options) =>
      inBrowser(options, async (call) => {
        const plain = await call<readonly Drawing[]>('draw', name, 1);
        const dense = await call<readonly Drawing[]>('draw', name, 2);
        const whole = (drawings: readonly Drawing[]): number => median(drawings.map((own) => own.scene + own.paint));
        const part = (of: keyof Drawing): number => median(plain.map((own) => own[of]));
        const detail = { chart: part('chart'), scene: part('scene'), paint: part('paint'), atRatio2: whole(dense) };
        return { value: whole(plain), detail };
      }),
  };
}

/** What follows a pointer. */
export const brush: Row = {
  id: 'brush',
  what: 'a brush moves over 100,000 points, or lines of 8, in real headless Chromium: selected trials are found and shown on a layer above, the slowest of 20 places of the worse chart, each the median of 5',
  unit: 'ms',
  limit: { atMost: 50 },
  measure: (options) =>
    inBrowser(options, async (call) => {
      const scatter = await call<Brushing>('brush', 'scatter', 1);
      const parallel = await call<Brushing>('brush', 'parallel', 1);
      const dense = [await call<Brushing>('brush', 'scatter', 2), await call<Brushing>('brush', 'parallel', 2)];
      const slowest = ({ places }: Brushing): number => Math.max(...places);
      const told = (own: Brushing) => ({
        slowest: slowest(own),
        middle: median(own.places),
        index: own.index,
        hover: own.hover,
        leastShareDrawn: own.share,
      });
      return {
        value: Math.max(slowest(scatter), slowest(parallel)),
        detail: { scatter: told(scatter), parallel: told(parallel), atRatio2: dense.map(slowest) },
      };
    }),
};

type Call = <T>(name: string, ...args: readonly unknown[]) => Promise<T>;

/** Makes the study in a page, and measures there. */
async function inBrowser(
  { seed, progress }: RowOptions,
  measure: (call: Call) => Promise<Measurement>,
): Promise<Measurement> {
  const executablePath = [process.env.CHROMIUM, ...BROWSERS].find((file) => file !== undefined && existsSync(file));
  if (executablePath === undefined)
    throw new Error('There is no Chromium. Install it, or name it: CHROMIUM=/path/to/chromium.');
  const browser = await chromium.launch({ executablePath, args: ARGS });
  try {
    const page = await browser.newPage();
    // Pages of this machine have all that pages have; an empty one has not.
    await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
    await page.goto('http://localhost/');
    await page.addScriptTag({ content: await script() });
    const call: Call = (name, ...args) => run(page, name, args);
    await call('prepare', TRIALS, PARAMS, seed);
    progress(`a study of ${TRIALS} trials is in the page`);
    return await measure(call);
  } finally {
    await browser.close();
  }
}

const run = <T>(page: Page, name: string, args: readonly unknown[]): Promise<T> =>
  page.evaluate<T>(`drawPage.${name}(...${JSON.stringify(args)})`);

/** The page's program, as a user's build would make it. */
async function script(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['bench/rows/draw-page.ts'],
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'drawPage',
    target: 'es2022',
    conditions: process.env.VERNIER_SOURCE === '1' ? ['vernier-source'] : [],
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}
