/** What the pictures of docs/explain/spending.md show: real searches, as `record` ran them. Plain JSON. */
export interface Recorded {
  /** The commit whose code ran. */
  readonly revision: string;
  readonly stopping: StoppingRecord;
  readonly forecasts: ForecastRecord;
  readonly saving: SavingRecord;
}

/** One search whose hopeless trials were ended. */
export interface StoppingRecord {
  readonly seed: number;
  readonly epochs: number;
  readonly trials: readonly {
    /** Epochs trained. */
    readonly seen: number;
    /** Why it was ended; null = it was not. */
    readonly why: string | null;
    /** By epoch, to the end of the whole run, whether it came to it or not; null = diverged. */
    readonly values: readonly (number | null)[];
  }[];
}

/** One search and what was foretold on its way. */
export interface ForecastRecord {
  readonly task: string;
  readonly seed: number;
  /** The best value after each trial. */
  readonly best: readonly number[];
  readonly forecasts: readonly {
    readonly after: number;
    readonly outlooks: readonly {
      readonly ahead: number;
      readonly gain: number;
      readonly low: number;
      readonly high: number;
    }[];
  }[];
}

/** Geometric mean regret of what would be recommended, by training spent. */
export interface SavingRecord {
  readonly seeds: readonly number[];
  readonly tasks: number;
  /** In full runs. */
  readonly budgets: readonly number[];
  readonly lines: readonly { readonly label: string; readonly regrets: readonly number[] }[];
}
