import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, type TestContext } from 'vitest';
import { sqlite } from '../../src/node/sqlite.ts';
import { branch, createStudy, float, int, space, TrialPruned } from '../../src/index.ts';
import { random } from '../../src/samplers/index.ts';
import type { Storage } from '../../src/storage/storage.ts';
import type { Served } from '../server/server.ts';
import { enter, openBrowser, serveDashboard } from './browser.ts';

/** A study whose name would do harm, were it taken for more than a name. */
export const EVIL =
  '<script>window.ran = 1</script> and a name that is so long that it does not fit into a row of any table';

/** A server with studies of several kinds, and a browser whose user is its owner. */
export interface Desktop {
  readonly served: Served;
  readonly storage: Storage;
  /** Opens a page of the server, or of another one. */
  open(path: string, options?: OpenOptions): Promise<Page>;
  /** What the user is known by. */
  readonly context: BrowserContext;
  /** Ends what the user has open, so that the next page is of a new one. */
  leave(): Promise<void>;
  /** The id of a study on the server. */
  idOf(name: string): Promise<string>;
  /** What the server says of a trial. */
  trialOf(name: string, number: number): Promise<any>;
}

interface OpenOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly server?: Served;
  /** Who has this token comes with it, and is not logged in. */
  readonly token?: string;
}

/** Sets the tests of a file up: one server and one browser for all of them, and a user for each. No page may complain. */
export function desktop(): Desktop {
  let browser: Browser | null = null;
  let served: Served | null = null;
  let storage: Storage | null = null;
  let context: BrowserContext | null = null;
  let complaints: string[] = [];

  beforeEach(async (test: TestContext) => {
    browser ??= await openBrowser(test);
    if (served === null) {
      served = await serveDashboard();
      storage = sqlite(served.file, { durability: 'normal' });
      await fill(storage);
    }
    complaints = [];
  });
  const leave = async () => {
    await context?.close();
    context = null;
  };
  afterEach(async () => {
    await leave();
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await storage?.close();
    await served?.close();
  });

  const idOf = async (name: string): Promise<string> => {
    const { studies } = await served!.json('/api/studies');
    return studies.find((study: { name: string }) => study.name === name).id;
  };
  return {
    get served() {
      return served!;
    },
    get storage() {
      return storage!;
    },
    get context() {
      return context!;
    },
    open: async (path, { width = 1280, server = served!, colorScheme = 'light', token } = {}) => {
      context ??= await browser!.newContext({
        viewport: { width, height: 860 },
        colorScheme,
        ...(token === undefined ? {} : { extraHTTPHeaders: { authorization: `Bearer ${token}` } }),
      });
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        // What the server refuses is told by the page; the browser notes it, too.
        const isRefusal = message.text().startsWith('Failed to load resource');
        if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
      });
      if (token === undefined && (await context.cookies()).length === 0)
        await enter(page, server.server.newOwnerLink());
      if (path !== '/' || token !== undefined) await page.goto(`${server.server.url}${path}`);
      return page;
    },
    leave,
    idOf,
    trialOf: async (name, number) => served!.json(`/api/studies/${await idOf(name)}/trials/${number}`),
  };
}

const training = space({
  lr: float(1e-5, 0.1, { log: true }),
  layers: int(1, 8),
  optimizer: branch({ adam: { beta: float(0.8, 0.999) }, sgd: { momentum: float(0, 0.99) } }),
});

/** Studies of several kinds. */
async function fill(storage: Storage): Promise<void> {
  for (const [name, trials] of [
    ['digits', 30],
    [EVIL, 4],
    ['empty', 0],
  ] as const) {
    const study = await createStudy({
      name,
      storage,
      space: training,
      sampler: random(),
      seed: 7,
      direction: 'minimize',
    });
    if (trials > 0)
      await study.optimize(
        async ({ lr, layers }, trial) => {
          const loss = Math.abs(Math.log10(lr) + 3) + layers / 10;
          await trial.report(loss + 1, 1);
          if (trial.number % 5 === 4) throw new TrialPruned();
          trial.setAttribute('<img src=x onerror="window.ran = 1">', '<script>window.ran = 1</script>');
          return loss;
        },
        { trials },
      );
  }
  const several = await createStudy({
    name: 'two goals',
    storage,
    objectives: { loss: 'minimize', accuracy: 'maximize' },
    space: space({ width: int(1, 64) }),
    sampler: random(),
  });
  await several.optimize(({ width }) => ({ loss: 1 / width, accuracy: width }), { trials: 6 });
  const odd = await createStudy({ name: 'odd', storage, space: space({ x: float(0, 1) }), sampler: random(), seed: 5 });
  await odd.optimize(({ x }) => (x < 0.5 ? Number.POSITIVE_INFINITY : -x * 1e300), { trials: 6 });
}
