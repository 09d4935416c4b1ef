import { median, type Measurement, type Row, type RowOptions } from '../measurement.ts';
import { NOTE_PAINT, openPlace, paintedAt, type Place } from './page-place.ts';

const TIMES = 5;

/** The page of a small study. */
export const paint1k = painting('paint-1k', 1000, 800);

/** The page of a large study. */
export const paint100k = painting('paint-100k', 100_000, 2500);

function painting(id: string, trials: number, atMost: number): Row {
  return {
    id,
    what: `the page of a study of ${trials} trials of 8 parameters, in real headless Chromium with nothing kept, the study open in the server: from the navigation to the history painted, median of ${TIMES}`,
    unit: 'ms',
    limit: { atMost },
    async measure({ progress }: RowOptions): Promise<Measurement> {
      const place = await openPlace(trials);
      try {
        const cold = await opened(place); // the server reads the study, too
        progress(`first of all: ${Math.round(cold.chart)} ms`);
        const found = [];
        for (let i = 0; i < TIMES; i++) found.push(await opened(place));
        return {
          value: median(found.map(({ chart }) => chart)),
          detail: {
            words: median(found.map(({ words }) => words)),
            all: found.map(({ chart }) => chart),
            first: cold.chart,
          },
        };
      } finally {
        await place.close();
      }
    },
  };
}

/** Milliseconds until the first words are on the page, and until its first chart is. */
async function opened(place: Place): Promise<{ readonly words: number; readonly chart: number }> {
  const context = await place.visitor();
  try {
    const page = await context.newPage();
    await page.addInitScript(NOTE_PAINT);
    await page.goto(`${place.url}/studies/1`);
    const chart = await paintedAt(page);
    const words = await page.evaluate<number>(
      `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`,
    );
    return { words, chart };
  } finally {
    await context.close();
  }
}

/** What a browser has to fetch and read before it shows anything. */
export const pageJs: Row = {
  id: 'page-js',
  what: "JavaScript that the page of a study fetches before its first chart is painted, the worker's included, as it goes over the line (gzip or brotli, whatever is smaller)",
  unit: 'kB',
  limit: { atMost: 250 },
  async measure() {
    const place = await openPlace(1000);
    try {
      const context = await place.visitor();
      const page = await context.newPage();
      await page.addInitScript(NOTE_PAINT);
      const scripts: { readonly name: string; readonly bytes: number; readonly askedAt: number }[] = [];
      page.on('response', (response) => {
        const { pathname } = new URL(response.url());
        const askedAt = response.request().timing().startTime;
        if (pathname.endsWith('.js'))
          scripts.push({ name: pathname, bytes: Number(response.headers()['content-length']), askedAt });
      });
      await page.goto(`${place.url}/studies/1`);
      // What is asked for when the picture is there is not waited for.
      const until = (await page.evaluate<number>('performance.timeOrigin')) + (await paintedAt(page));
      const before = scripts.filter(({ askedAt }) => askedAt < until);
      const sum = (of: typeof scripts): number => of.reduce((bytes, script) => bytes + script.bytes, 0) / 1000;
      const worker = before.filter(({ name }) => name.includes('worker'));
      return { value: sum(before), detail: { worker: sum(worker), afterwards: sum(scripts) - sum(before), scripts } };
    } finally {
      await place.close();
    }
  },
};
