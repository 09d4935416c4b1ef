import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { TestContext } from 'vitest';
import { DASHBOARD, dashboardAssets } from '../../src/node/serving/assets.ts';
import type { ServerPorts } from '../../src/server/ports.ts';
import { needsChromium } from '../components.ts';
import { type Served, serve } from '../server/server.ts';

// What tests in a real browser share: the browser, a server with the built dashboard, and pages whose faults are noted.

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A window of a desk, and one of a phone. */
export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** A real headless browser. Skips the running test where there is none, or where the dashboard is not built. @param more arguments of it */
export async function openBrowser(test: TestContext, more: readonly string[] = []): Promise<Browser> {
  const executablePath = needsChromium(test);
  if (!existsSync(join(DASHBOARD, 'index.html'))) test.skip('needs the dashboard: run `npm test`, which builds it');
  return chromium.launch({ executablePath, args: [...ARGS, ...more] });
}

/** A real server in front of a real SQLite file, which serves the dashboard. @param more what it has beside */
export const serveDashboard = (more: Partial<ServerPorts> = {}): Promise<Served> =>
  serve({}, {}, (ports) => ({ ...ports, asset: dashboardAssets(DASHBOARD), ...more }));

/** A page, and what was wrong in it. */
export interface Visit {
  readonly page: Page;
  /** Errors of its scripts and of the console, and requests that went elsewhere. Tests expect none. */
  readonly faults: readonly string[];
}

/** What a browser says where a server refuses, or is not there: of styles it says so in other words. */
const REFUSED = /^(?:Failed to load resource|Refused to apply style from .* MIME type \('application\/json'\))/;

/** What a visit may be. */
export interface VisitOptions extends BrowserContextOptions {
  /** Are answers that fail expected? The browser notes each as an error. Default false. */
  readonly isRough?: boolean;
}

/** A window of somebody who is not logged in. @param home the only address that its pages may ask, as `http://127.0.0.1:PORT` */
export async function visit(browser: Browser, home: string, options: VisitOptions = {}): Promise<Visit> {
  const { isRough = false, ...rest } = options;
  const context = await browser.newContext({ viewport: DESKTOP, ...rest });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() !== 'error' || (isRough && REFUSED.test(message.text()))) return;
    faults.push(`${message.text()} ${message.location().url}`);
  });
  page.on('request', (request) => {
    if (/^(?:https?|wss?):/.test(request.url()) && new URL(request.url()).origin !== home)
      faults.push(`asked ${request.url()}`);
  });
  return { page, faults };
}

/** Logs in by a link: of the owner, or of a token. */
export async function enter(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.waitForURL((url) => url.pathname === '/');
}

/** A page of the owner, at an address such as `/studies/1`. */
export async function open(
  browser: Browser,
  { server }: Served,
  address: string,
  options: VisitOptions = {},
): Promise<Visit> {
  const made = await visit(browser, server.url, options);
  await enter(made.page, server.newOwnerLink());
  await made.page.goto(`${server.url}${address}`);
  return made;
}

/** Waits until a chart is painted. */
export const painted = (page: Page, chart: string): Promise<void> =>
  page.locator(`figure[data-chart=${chart}][data-painted=true]`).waitFor();

/** What an automated audit calls serious or critical, one text for each rule that is broken. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' ')))`);
}

/** Pixels by which a page is wider than its window. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
