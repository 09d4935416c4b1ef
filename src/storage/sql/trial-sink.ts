import { bare, type Json, recordOf, type TrialRecord, type TrialState } from '../../history/record.ts';
import type { SnapshotWriter } from '../../history/snapshot.ts';
import { jsonValue } from '../../history/texts.ts';
import type { Distribution } from '../../space/distribution.ts';

/** Where the cells of stored trials go: into a snapshot's columns, or into records. */
export type TrialSink = Omit<SnapshotWriter, 'finish'>;

type Mutable = {
  -readonly [K in keyof TrialRecord]: TrialRecord[K];
} & {
  params: Record<string, TrialRecord['params'][string]>;
  reports: [number, readonly number[]][];
  metrics: Record<string, [number, number][]>;
  constraints: Record<string, number>;
  userAttributes: Record<string, Json>;
  systemAttributes: Record<string, Json>;
};

/** Puts cells together to records, by trial number; cells of one series must come with steps ascending. */
export class RecordSink implements TrialSink {
  readonly #trials = new Map<number, Mutable>();

  trial(row: number, id: number, state: TrialState, startedAt: number | null, finishedAt: number | null): void {
    this.#trials.set(row, {
      ...recordOf({ state, startedAt, finishedAt }, id, row),
      params: bare(),
      reports: [],
      metrics: bare(),
      constraints: bare(),
      userAttributes: bare(),
      systemAttributes: bare(),
    });
  }

  param(row: number, name: string, distribution: Distribution, internal: number): void {
    this.#at(row).params[name] = { distribution, internal };
  }

  values(row: number, values: readonly number[]): void {
    this.#at(row).values = values;
  }

  report(row: number, step: number, values: readonly number[]): void {
    this.#at(row).reports.push([step, values]);
  }

  metric(row: number, step: number, name: string, value: number): void {
    (this.#at(row).metrics[name] ??= []).push([step, value]);
  }

  constraint(row: number, key: string, value: number): void {
    this.#at(row).constraints[key] = value;
  }

  attribute(row: number, owner: 'user' | 'system', key: string, json: string): void {
    this.#at(row)[owner === 'user' ? 'userAttributes' : 'systemAttributes'][key] = jsonValue(json);
  }

  /** The records so far, in the order in which their trials came. */
  records(): readonly TrialRecord[] {
    return [...this.#trials.values()];
  }

  #at(row: number): Mutable {
    return this.#trials.get(row)!;
  }
}
