import type { Task } from '../../execution/executor.ts';
import type { History } from '../../history/history.ts';
import type { Problem } from '../../history/problem.ts';
import type { Change, Json, TrialRecord } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import type { SamplerRun } from '../../samplers/sampler.ts';
import type { SearchSpace } from '../../space/space.ts';
import type { Assignment } from '../propose.ts';

/** What a trial has from before: wishes, and what earlier runs left to it. */
export interface Legacy {
  /** Values by stored name. */
  readonly wishes: Readonly<Record<string, Json>>;
  readonly resume: Task['resume'];
  /** Set where it confirms another trial. */
  readonly repeat?: number;
  /** What they reported last. */
  readonly reported?: NonNullable<Task['reported']>;
  /** Seconds that they ran. */
  readonly seconds: number;
}

/** Tells what trials have from before: `claimed.ts` of those that were there already, `copies.ts` of those that start from others. */
export interface Before {
  fixedInternals(space: SearchSpace, record: TrialRecord): ReadonlyMap<string, number>;
  asAsked(made: Assignment, record: TrialRecord, space: SearchSpace): Assignment;
  askedReason(record: TrialRecord): string | null;
  legacyOf(study: { readonly history: History; readonly problem: Problem }, row: number): Legacy;
}

/** The same, and what is stored with a trial that starts from another one's state. */
export interface Copies extends Before {
  /** @param from the other trial; null = it starts from nothing */
  addCopy(changes: Change[], history: HistoryView, id: number, from: number | null): void;
  /**
   * Asked in the transaction that makes members: are they due no more?
   *
   * @param isAgain the transaction has to be run again
   */
  isLate(
    study: { readonly history: HistoryView; readonly run: SamplerRun },
    made: readonly TrialRecord[],
    isAgain: boolean,
  ): boolean;
}
