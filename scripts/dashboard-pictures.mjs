// Takes the pictures of the dashboard for the README, in a real browser on real studies: `node scripts/dashboard-pictures.mjs`.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NODE, ROOT, run } from './process.mjs';
import { build, setUpChromium, setUpPackages } from './setup.mjs';

const path = (name) => fileURLToPath(new URL(name, ROOT));

await setUpPackages();
await build();
const found = await setUpChromium();
if ('reason' in found) {
  console.error(`The pictures need a browser: ${found.reason}`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'vernier-pictures-'));
const file = join(folder, 'vernier.db');
await run(NODE, [path('node_modules/jiti/lib/jiti-cli.mjs'), path('dashboard/demo/make.ts'), file]);
const server = spawn(
  NODE,
  [path('dist/cli/main.js'), 'serve', '--json', '--port', '0', '--storage', `sqlite:${file}`],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const { url, link } = JSON.parse(
  await new Promise((resolve) => server.stdout.once('data', (line) => resolve(`${line}`))),
);
const { chromium } = await import('playwright-core');
const browser = await chromium.launch({ executablePath: found.chromium, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const context = await browser.newContext({ viewport: { width: 1240, height: 1180 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForURL(`${url}/`);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${url}/studies/1?selected=145-147,150-152`);
    await painted(page, 'history');
    await painted(page, 'slice');
    await picture(page, `dashboard-${colorScheme}.png`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`${url}/studies/1/trials/145`);
  await page.getByRole('heading', { name: 'Explanation' }).waitFor();
  await page.waitForTimeout(2000);
  await picture(page, 'dashboard-trial.png');
  await page.goto(`${url}/studies/1?tab=steer`);
  await page.getByRole('heading', { name: 'Search space' }).waitFor();
  await page.waitForTimeout(2000);
  await picture(page, 'dashboard-steer.png');
} finally {
  await browser.close();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** Waits until a chart is there, and what was highlighted last. */
async function painted(page, name) {
  await page.locator(`figure[data-chart=${name}][data-painted=true]`).waitFor();
  await page.waitForTimeout(2500);
}

async function picture(page, name) {
  await page.screenshot({ path: path(`docs/images/${name}`) });
  console.log(`docs/images/${name}`);
}
