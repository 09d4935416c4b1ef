/** Options of `nsga2` and `nsga3`. */
export interface NsgaOptions {
  /** Trials of a generation, and configurations that survive it. Default 20: few, so that a few hundred trials are many generations. */
  readonly population?: number;
}
