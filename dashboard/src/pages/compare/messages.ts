// What the page and its worker say to each other: plain data.
import type { EdfChart, HistoryChart, Importance } from 'vernier/analysis';
import type { FeedState } from 'vernier/client';
import type { Objective } from 'vernier';

/** What histories are drawn along. */
export type Along = 'trial' | 'time' | 'cost';

/** What the page asks for. */
export interface Asked {
  /** Ids of studies, in their order. */
  readonly ids: readonly string[];
  /** null = the first of each study. */
  readonly objective: string | null;
  /** Does anybody see the page? */
  readonly isSeen: boolean;
}

/** The best value over time of one study. One entry a record: where the best value became better. */
export interface Course {
  readonly name: string;
  /** Seconds since its first trial started. */
  readonly times: Float64Array;
  /** Seconds of computing, of all trials that had ended by then. */
  readonly costs: Float64Array;
  readonly values: Float64Array;
  /** How far the study has come, in the same units. */
  readonly end: { readonly time: number; readonly cost: number };
}

/** The best of one study. */
export interface BestOf {
  readonly id: string;
  readonly name: string;
  /** null = none yet. */
  readonly best: { readonly trial: number; readonly value: number } | null;
  readonly trials: number;
  /** Seconds of computing. */
  readonly seconds: number;
}

/** What matters in one study. */
export interface ImportanceOf {
  readonly id: string;
  readonly name: string;
  /** null = it could not be computed; `reason` says why. */
  readonly importance: Importance | null;
  readonly reason: string | null;
}

/** Studies side by side: those that have been read so far. */
export interface Comparison {
  /** null = they have different ones. */
  readonly objective: Objective | null;
  readonly histories: readonly (HistoryChart & { readonly name: string })[];
  readonly courses: readonly Course[];
  readonly edf: EdfChart;
  readonly bests: readonly BestOf[];
  readonly importances: readonly ImportanceOf[];
}

/** What the worker tells. */
export type Told =
  | { readonly type: 'status'; readonly states: Readonly<Record<string, FeedState>> }
  | { readonly type: 'compared'; readonly comparison: Comparison | null }
  | { readonly type: 'failed'; readonly message: string };
