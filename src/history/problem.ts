import type { SearchSpace } from '../space/space.ts';
import type { Direction, Objective } from './record.ts';

/** What pruners judge by: one objective, one extra metric, or all objectives at once (by dominance or hypervolume: the pruner's option). */
export type JudgeBy =
  | { readonly kind: 'objective'; readonly name: string }
  | { readonly kind: 'metric'; readonly name: string; readonly direction: Direction }
  | { readonly kind: 'all' };

/** What a step is, where trials report: its name, the first one worth judging and the last one. */
export interface Fidelity {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/** Results of an earlier study, read as points of this one's space. Plain data, frozen when the study is made. */
export interface EarlierStudy {
  readonly name: string;
  /** Values by node, NaN = inactive; as many as there are results. */
  readonly configurations: readonly Float64Array[];
  /** Shape (configurations × objectives), row-major; lower is better, NaN = the earlier study had no such objective. */
  readonly losses: Float64Array;
}

/** What a study may use up in all. */
export interface Spending {
  /** The number that trials report as their cost; null = the seconds that they run, those of all together. */
  readonly metric: string | null;
  readonly total: number;
}

/** What the study is about; the same for samplers and pruners. */
export interface Problem {
  readonly space: SearchSpace | null;
  readonly objectives: readonly Objective[];
  /** The series that pruners judge by. */
  readonly judgeBy: JudgeBy;
  /** Trials planned, where known. */
  readonly budget: number | null;
  /** What they may cost, where the study began with such a limit; undefined = not known. */
  readonly spending?: Spending | undefined;
  readonly fidelity: Fidelity | null;
  readonly seed: number;
  /** Earlier studies to learn from, those with results; left out = none. */
  readonly transfer?: readonly EarlierStudy[];
}
