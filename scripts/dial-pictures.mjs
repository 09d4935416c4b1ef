// Takes the pictures of docs/explain/dial.md, in a real browser: `node scripts/dial-pictures.mjs`.
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './process.mjs';
import { build, setUpChromium, setUpPackages } from './setup.mjs';

const path = (name) => fileURLToPath(new URL(name, ROOT));
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

await setUpPackages();
await build();
const browser = await setUpChromium();
if ('reason' in browser) {
  console.error(`The pictures need a browser: ${browser.reason}`);
  process.exit(1);
}
const { chromium } = await import('playwright-core');
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const name = extname(pathname) in TYPES ? pathname.slice(1) : 'index.html';
  response.setHeader('content-type', TYPES[extname(name)]);
  response.end(readFileSync(path(`dist/dashboard/${name}`)));
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const running = await chromium.launch({ executablePath: browser.chromium, args: ['--no-sandbox', '--disable-gpu'] });
mkdirSync(path('docs/images'), { recursive: true });

/** Opens the dial, and lets it take so many steps. */
async function opened(address, steps, colorScheme) {
  const context = await running.newContext({
    viewport: { width: 1180, height: 1600 },
    colorScheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/dial${address}`);
  const step = page.getByRole('button', { name: 'One probe each' });
  for (let i = 1; i <= steps; i++) {
    await step.click();
    await page
      .locator('.said li')
      .nth(3 * i - 1)
      .waitFor({ state: 'attached' });
  }
  return page;
}

async function taken(page, selector, name) {
  await page.locator(selector).screenshot({ path: path(`docs/images/${name}`) });
  console.log(`docs/images/${name}`);
  await page.close();
}

// By hand: from end to end in large steps, then around the clearest place.
const radio = await opened('', 0, 'light');
await radio.getByRole('slider', { name: 'Frequency' }).focus();
for (const keys of [
  'Home',
  ...Array(5).fill('PageUp PageUp PageUp PageUp'),
  'PageDown PageDown PageDown PageDown PageDown',
])
  for (const key of [...keys.split(' '), 'Enter']) await radio.keyboard.press(key);
await taken(radio, '.radio', 'dial-radio.png');

// The searches after nine of fifteen probes, the signal shown.
const lanes = await opened('', 9, 'light');
await lanes.getByRole('switch').check();
await taken(lanes, '.lanes', 'dial-lanes.png');

await taken(await opened('?knobs=2', 24, 'dark'), '.lanes', 'dial-two-knobs.png');
await running.close();
server.close();
