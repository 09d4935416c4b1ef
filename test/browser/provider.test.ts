import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { DASHBOARD, dashboardAssets } from '../../src/node/serving/assets.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { type Provider, provide } from '../server/provider.ts';
import { type Served, serve } from '../server/server.ts';
import { openBrowser } from './browser.ts';

// A real browser knows rules of cookies, redirections and policies between sites that no other test has: the provider is another site here.

let browser: Browser | null = null;
let provider: Provider;
let served: Served;
/** The server by a name that makes another site of it than the provider's. */
let home: string;

beforeEach(async (context) => {
  browser ??= await openBrowser(context);
  provider = await provide('vernier', 'secret');
  const allow = [{ email: 'ada@example.org', domain: null, scopes: ['read'] }] as const;
  served = await serve(
    { oidc: { issuer: provider.issuer, name: 'Example', client: 'vernier', secret: 'secret', allow } },
    {},
    (ports) => ({ ...ports, asset: dashboardAssets(DASHBOARD) }),
  );
  home = `http://localhost:${served.server.port}`;
  const storage = sqlite(served.file);
  await storage.createStudy('digits', [{ name: 'loss', direction: 'minimize' }]);
  await storage.close();
});
afterEach(async () => {
  for (const context of browser?.contexts() ?? []) await context.close();
  await served?.close();
  await provider?.close();
});
afterAll(() => browser?.close());

test('by a provider one comes to the page that one wanted; who is not known there is refused in words, and may try again', async () => {
  const page = await (await browser!.newContext()).newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(`${home}/studies/1?tab=steer`);
  await page.waitForURL(/\/login\?next=/);
  provider.lies.claims = { email: 'eve@example.org' };
  await page.getByRole('link', { name: 'Log in with Example' }).click();
  await page.getByRole('alert').waitFor();
  expect(new URL(page.url()).origin).toBe(home);

  provider.lies.claims = {};
  await page.goto(`${home}/studies/1?tab=steer`);
  await page.getByRole('link', { name: 'Log in with Example' }).click();
  await page.waitForURL(`${home}/studies/1?tab=steer`);
  await page.getByRole('heading', { name: 'digits' }).waitFor();
  await page.getByText('You may look').or(page.getByText('right “write”')).first().waitFor();
  expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
  // The session outlives the page: a Strict cookie is sent to pages that are opened anew.
  const other = await page.context().newPage();
  await other.goto(home);
  await other.getByRole('link', { name: 'digits' }).waitFor();
  expect(faults).toEqual([]);
});
