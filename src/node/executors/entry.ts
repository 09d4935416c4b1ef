import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** The programs in `node/entry/`: the other ends of threads and processes. */
export type Entry = 'thread' | 'process' | 'pattern' | 'watcher' | 'sampler' | 'loader';

// Built, the entries are JavaScript like this file. From source they are TypeScript, which Node 20 cannot start by
// itself: `from-source.mjs` loads them.
const BUILT = import.meta.url.endsWith('.js');
const SOURCE = new URL('../entry/from-source.mjs', import.meta.url);

/** What follows `node` on the command line to start an entry as a process. */
export function entryArguments(entry: Entry): readonly string[] {
  const path = fileURLToPath(urlOf(entry));
  return BUILT ? [path] : [fileURLToPath(SOURCE), path];
}

/** Starts an entry as a thread. It finds `data` as `workerData.data`. */
export function entryWorker(entry: Entry, data: unknown, options: WorkerOptions = {}): Worker {
  const workerData = { entry: fileURLToPath(urlOf(entry)), data };
  return new Worker(BUILT ? urlOf(entry) : SOURCE, { execArgv: [], ...options, workerData });
}

function urlOf(entry: Entry): URL {
  return new URL(`../entry/${entry}.${BUILT ? 'js' : 'ts'}`, import.meta.url);
}
