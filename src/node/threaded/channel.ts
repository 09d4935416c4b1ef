import type { Worker } from 'node:worker_threads';
import { thrownText } from '../../errors.ts';
import type { Problem } from '../../history/problem.ts';
import type { Json, TrialRecord } from '../../history/record.ts';
import type { Snapshot } from '../../history/snapshot.ts';
import { snapshotOf } from '../../history/snapshot-writer.ts';
import type { HistoryView } from '../../history/view.ts';
import type { Sampler } from '../../samplers/sampler.ts';
import type { Assignment, Duplicates, Unassigned } from '../../study/propose.ts';
import { entryWorker } from '../executors/entry.ts';
import { Backlog } from './backlog.ts';

/** What the thread is made with. */
export interface SamplerThreadData {
  readonly name: string;
  readonly options: Readonly<Record<string, Json>>;
  readonly problem: Problem;
}

/** An ask, and all that has changed since the last one. */
export interface AskOfThread {
  /** The whole history, the first time; the changed rows later. */
  readonly news: Snapshot | { readonly trials: readonly TrialRecord[]; readonly reset: boolean };
  readonly trials: readonly Unassigned[];
  readonly duplicates: Duplicates;
}

/** What the thread says: that it can be asked, or its answers, in the order of the asks. */
export type SaidByThread = 'ready' | readonly Assignment[];

interface Asked {
  resolve(made: readonly Assignment[]): void;
  reject(error: Error): void;
}

/** This end of a sampler's thread. */
export class SamplerThread {
  /** What the thread has not been told; it begins with the whole history. */
  readonly behind = new Backlog();
  readonly #worker: Worker;
  readonly #asked: Asked[] = [];
  #isReady = false;
  #knowsNothing = true;
  #closing: (() => void) | null = null;

  /** @param lost told when the thread ends by itself, before its open asks are rejected */
  constructor(sampler: Sampler, problem: Problem, lost: (why: string) => void) {
    const data: SamplerThreadData = { name: sampler.name, options: sampler.options ?? {}, problem };
    this.#worker = entryWorker('sampler', data);
    this.#worker.unref();
    let fault: string | null = null;
    this.#worker.on('message', (said: SaidByThread) => this.#heard(said));
    this.#worker.on('error', (error) => {
      fault = thrownText(error);
    });
    this.#worker.on('exit', (code) => {
      if (this.#closing !== null && this.#asked.length === 0) return;
      const why = fault ?? `exit code ${code}`;
      lost(why);
      for (const { reject } of this.#asked.splice(0)) reject(new Error(why));
      this.#closing?.();
    });
  }

  /** Has it loaded? */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Assignments by the history as it is now. Rejects only where the thread dies. */
  assign(history: HistoryView, trials: readonly Unassigned[], duplicates: Duplicates): Promise<readonly Assignment[]> {
    const delta = this.behind.take();
    const news = this.#knowsNothing
      ? snapshotOf(history)
      : { trials: Array.from(delta?.rows ?? [], (row) => history.record(row)), reset: delta?.reset === true };
    this.#knowsNothing = false;
    const ask: AskOfThread = { news, trials, duplicates };
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#worker.ref(); // somebody waits for it
      this.#worker.postMessage(ask, 'bytes' in news ? [news.bytes] : []);
    });
  }

  /** Ends it, after the answers that it owes. */
  async close(): Promise<void> {
    if (this.#asked.length > 0) await new Promise<void>((resolve) => (this.#closing = resolve));
    else this.#closing = () => undefined;
    await this.#worker.terminate();
  }

  #heard(said: SaidByThread): void {
    if (said === 'ready') {
      this.#isReady = true;
      return;
    }
    this.#asked.shift()!.resolve(said);
    if (this.#asked.length > 0) return;
    this.#worker.unref();
    this.#closing?.();
  }
}
