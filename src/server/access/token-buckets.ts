/** Names that are counted at once; beyond, those that have rested longest are forgotten. */
const MOST_NAMES = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** How often something may happen, by name: so many a second on average, `burst` at once. */
export class TokenBuckets {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(perSecond: number, burst: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#now = now;
  }

  /** Milliseconds until it may happen; 0 = now. Takes nothing. */
  wait(name: string): number {
    const { tokens } = this.#filled(name);
    return tokens >= 1 ? 0 : Math.ceil((1000 * (1 - tokens)) / this.#perSecond);
  }

  /** It happens. Answers whether it may. */
  take(name: string): boolean {
    const bucket = this.#filled(name);
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > MOST_NAMES) this.#buckets.delete(this.#buckets.keys().next().value!);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  /** It did not happen after all. */
  giveBack(name: string): void {
    const bucket = this.#buckets.get(name);
    if (bucket !== undefined) bucket.tokens = Math.min(this.#burst, bucket.tokens + 1);
  }

  #filled(name: string): Bucket {
    const now = this.#now();
    const { tokens, at } = this.#buckets.get(name) ?? { tokens: this.#burst, at: now };
    return { tokens: Math.min(this.#burst, tokens + ((now - at) / 1000) * this.#perSecond), at: now };
  }
}
