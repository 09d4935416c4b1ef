import type { Share } from './band.ts';

/** How importance is found; docs/recipes/importance.md tells which one to take. */
export type ImportanceMethod = 'ped-anova' | 'fanova' | 'sobol';

/** All methods; the first is the default. */
export const IMPORTANCE_METHODS: readonly ImportanceMethod[] = ['ped-anova', 'fanova', 'sobol'];

/** How much a parameter matters. */
export interface ParamImportance extends Share {
  readonly name: string;
  /** Share of the trials in which it was active. */
  readonly active: number;
  /** With `sobol`: its share with all that it does together with others; else null. */
  readonly total: Share | null;
}

/** What two parameters do together, beyond what each does alone. */
export interface PairImportance extends Share {
  readonly names: readonly [string, string];
}

/** What matters in a study. */
export interface Importance {
  readonly method: ImportanceMethod;
  /** Name of the objective; null = all of them together. */
  readonly objective: string | null;
  /** Trials that it rests on. */
  readonly trials: number;
  /** Most important first; empty where nothing can be told. */
  readonly params: readonly ParamImportance[];
  /** With `fanova`: most important first; else null. */
  readonly pairs: readonly PairImportance[] | null;
  /** Share of the variance of the results that the model explains, at most 1; null with `ped-anova`, which has no model. */
  readonly explained: number | null;
  /** What a person must know before believing it, in sentences; null = the evidence is good. */
  readonly warning: string | null;
}
