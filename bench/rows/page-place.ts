import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { sqlite } from 'vernier/sqlite';

/** Where a Chromium may be; the variable CHROMIUM comes first. */
const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars'];
/** Parameters of the study. */
const PARAMS = 8;

/** A real headless browser. @throws where there is none */
export async function openBrowser(): Promise<Browser> {
  const executablePath = [process.env.CHROMIUM, ...BROWSERS].find((file) => file !== undefined && existsSync(file));
  if (executablePath === undefined)
    throw new Error('There is no Chromium. Install it, or name it: CHROMIUM=/path/to/chromium.');
  return chromium.launch({ executablePath, args: ARGS });
}

/** A study in a file, a server in front of it, and a browser that may look at it. */
export interface Place {
  readonly file: string;
  readonly url: string;
  readonly browser: Browser;
  /** What tells the server who asks. */
  readonly cookie: string;
  /** Somebody who is logged in and has seen nothing yet, in a window of 1280 × 900 in light colours where not told otherwise. */
  visitor(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Starts a program of this machine, given as text; ended with everything else. */
  program(code: string, ...args: readonly string[]): ChildProcess;
  close(): Promise<void>;
}

/** Makes one. @param trials complete ones that the study has */
export async function openPlace(trials: number): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-bench-'));
  const file = join(folder, 'vernier.db');
  await makeStudy(file, trials);
  const children: ChildProcess[] = [];
  const start = (args: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  };
  const server = start(['dist/cli/main.js', 'serve', '--json', '--port', '0', '--storage', `sqlite:${file}`]);
  const { url, link } = JSON.parse(await line(server)) as { readonly url: string; readonly link: string };
  const [name, value] = (await fetch(link)).headers.get('set-cookie')!.split(';')[0]!.split('=') as [string, string];
  const browser = await openBrowser();
  return {
    file,
    url,
    browser,
    cookie: `${name}=${value}`,
    async visitor(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      await context.addCookies([{ name, value, url }]);
      return context;
    },
    program: (code, ...args) => start(['--input-type=module', '-e', code, ...args]),
    async close() {
      await browser.close();
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function makeStudy(file: string, trials: number): Promise<void> {
  const storage = sqlite(file, { durability: 'normal' });
  const { id } = await storage.createStudy('s', [{ name: 'loss', direction: 'minimize' }]);
  const distribution = { kind: 'float', low: 0, high: 1, log: false, step: null } as const;
  for (let from = 0; from < trials; from += 5000)
    await storage.createTrials(
      id,
      Array.from({ length: Math.min(5000, trials - from) }, (_, i) => {
        const number = from + i;
        const at = (k: number): number => ((number + 1) * (0.618_034 + 0.1 * k)) % 1;
        return {
          state: 'complete' as const,
          params: Object.fromEntries(
            Array.from({ length: PARAMS }, (_p, k) => [`x${k}`, { distribution, internal: at(k) }]),
          ),
          values: [0.1 + at(0) * at(1) + 2 / (1 + number / 500)],
          startedAt: 1e12 + 1000 * number,
          finishedAt: 1e12 + 1000 * number + 900,
        };
      }),
    );
  await storage.close();
}

/** The next line that a process prints. */
export function line(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const ended = (code: number | null) => reject(new Error(`A helper process ended with ${code}.`));
    child.once('close', ended);
    child.stdout!.on('data', function take(piece: Buffer) {
      text += String(piece);
      if (!text.includes('\n')) return;
      child.off('close', ended);
      child.stdout!.off('data', take);
      resolve(text.slice(0, text.indexOf('\n')));
    });
  });
}

/** Notes in a page when its first chart is painted: milliseconds since the navigation began. Runs before the page's own scripts. */
export const NOTE_PAINT = `
  window.paintedAt = null;
  const look = () => {
    if (document.querySelector('figure[data-chart=history][data-painted=true]') === null) return requestAnimationFrame(look);
    requestAnimationFrame(() => { window.paintedAt = performance.now(); });
  };
  requestAnimationFrame(look);
`;

/** When the first chart was painted, in milliseconds since the navigation began. */
export async function paintedAt(page: Page): Promise<number> {
  for (let i = 0; i < 1200; i++) {
    const at = await page.evaluate<number | null>('window.paintedAt');
    if (at !== null) return at;
    await page.waitForTimeout(100);
  }
  throw new Error('The page has painted no chart for two minutes.');
}
