import type { ChildProcess } from 'node:child_process';
import type { CDPSession, Page } from 'playwright-core';
import type { Row } from '../measurement.ts';
import { line, openPlace, paintedAt, NOTE_PAINT, type Place } from './page-place.ts';

/** Event streams beside the page's own. */
const STREAMS = 19;
const TOLD = 100;

// A process that tells a complete trial for each line that it reads, and answers when it began to.
const ON_DEMAND = `
import { createInterface } from 'node:readline';
import { sqlite } from 'vernier/sqlite';
const storage = sqlite(process.argv[1], { durability: 'normal' });
const distribution = { kind: 'float', low: 0, high: 1, log: false, step: null };
const params = () => Object.fromEntries(Array.from({ length: 8 }, (_, k) => ['x' + k, { distribution, internal: Math.random() }]));
console.log('ready');
for await (const _ of createInterface(process.stdin)) {
  const at = performance.timeOrigin + performance.now();
  await storage.createTrials(1, [{ state: 'complete', params: params(), values: [0.2 + Math.random()], startedAt: at - 900, finishedAt: at }]);
  console.log(at);
}
`;

// A process that tells complete trials at a steady pace until its input ends, then answers how many.
const STEADY = `
import { sqlite } from 'vernier/sqlite';
const [file, perSecond] = process.argv.slice(1);
const storage = sqlite(file, { durability: 'normal' });
const distribution = { kind: 'float', low: 0, high: 1, log: false, step: null };
const params = () => Object.fromEntries(Array.from({ length: 8 }, (_, k) => ['x' + k, { distribution, internal: Math.random() }]));
const began = performance.now();
let told = 0;
let isOver = false;
process.stdin.on('end', () => { isOver = true; }).resume();
console.log('ready');
while (!isOver) {
  if (told >= ((performance.now() - began) / 1000) * perSecond) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    continue;
  }
  const at = Date.now();
  await storage.createTrials(1, [{ state: 'complete', params: params(), values: [0.2 + Math.random()], startedAt: at - 900, finishedAt: at }]);
  told++;
}
await storage.close();
console.log(told);
`;

/** From a told result to its mark. */
export const liveLatency: Row = {
  id: 'live-latency',
  what: `a trial is told by another process: until its mark is on the visible page of a study of 1,000 trials, with ${STREAMS} event streams beside; p95 of ${TOLD}`,
  unit: 'ms',
  limit: { atMost: 250 },
  async measure({ progress }) {
    const place = await openPlace(1000);
    const streams = new AbortController();
    try {
      const page = await watchedPage(place);
      await listen(place, streams.signal);
      const teller = place.program(ON_DEMAND, place.file);
      await line(teller);
      const delays: number[] = [];
      for (let i = 0; i < TOLD; i++) {
        delays.push(await delayOf(page, teller, 1001 + i));
        await page.waitForTimeout(60 + ((i * 37) % 90)); // not in step with anything
      }
      const sorted = delays.sort((a, b) => a - b);
      const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]!;
      progress(`p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`);
      return { value: at(0.95), detail: { p50: at(0.5), p95: at(0.95), most: at(1) } };
    } finally {
      streams.abort();
      await place.close();
    }
  },
};

async function watchedPage(place: Place): Promise<Page> {
  const context = await place.visitor();
  const page = await context.newPage();
  await page.addInitScript(NOTE_PAINT);
  await page.goto(`${place.url}/studies/1`);
  await paintedAt(page);
  await page.waitForTimeout(3000); // what is looked at later has been worked out
  return page;
}

async function listen({ url, cookie }: Place, signal: AbortSignal): Promise<void> {
  for (let i = 0; i < STREAMS; i++) {
    const { body } = await fetch(`${url}/api/studies/1/events`, { headers: { cookie }, signal });
    void (async () => {
      for await (const piece of body!) if (piece.length === 0 || signal.aborted) return;
    })().catch(() => undefined);
  }
}

/** The trials that the history's picture has, as its words count them. */
const COUNTED = `Number(document.querySelector('figure[data-chart=history] figcaption').textContent.match(/([\\d,]+) trials/)?.[1].replaceAll(',', '') ?? 0)`;

/** Tells a trial, and waits until the history's picture has it: its words count it when the picture is painted. */
async function delayOf(page: Page, teller: ChildProcess, trials: number): Promise<number> {
  const seen = page.evaluate<number>(`new Promise((resolve) => {
    const look = () => ${COUNTED} >= ${trials}
      ? requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))
      : requestAnimationFrame(look);
    look();
  })`);
  const told = line(teller);
  teller.stdin!.write('one\n');
  return (await seen) - Number(await told);
}

/** Seconds that trials arrive for; BENCH_SECONDS says another number. */
const SECONDS = Number(process.env.BENCH_SECONDS ?? 600);
const PER_SECOND = 200;

/** A study that grows fast while somebody looks at it. */
export const liveFrames: Row = {
  id: 'live-frames',
  what: `${PER_SECOND} trials a second arrive on 100,000: processor time of the page's main thread in frames that it draws, p99 (p50 at most 8 ms; over ${SECONDS} s the page's memory grows by at most 1.5 times the bytes of the new columns, and by nothing when it is hidden)`,
  unit: 'ms',
  limit: { atMost: 50 },
  async measure({ progress }) {
    const place = await openPlace(100_000);
    try {
      const page = await watchedPage(place);
      const cdp = await page.context().newCDPSession(page);
      const teller = place.program(STEADY, place.file, String(PER_SECOND));
      await line(teller);
      await page.waitForTimeout(5000);
      const before = await memoryOf(page);
      const began = await trialsOf(page);
      const frames = await framesOf(cdp, page, Math.min(SECONDS, 60) * 1000);
      await page.waitForTimeout(Math.max(0, SECONDS - 60) * 1000);
      const after = await memoryOf(page);
      const grown = (await trialsOf(page)) - began;
      progress(`frames ${JSON.stringify(frames)}, ${grown} trials came, memory ${before} -> ${after} bytes`);
      await hide(page, true);
      await page.waitForTimeout(3000);
      const resting = await memoryOf(page);
      await page.waitForTimeout(10_000);
      const rested = await memoryOf(page);
      const told = line(teller);
      teller.stdin!.end();
      const columns = grown * BYTES_OF_A_TRIAL;
      const share = (after - before) / columns;
      return {
        value: frames.p99,
        holds: frames.p50 <= 8 && share <= 1.5 && rested <= FLAT * resting,
        detail: { ...frames, seconds: SECONDS, told: Number(await told), grown, before, after, share, resting, rested },
      };
    } finally {
      await place.close();
    }
  },
};

/** What is flat: no more than this many times as many bytes ten seconds later. */
const FLAT = 1.02;

/** Eight parameters, a value, two instants, seconds, a violation, a state, an id and the place of its attributes, as columns. */
const BYTES_OF_A_TRIAL = 8 * 8 + 8 + 8 + 8 + 8 + 8 + 1 + 8 + 8;

const trialsOf = (page: Page): Promise<number> => page.evaluate<number>(COUNTED);

/** Tells the page that nobody sees it, as a browser does. */
const hide = (page: Page, isHidden: boolean): Promise<void> =>
  page.evaluate(`Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${isHidden ? 'hidden' : 'visible'}' });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} });
    document.dispatchEvent(new Event('visibilitychange'))`);

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  /** Microseconds from its beginning to its end, and of these the ones in which the processor was at it. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly tid: number;
  readonly pid: number;
  readonly args?: { readonly name?: string };
}

/** What the main thread worked in each frame that it drew, in milliseconds of the processor: on a busy machine a task lasts longer. */
async function framesOf(
  cdp: CDPSession,
  page: Page,
  ms: number,
): Promise<{ readonly frames: number; readonly p50: number; readonly p99: number; readonly most: number }> {
  const events: TraceEvent[] = [];
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const done = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] },
  });
  await page.waitForTimeout(ms);
  await cdp.send('Tracing.end');
  await done;
  const main = events.find(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const own = events.filter(({ tid, pid }) => tid === main?.tid && pid === main.pid);
  const tasks = own
    .filter(
      ({ name, ph, dur, tdur }) => name === 'ThreadControllerImpl::RunTask' && ph === 'X' && dur! > 0 && tdur! >= 0,
    )
    .sort((a, b) => a.ts - b.ts);
  const ends = own
    .filter(({ name }) => name === 'Commit')
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const work = ends.slice(1).map((end, i) => {
    const since = ends[i]!;
    return (
      tasks
        .filter(({ ts, dur }) => ts + dur! > since && ts < end)
        .reduce((sum, { ts, dur, tdur }) => sum + shareOf(ts, ts + dur!, since, end) * tdur!, 0) / 1000
    );
  });
  if (work.length === 0) throw new Error('The page drew no frame.');
  const sorted = work.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]!;
  return { frames: work.length, p50: at(0.5), p99: at(0.99), most: at(1) };
}

/** The share of a task that lies between two instants. */
const shareOf = (from: number, to: number, since: number, end: number): number =>
  to === from ? 1 : (Math.min(end, to) - Math.max(since, from)) / (to - from);

/** Bytes that the page and its workers hold after garbage is collected: objects and arrays. */
async function memoryOf(page: Page): Promise<number> {
  const browser = await page.context().browser()!.newBrowserCDPSession();
  const { targetInfos } = await browser.send('Target.getTargets', {
    filter: [{ type: 'worker' }, { type: 'page' }],
  });
  let bytes = 0;
  for (const { targetId } of targetInfos) {
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: false });
    const ask = asking(browser, sessionId);
    await ask('HeapProfiler.collectGarbage');
    const { usedSize = 0, backingStorageSize = 0 } = (await ask('Runtime.getHeapUsage')) as {
      readonly usedSize?: number;
      readonly backingStorageSize?: number;
    };
    bytes += usedSize + backingStorageSize;
    await browser.send('Target.detachFromTarget', { sessionId });
  }
  await browser.detach();
  return bytes;
}

let asked = 0;

/** Questions to a page or a worker, through the browser. */
function asking(browser: CDPSession, sessionId: string): (method: string) => Promise<unknown> {
  return (method) =>
    new Promise((resolve) => {
      const id = ++asked;
      const hear = (event: { readonly sessionId: string; readonly message: string }): void => {
        const message = JSON.parse(event.message) as { readonly id?: number; readonly result?: unknown };
        if (event.sessionId !== sessionId || message.id !== id) return;
        browser.off('Target.receivedMessageFromTarget', hear);
        resolve(message.result);
      };
      browser.on('Target.receivedMessageFromTarget', hear);
      void browser.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    });
}
