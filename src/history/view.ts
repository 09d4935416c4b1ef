import type { Distribution } from '../space/distribution.ts';
import type { Json, Objective, TrialRecord, TrialState } from './record.ts';

/** The values of one stored parameter over all trials. */
export interface ParamColumn {
  readonly name: string;
  /** Widest distribution seen; a new object when it widens, so encoders can compare by identity. */
  readonly distribution: Distribution;
  /** Shape (≥ size); internal values, categorical = choice index, NaN = inactive. */
  readonly values: Float64Array;
}

/** A trial's reports: steps ascending; losses of shape (steps × objectives), row-major. */
export interface ReportView {
  readonly steps: Int32Array;
  readonly losses: Float64Array;
}

/** One extra metric of one trial as logged (no sign set), steps ascending. */
export interface SeriesView {
  readonly steps: Int32Array;
  readonly values: Float64Array;
}

/** The order of `HistoryView.states`' codes. */
export const STATES = ['waiting', 'running', 'paused', 'complete', 'pruned', 'failed', 'removed'] as const;

/** Codes of the states, as kept in `HistoryView.states`. */
export const STATE_CODE: Readonly<Record<TrialState, number>> = {
  waiting: 0,
  running: 1,
  paused: 2,
  complete: 3,
  pruned: 4,
  failed: 5,
  removed: 6,
};

/** Row = trial number. Arrays are replaced when they grow: read them anew at each call. */
export interface HistoryView {
  readonly size: number;
  readonly objectives: readonly Objective[];
  /** Shape (≥ size); code of the state, see `STATES`. */
  readonly states: Uint8Array;
  /** Shape (≥ size × objectives), row-major; sign set so that lower is better; NaN = none. */
  readonly losses: Float64Array;
  /** Shape (≥ size); sum of positive constraint values, 0 = feasible. */
  readonly violations: Float64Array;
  /** Shape (≥ size); seconds run, NaN until finished. The only clock a sampler may read. */
  readonly seconds: Float64Array;
  readonly columns: ReadonlyMap<string, ParamColumn>;
  /** Rows that have not reached an end (waiting, running, paused), ascending. */
  readonly open: readonly number[];
  state(row: number): TrialState;
  reports(row: number): ReportView;
  /** Names of extra metrics, in order of first appearance. */
  readonly metricNames: readonly string[];
  /** null = never logged. */
  metric(row: number, name: string): SeriesView | null;
  /** First row with exactly these internal values, if any: for deduplication and memoised objectives. Removed rows do not count. */
  find(params: ReadonlyMap<string, number>): number | null;
  /** What its sampler noted; null = nothing. Kept as text until asked for. */
  notes(row: number): Readonly<Record<string, Json>> | null;
  /** One attribute of a trial; undefined = not set. Kept as text until asked for. */
  attribute(row: number, owner: 'user' | 'system', key: string): Json | undefined;
  /** The whole trial as plain data, made anew at each call. Cost O(params + reports + attributes). */
  record(row: number): TrialRecord;
}

/** A history with the instants of its trials: for those who look back, never for samplers, whose proposals must not hang on a clock. */
export interface TimedHistory extends HistoryView {
  /** Shape (≥ size); milliseconds since 1970 UTC of the last start, NaN = it never started. */
  readonly startedAt: Float64Array;
  /** Shape (≥ size); milliseconds since 1970 UTC, NaN until finished. */
  readonly finishedAt: Float64Array;
}

/** Rows touched, ascending. `reset`: something was taken back (removal, edit), so incremental state must be rebuilt. */
export interface Delta {
  readonly rows: Int32Array;
  readonly reset: boolean;
}

/** All that a history holds, as news for who starts with it. */
export const everythingIn = ({ size }: Pick<HistoryView, 'size'>): Delta => ({
  rows: Int32Array.from({ length: size }, (_, row) => row),
  reset: false,
});
