import type { Distribution } from '../space/distribution.ts';
import type { TrialState } from './record.ts';

/** A whole history as columns: a storage's first answer, a browser's first load. */
export interface Snapshot {
  readonly size: number;
  readonly bytes: ArrayBuffer;
}

/** What a storage loads into, cell by cell; a later call for the same cell wins. No record is made on the way. */
export interface SnapshotWriter {
  trial(row: number, id: number, state: TrialState, startedAt: number | null, finishedAt: number | null): void;
  param(row: number, name: string, distribution: Distribution, internal: number): void;
  values(row: number, values: readonly number[]): void;
  report(row: number, step: number, values: readonly number[]): void;
  metric(row: number, step: number, name: string, value: number): void;
  constraint(row: number, key: string, value: number): void;
  /** JSON text, kept as UTF-8 until somebody reads it. */
  attribute(row: number, owner: 'user' | 'system', key: string, json: string): void;
  finish(): Snapshot;
}
