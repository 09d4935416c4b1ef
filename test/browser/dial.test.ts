import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { MANY, middleProbes, overSignals } from '../../dashboard/src/pages/dial/many.ts';
import { settingsOf } from '../../dashboard/src/pages/dial/settings.ts';
import { clearness, signalOf } from '../../dashboard/src/pages/dial/signal.ts';
import type { Served } from '../server/server.ts';
import { openBrowser, seriousFaults, serveDashboard } from './browser.ts';

// Sound may begin without a hand on the page.
const SOUND = '--autoplay-policy=no-user-gesture-required';

let browser: Browser | null = null;
let served: Served | null = null;
let complaints: string[] = [];

beforeEach(async (context: TestContext) => {
  browser ??= await openBrowser(context, [SOUND]);
  served ??= await serveDashboard();
  complaints = [];
});
afterEach(() => expect(complaints).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** The page, as whoever comes by: nobody is logged in. */
async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser!.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${served!.server.url}${address}`);
  await page.getByRole('button', { name: 'Run', exact: true }).and(page.locator(':enabled')).waitFor();
  return page;
}

const frequency = (page: Page) => page.getByRole('slider', { name: 'Frequency' });
const place = async (page: Page): Promise<number> => Number(await frequency(page).getAttribute('aria-valuenow'));
const lane = (page: Page, name: string) => page.locator(`[data-lane="${name}"]`);
const runAll = async (page: Page): Promise<void> => {
  await page.getByText('Fast', { exact: true }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('Who found it').waitFor();
};

describe('the dial', () => {
  test('is turned by keys, and listens by them', async () => {
    const page = await open('/dial?seed=3');
    await frequency(page).focus();
    expect(await frequency(page).getAttribute('aria-valuetext')).toBe('98.00 megahertz');
    const after = async (...keys: readonly string[]): Promise<number> => {
      for (const key of keys) await page.keyboard.press(key);
      return place(page);
    };
    expect(await after('ArrowRight', 'ArrowUp')).toBe(98.1);
    expect(await after('ArrowLeft')).toBe(98.05);
    expect(await after('PageUp', 'Shift+ArrowRight')).toBe(100.05);
    expect(await after('PageDown')).toBe(99.05);
    expect(await after('Home', 'ArrowLeft')).toBe(88);
    expect(await after('End')).toBe(108);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    expect(await lane(page, 'hand').innerText()).toContain('2 / 15');
    expect(await page.getByRole('img', { name: /^Clearness meter: \d+ %$/ }).count()).toBe(1);
    expect(await page.locator('.said').innerText()).toMatch(/You, probe 2: 108\.00 MHz, \d+ % clear/);
  });

  test('is turned by the pointer and the wheel', async () => {
    const page = await open('/dial');
    const glass = (await page.locator('.radio .glass').boundingBox())!;
    await page.mouse.click(glass.x + glass.width - 18, glass.y + 60); // the scale ends 18 pixels before the glass
    expect(await place(page)).toBeCloseTo(108, 1);
    const knob = (await frequency(page).boundingBox())!;
    const [x, y, radius] = [knob.x + knob.width / 2, knob.y + knob.height / 2, knob.width / 3];
    await page.mouse.move(x, y - radius);
    await page.mouse.down();
    for (let i = 1; i <= 8; i++) {
      const angle = -(i * Math.PI) / 8; // half a turn backwards; three turns are the whole scale
      await page.mouse.move(x + radius * Math.sin(angle), y - radius * Math.cos(angle));
    }
    await page.mouse.up();
    expect(await place(page)).toBeCloseTo(108 - 20 / 6, 1);
    const before = await place(page);
    const scrolled = await page.evaluate(() => scrollY);
    await page.mouse.wheel(0, 100);
    await page.waitForFunction(
      () => document.querySelector('[role=slider]')!.getAttribute('aria-valuenow') !== '104.67',
    );
    expect(await place(page)).toBeCloseTo(before - 0.1, 5);
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);
  });

  test('what is heard is what is on the air, and there are no more probes than agreed on', async () => {
    const settings = settingsOf({ seed: '4', probes: '10', noise: 'calm' });
    const signal = signalOf(4, 1, settings.kind, settings.noise);
    const page = await open('/dial?seed=4&probes=10&noise=calm');
    const listen = page.getByRole('button', { name: 'Listen here' });
    await listen.click();
    const shown = await page.locator('.meter').getAttribute('aria-label');
    expect(Math.abs(Number(/(\d+) %/.exec(shown!)![1]) / 100 - clearness(signal, [98]))).toBeLessThan(0.05);
    for (let i = 1; i < 10; i++) await listen.click();
    expect(await listen.isDisabled()).toBe(true);
    expect(await lane(page, 'hand').innerText()).toContain('10 / 10');
  });
});

describe('the searches', () => {
  test('take a step each, tell where they listen next and why, run to the end, and start again', async () => {
    const page = await open('/dial');
    const step = page.getByRole('button', { name: 'One probe each' });
    for (let i = 1; i <= 6; i++) {
      await step.click();
      await page
        .locator('.said li')
        .nth(3 * i - 1)
        .waitFor();
    }
    for (const name of ['grid', 'random', 'bayes']) expect(await lane(page, name).innerText()).toContain('6 / 15');
    expect(await lane(page, 'bayes').innerText()).toMatch(/Gaussian process on 6 results (explores|exploits)/);
    expect(await lane(page, 'bayes').locator('.belief').count()).toBe(1);
    expect(await lane(page, 'random').locator('.belief').count()).toBe(0);
    await runAll(page);
    expect(await page.locator('.outcome').innerText()).toContain('Bayesian search was first.');
    expect(await page.locator('.truth').count()).toBe(0);
    await page.getByRole('switch').check();
    expect(await page.locator('.truth').count()).toBe(5); // the radio's glass and four lanes
    await page.getByRole('button', { name: 'Start again' }).click();
    expect(await lane(page, 'bayes').innerText()).toContain('0 / 15');
  });

  test('do not tell where the station is while a person still looks for it', async () => {
    const page = await open('/dial');
    await page.getByRole('button', { name: 'Listen here' }).click();
    await runAll(page);
    expect(await page.locator('.outcome').innerText()).not.toContain('The strongest station is');
    await page.getByRole('button', { name: 'Show what came of it' }).click();
    expect(await page.locator('.outcome').innerText()).toContain('The strongest station is');
  });

  test('with two knobs draw what they believe as a map', async () => {
    const page = await open('/dial');
    await page.getByText('Two knobs', { exact: true }).click();
    await page.waitForURL(/knobs=2/);
    await page.getByRole('slider', { name: 'Aerial' }).press('PageUp');
    expect(await page.getByRole('slider', { name: 'Aerial' }).getAttribute('aria-valuetext')).toBe('10 degrees');
    await runAll(page);
    expect(await lane(page, 'bayes').innerText()).toContain('36 / 36');
    const shades = await lane(page, 'bayes')
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(Array.from({ length: data.length / 4 }, (_, i) => data[4 * i])).size;
      });
    expect(shades).toBeGreaterThan(20);
  });

  test('over fifty signals do what they do elsewhere; the Bayesian one needs the fewest probes', async () => {
    const page = await open('/dial');
    const settings = settingsOf({});
    const known = await overSignals(settings, MANY, () => undefined);
    await page.getByRole('button', { name: 'Over 50 other signals' }).click();
    await page.getByText('Signals 7 to 56, 15 probes each.').waitFor();
    await page.locator('.many [role=progressbar]').waitFor({ state: 'detached' });
    for (const tally of known) {
      const row = await page.locator(`[data-search="${tally.search}"]`).innerText();
      expect(row).toContain(`${tally.after.length} of 50`);
      expect(row).toContain(String(middleProbes(tally) ?? 'more than 15'));
    }
    const [, random, bayes] = known.map((tally) => middleProbes(tally) ?? settings.probes + 1);
    expect(bayes).toBeLessThan(random!);
  });
});

test('the address holds the signal, and another one is a click away', async () => {
  const page = await open('/dial?seed=8&signal=twins');
  expect(await page.locator('.controls-signal').innerText()).toBe('Signal 8');
  await page.getByRole('button', { name: 'Another signal' }).click();
  await page.waitForURL(/seed=9/);
  expect(page.url()).toContain('signal=twins');
  await page.getByLabel('Static').selectOption('Much');
  await page.waitForURL(/noise=heavy/);
});

test('needs nothing that browsers keep for pages over TLS', async () => {
  const page = await open('/dial');
  await page.addInitScript(() => Reflect.deleteProperty(Crypto.prototype, 'randomUUID'));
  await page.reload();
  await runAll(page);
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('there is sound when it is switched on, none while nobody looks, and none after', async () => {
  const page = await open('/dial');
  await page.evaluate(() => {
    const own = window as unknown as { radios: AudioContext[]; AudioContext: typeof AudioContext };
    own.radios = [];
    const Real = own.AudioContext;
    own.AudioContext = function () {
      const made = new Real();
      own.radios.push(made);
      return made;
    } as unknown as typeof AudioContext;
  });
  const state = (wanted: string) =>
    page.waitForFunction(
      (expected) => (window as unknown as { radios: AudioContext[] }).radios[0]?.state === expected,
      wanted,
    );
  const show = (visibility: string) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, visibility);
  expect(await page.evaluate(() => (window as unknown as { radios: AudioContext[] }).radios.length)).toBe(0);
  await page.getByRole('button', { name: 'Switch the sound on' }).click();
  await state('running');
  await page.getByRole('slider', { name: 'Volume' }).press('End');
  await show('hidden');
  await state('suspended');
  await show('visible');
  await state('running');
  await page.getByRole('button', { name: 'Switch the sound off' }).click();
  await state('closed');
});

describe('everybody can use it', () => {
  test.each([
    ['light', 1280, 1],
    ['dark', 1280, 2],
    ['dark', 390, 1],
    ['light', 390, 2],
  ] as const)('%s, %d pixels wide, knobs: %d', async (colorScheme, width, knobs) => {
    const page = await open(`/dial?knobs=${knobs}`, { colorScheme, viewport: { width, height: 844 } });
    await page.getByRole('button', { name: 'Listen here' }).click();
    await runAll(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('nothing moves by itself for whoever wants it so', async () => {
    const page = await open('/dial', { reducedMotion: 'reduce' });
    expect(await page.locator('.meter-hand').evaluate((hand) => getComputedStyle(hand).transitionDuration)).toBe('0s');
  });
});
