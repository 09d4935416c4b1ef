import { statSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { type ErrorRecord, errorOf, VernierError } from '../errors.ts';
import type { ServerPorts } from '../server/ports.ts';
import type { Loaded } from '../storage/storage.ts';
import { entryWorker } from './executors/entry.ts';

/** What the thread is made with. */
export interface LoadThreadData {
  /** Path of the SQLite file. */
  readonly database: string;
}

/** A study to be loaded. */
export interface LoadAsked {
  readonly call: number;
  readonly study: number;
}

/** What became of it. */
export type LoadAnswer = { readonly call: number } & ({ readonly loaded: Loaded } | { readonly error: ErrorRecord });

/** Where less is stored, a load is over sooner than a thread has started. Bytes. */
const WORTH_BYTES = 4e6;
/** A thread that nobody has needed for so long ends, in milliseconds. */
const IDLE_MS = 10_000;

/**
 * Loads studies in a thread of its own, so that a large one does not keep all else waiting.
 *
 * @param database path of the SQLite file; null = there is none, and every load is the caller's own
 */
export function loadsBeside(database: string | null): ServerPorts['load'] {
  if (database === null) return () => null;
  let thread: LoadThread | null = null;
  return (study) => {
    if (bytesOf(database) + bytesOf(`${database}-wal`) < WORTH_BYTES) return null;
    if (thread === null || thread.hasEnded) thread = new LoadThread(database);
    return thread.load(study);
  };
}

const bytesOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

interface Call {
  resolve(loaded: Loaded): void;
  reject(error: Error): void;
}

class LoadThread {
  hasEnded = false;
  readonly #worker: Worker;
  readonly #calls = new Map<number, Call>();
  #count = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(database: string) {
    const data: LoadThreadData = { database };
    this.#worker = entryWorker('loader', data);
    this.#worker.unref();
    this.#worker.on('message', (answer: LoadAnswer) => this.#heard(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('it ended')));
  }

  load(study: number): Promise<Loaded> {
    clearTimeout(this.#idle);
    const call = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#worker.postMessage({ call, study } satisfies LoadAsked);
    });
  }

  #heard(answer: LoadAnswer): void {
    const call = this.#calls.get(answer.call);
    this.#calls.delete(answer.call);
    if ('loaded' in answer) call?.resolve(answer.loaded);
    else call?.reject(errorOf(answer.error));
    if (this.#calls.size > 0) return;
    this.#idle = setTimeout(() => {
      this.hasEnded = true;
      void this.#worker.terminate();
    }, IDLE_MS);
    this.#idle.unref();
  }

  #end(cause: unknown): void {
    this.hasEnded = true;
    const error = new VernierError('worker-lost', 'The thread that loads studies has ended.', { cause });
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
  }
}
