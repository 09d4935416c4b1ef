import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { SHAPES } from '../../src/scene/scene.ts';
import { needsChromium } from '../components.ts';
import type * as paintPage from './paint-page.ts';
import type { Difference } from './paint-page.ts';

// Pictures of many shapes are laid down pixel by pixel: they must look as the browser itself draws them.

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars'];

let browser: Browser | null = null;
let page: Page | null = null;

beforeEach(async (context) => {
  const executablePath = needsChromium(context);
  browser ??= await chromium.launch({ executablePath, args: ARGS });
  page ??= await opened(browser);
});
afterAll(() => browser?.close());

async function opened(by: Browser): Promise<Page> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('paint-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'paintPage',
    logLevel: 'error',
  });
  const opening = await by.newPage();
  await opening.addScriptTag({ content: outputFiles[0]!.text });
  return opening;
}

type Calls = typeof paintPage;

/** Calls a function of the page. */
const call = <K extends keyof Calls>(name: K, ...args: Parameters<Calls[K]>): Promise<Awaited<ReturnType<Calls[K]>>> =>
  page!.evaluate(`paintPage.${name}(...${JSON.stringify(args)})`) as Promise<Awaited<ReturnType<Calls[K]>>>;

const expectAlike = ({ mean, off, drawn }: Difference, most: { readonly mean: number; readonly off: number }): void => {
  expect(drawn).toBeGreaterThan(0.001);
  expect(mean).toBeLessThanOrEqual(most.mean);
  expect(off).toBeLessThanOrEqual(most.off);
};

describe.each([1, 2])('at %s pixels for each', (ratio) => {
  test.each(SHAPES)('points: %s', async (shape) => {
    expectAlike(await call('pointsApart', shape, ratio, null), { mean: 1, off: 0.005 });
  });

  test.each(['circle', 'square', 'ring', 'cross'] as const)('points with an edge: %s', async (shape) => {
    expectAlike(await call('pointsApart', shape, ratio, '#ffffff'), { mean: 2, off: 0.005 });
  });

  test.each([0.8, 1.5])('lines %s wide', async (width) => {
    // Lines thinner than a pixel are drawn by browsers with one and the same thickness, however they lean.
    expectAlike(await call('linesAcross', width, ratio), { mean: width * ratio < 1 ? 4 : 2, off: 0.001 });
  });

  test('bars', async () => {
    expectAlike(await call('barsApart', ratio), { mean: 0.5, off: 0.001 });
  });
});

test('on a canvas, every chart looks as its SVG does', async () => {
  for (const name of await call('storyNames'))
    for (const isDark of [false, true]) {
      const found = await call('storyAgainstSvg', name, isDark);
      expect(found.drawn, name).toBeGreaterThan(0.005);
      expect(found.mean, name).toBeLessThan(0.5);
      // Its SVG has places to a tenth of a pixel: edges of bars and staircases may stand in the next one.
      expect(found.off, name).toBeLessThan(0.01);
    }
});

test('a highlight shows what is selected, veils the rest of its panel, and leaves other parts alone', async () => {
  const { told, pixels } = await call('highlighted');
  expect(told).toEqual({ drawn: 3, of: 3 });
  expect(pixels[0]).toEqual([0, 98, 168, 255]);
  expect(pixels[1]!.slice(0, 3)).toEqual([255, 255, 255]);
  expect(pixels[1]![3]).toBeGreaterThan(180);
  expect(pixels[1]![3]).toBeLessThan(200);
  expect(pixels[2]).toEqual([0, 0, 0, 0]);
});

test('points on each other, however many, have the colour of the uppermost', async () => {
  expect(await call('heaped')).toEqual([0, 98, 168, 255]);
});
