import { thrownText } from '../errors.ts';
import type { Delta } from '../history/view.ts';

/** More different warnings than this tell nobody anything. */
const MOST = 100;

/** Who hears of a study's changes. A listener that throws is no reason to end a search, nor to leave the others out. */
export class Listeners {
  /** What each listener threw first, and what trials are stored with, each once. */
  readonly warnings: string[] = [];
  readonly #listeners = new Set<(delta: Delta) => void>();
  readonly #faulty = new WeakSet<(delta: Delta) => void>();

  /** @returns a function that ends it */
  add(listener: (delta: Delta) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Notes what went wrong, once. */
  warn(what: unknown): void {
    const { warnings } = this;
    if (typeof what === 'string' && warnings.length < MOST && !warnings.includes(what)) warnings.push(what);
  }

  /** Tells everyone. */
  announce(delta: Delta): void {
    for (const listener of this.#listeners)
      try {
        const said: unknown = listener(delta);
        if (said instanceof Promise) said.catch((error: unknown) => this.#note(listener, error));
      } catch (error) {
        this.#note(listener, error);
      }
  }

  #note(listener: (delta: Delta) => void, error: unknown): void {
    if (this.#faulty.has(listener)) return;
    this.#faulty.add(listener);
    this.warnings.push(`A listener failed: ${thrownText(error)}`);
  }
}
