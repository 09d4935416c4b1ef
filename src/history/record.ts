import type { Distribution } from '../space/distribution.ts';

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Which way is better. */
export type Direction = 'minimize' | 'maximize';

/** One number to be made small or large. Their order is the order of `values` everywhere. */
export interface Objective {
  readonly name: string;
  readonly direction: Direction;
}

/** Where a trial stands: waiting → running ⇄ paused → complete, pruned or failed; removed. */
export type TrialState = 'waiting' | 'running' | 'paused' | 'complete' | 'pruned' | 'failed' | 'removed';

/** What is said of a running trial after a report. */
export type Verdict = 'continue' | 'pause' | 'stop';

/** The verdict, and the step at which the next one falls; null = none is planned. */
export interface Ruling {
  readonly verdict: Verdict;
  readonly until: number | null;
}

/** A stored parameter: its number, and the distribution of that time. */
export interface StoredParam {
  readonly distribution: Distribution;
  readonly internal: number;
}

/** One trial as plain data: JSON as it stands, but for NaN and ±Infinity in numbers. Instants are milliseconds since 1970 UTC. */
export interface TrialRecord {
  readonly id: number;
  readonly number: number;
  readonly state: TrialState;
  /** Internal values by stored name. */
  readonly params: Readonly<Record<string, StoredParam>>;
  readonly values: readonly number[] | null;
  /** Objectives by step, steps ascending; NaN where a report left one out. */
  readonly reports: readonly (readonly [step: number, values: readonly number[]])[];
  /** Extra metrics: names that are no objective, each a series by step, ascending. */
  readonly metrics: Readonly<Record<string, readonly (readonly [step: number, value: number])[]>>;
  readonly constraints: Readonly<Record<string, number>>;
  readonly userAttributes: Readonly<Record<string, Json>>;
  readonly systemAttributes: Readonly<Record<string, Json>>;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** The one unit of writing, reading and streaming. Applying a change twice gives the same as once. */
export type Change =
  | { readonly type: 'trial'; readonly trial: TrialRecord }
  | { readonly type: 'started'; readonly id: number; readonly at: number }
  | {
      readonly type: 'suggested';
      readonly id: number;
      readonly name: string;
      readonly distribution: Distribution;
      readonly internal: number;
    }
  | { readonly type: 'reported'; readonly id: number; readonly step: number; readonly values: readonly number[] }
  | {
      readonly type: 'logged';
      readonly id: number;
      readonly step: number;
      readonly metrics: Readonly<Record<string, number>>;
    }
  | { readonly type: 'constrained'; readonly id: number; readonly key: string; readonly value: number }
  | {
      readonly type: 'attributed';
      readonly id: number;
      readonly owner: 'user' | 'system';
      readonly key: string;
      readonly value: Json;
    }
  | { readonly type: 'paused'; readonly id: number; readonly checkpoint: string | null; readonly at: number }
  | {
      readonly type: 'finished';
      readonly id: number;
      readonly state: 'complete' | 'pruned' | 'failed';
      readonly values: readonly number[] | null;
      readonly at: number;
    }
  | { readonly type: 'removed'; readonly id: number };

/** The trial that a change is about. */
export function trialOf(change: Change): number {
  return change.type === 'trial' ? change.trial.id : change.id;
}

/** That a trial is as its record says. */
export const asChange = (trial: TrialRecord): Change => ({ type: 'trial', trial });

/** That a trial has a system attribute. */
export const attributed = (id: number, key: string, value: Json): Change => ({
  type: 'attributed',
  id,
  owner: 'system',
  key,
  value,
});

/** That a trial is taken back. */
export const asRemoval = ({ id }: Pick<TrialRecord, 'id'>): Change => ({ type: 'removed', id });

/** Has the trial reached an end? */
export function isFinished(state: TrialState): state is 'complete' | 'pruned' | 'failed' {
  return state === 'complete' || state === 'pruned' || state === 'failed';
}

/** What a new trial may bring along. */
export type TrialDraft = Pick<TrialRecord, 'state'> & Partial<Omit<TrialRecord, 'id' | 'number' | 'state'>>;

const NONE = Object.freeze({});

/** A trial's record from its draft. */
export function recordOf(draft: TrialDraft, id: number, number: number): TrialRecord {
  return {
    id,
    number,
    state: draft.state,
    params: draft.params ?? NONE,
    values: draft.values ?? null,
    reports: draft.reports ?? [],
    metrics: draft.metrics ?? NONE,
    constraints: draft.constraints ?? NONE,
    userAttributes: draft.userAttributes ?? NONE,
    systemAttributes: draft.systemAttributes ?? NONE,
    startedAt: draft.startedAt ?? null,
    finishedAt: draft.finishedAt ?? null,
  };
}

/** An object without prototype, so that names such as `__proto__` are ordinary keys. */
export function bare<T>(entries?: Readonly<Record<string, T>>): Record<string, T> {
  const made = Object.create(null) as Record<string, T>;
  if (entries !== undefined) for (const key of Object.keys(entries)) made[key] = entries[key]!;
  return made;
}
