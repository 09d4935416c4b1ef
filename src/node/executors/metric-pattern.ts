import type { Worker } from 'node:worker_threads';
import { VernierError } from '../../errors.ts';
import { entryWorker } from './entry.ts';
import { quoted } from './report-line.ts';

/** Patterns by the name of the number that their first group catches. `step` is the step of what follows it. */
export type MetricPatterns = Readonly<Record<string, string>>;

/** What one pattern caught in one line. */
export interface Caught {
  readonly name: string;
  readonly text: string;
}

/** Where the searching thread stands, for the one that waits for it: shared numbers. */
export const PROGRESS = { lines: 0, pattern: 1, size: 2 };

/** Longest part of a line that patterns are tried on. Characters. */
export const SEARCHED = 10_000;

/**
 * Checks patterns before anything runs.
 *
 * @throws `config-invalid` for what is no regular expression, or has no group to catch the number with
 */
export function checkPatterns(patterns: MetricPatterns): void {
  for (const [name, pattern] of Object.entries(patterns)) {
    let groups: number;
    try {
      groups = new RegExp(`${pattern}|`).exec('')!.length - 1;
    } catch (error) {
      throw new VernierError(
        'config-invalid',
        `The pattern for "${name}" is ${pattern}: ${(error as Error).message}.`,
        {
          hint: 'Give a JavaScript regular expression.',
        },
      );
    }
    if (groups === 0)
      throw new VernierError('config-invalid', `The pattern for "${name}" is ${pattern}; it has no group.`, {
        hint: `Put the number in brackets: ${name}=([-+0-9.e]+)`,
      });
  }
}

/**
 * Searches a program's output for numbers, in a thread of its own: a pattern that never finishes holds up its own
 * trial only, which fails after `limitMs` without progress.
 */
export class PatternSearch {
  readonly #patterns: MetricPatterns;
  readonly #limitMs: number;
  readonly #worker: Worker;
  readonly #progress = new Int32Array(new SharedArrayBuffer(4 * PROGRESS.size));
  readonly #onCaught: (caught: readonly Caught[]) => void;
  /** Its start is not counted against the patterns. */
  readonly #started: Promise<unknown>;
  #open: { resolve(): void; reject(error: VernierError): void } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failure: VernierError | null = null;

  constructor(patterns: MetricPatterns, limitMs: number, onCaught: (caught: readonly Caught[]) => void) {
    this.#patterns = patterns;
    this.#limitMs = limitMs;
    this.#onCaught = onCaught;
    this.#worker = entryWorker('pattern', { patterns, progress: this.#progress.buffer });
    this.#started = new Promise((resolve) => {
      this.#worker.once('message', resolve).once('error', resolve);
    });
    void this.#started.then(() => this.#worker.on('message', (caught: readonly Caught[]) => this.#answered(caught)));
    this.#worker.on('error', (error) => this.#failed(`Searching the output failed: ${error.message}`));
  }

  /** Searches one more piece of output; null = the output is over. One at a time: wait for the promise. */
  async search(piece: Buffer | null): Promise<void> {
    await this.#started;
    if (this.#failure !== null) throw this.#failure;
    return new Promise((resolve, reject) => {
      this.#open = { resolve, reject };
      this.#watch(-1, performance.now());
      this.#worker.postMessage(piece);
    });
  }

  /** Ends the thread, whatever it is doing. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    void this.#worker.terminate();
  }

  #answered(caught: readonly Caught[]): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#onCaught(caught);
    this.#open?.resolve();
    this.#open = null;
  }

  #failed(message: string, hint = 'Report the error.'): void {
    this.close();
    this.#failure = new VernierError('objective-failed', message, { hint });
    this.#open?.reject(this.#failure);
    this.#open = null;
  }

  /** Looks now and then whether the thread has come further; the time counts from its last step. */
  #watch(seen: number, since: number): void {
    this.#timer = setTimeout(
      () => {
        const lines = Atomics.load(this.#progress, PROGRESS.lines);
        if (lines !== seen) return this.#watch(lines, performance.now());
        if (performance.now() - since < this.#limitMs) return this.#watch(seen, since);
        const [name, pattern] = Object.entries(this.#patterns)[Atomics.load(this.#progress, PROGRESS.pattern)]!;
        this.#failed(
          `The pattern for "${name}" (${quoted(pattern)}) took more than ${this.#limitMs} ms on one line of output.`,
          'Write it without nested repeats such as (a+)+, or print lines that begin with the word vernier.',
        );
      },
      Math.min(100, this.#limitMs),
    );
  }
}
