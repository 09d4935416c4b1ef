/** What a peer did on the same task, in the same run. */
export interface Peer {
  readonly name: string;
  readonly value: number;
}

/** What a row found. */
export interface Measurement {
  /** In the row's unit; median where there are several runs. */
  readonly value: number;
  readonly peers?: readonly Peer[];
  /** Holds beside the limit: that a time does not grow, that an interval excludes 1. Default true. */
  readonly holds?: boolean;
  /** Numbers behind the value: quartiles, sizes, losses. Plain JSON. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** How a row is to be measured. Everything random in it comes from `seed`. */
export interface RowOptions {
  readonly seed: number;
  /** Rows of the default sampler: measure this one instead, to see where it stands. */
  readonly sampler?: string;
  /** Rows over many seeds: only so many, for a look. */
  readonly seeds?: number;
  /** Says what goes on, for rows that take minutes. */
  progress(line: string): void;
}

/** One figure that can be measured again. It calls public exports only, with shipped defaults. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  /** The value must not be above (`atMost`) or below (`atLeast`) it. */
  readonly limit: { readonly atMost: number } | { readonly atLeast: number };
  /**
   * A time on a busy machine says little: there the ratio to this peer in the same run decides, `value <= ratio × peer`
   * (for `atLeast`: `>=`).
   */
  readonly whenBusy?: { readonly peer: string; readonly ratio: number };
  measure(options: RowOptions): Promise<Measurement>;
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** Collects garbage where Node was started with `--expose-gc`, which the harness does. */
export function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}
