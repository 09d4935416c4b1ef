/** One stored number that is not what its sampler proposes. */
export interface Disagreement {
  readonly number: number;
  readonly name: string;
  /** Internal values; null = not there. */
  readonly stored: number | null;
  readonly proposed: number | null;
}

/** What a replay found. */
export interface ReplayReport {
  readonly checked: number;
  readonly agreed: number;
  readonly disagreements: readonly Disagreement[];
  /** Trials that no proposal of ours gave their parameters: added, removed, or of another program. */
  readonly skipped: number;
}
