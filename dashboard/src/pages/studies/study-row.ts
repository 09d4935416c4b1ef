import type { StudyItem } from 'vernier/client';
import { numberOf } from '../../parts/wire-number.ts';

/** How a study as a whole does. */
export type Standing = 'running' | 'waiting' | 'paused' | 'finished';

/** A study as a row of the list. */
export interface StudyRow {
  readonly id: string;
  readonly name: string;
  readonly objectives: StudyItem['objectives'];
  readonly tags: readonly string[];
  /** null = the server has not counted yet. */
  readonly standing: Standing | null;
  readonly paused: StudyItem['paused'];
  /** null = the server has not counted yet. */
  readonly counts: NonNullable<StudyItem['summary']>['states'] | null;
  readonly trials: number | null;
  /** Trials that have ended. */
  readonly done: number;
  /** How many it may have; null = as many as anybody likes. */
  readonly limit: number | null;
  readonly best: { readonly number: number; readonly value: number } | null;
  /** The best value in the course of the study. */
  readonly spark: readonly number[];
  /** Milliseconds since 1970 UTC. */
  readonly changedAt: number | null;
  /** What a search looks at, in small letters. */
  readonly text: string;
}

/** A row of what the server says. */
export function studyRow(item: StudyItem): StudyRow {
  const { tags, limits, summary } = item;
  const counts = summary?.states ?? null;
  const done = counts === null ? 0 : counts.complete + counts.pruned + counts.failed;
  const limit = limits?.trials ?? item.planned;
  const best = summary?.best ?? null;
  return {
    id: item.id,
    name: item.name,
    objectives: item.objectives,
    tags,
    standing: standingOf(item, done, limit),
    paused: item.paused,
    counts,
    trials: summary?.trials ?? null,
    done,
    limit,
    best: best === null ? null : { number: best.number, value: numberOf(best.value) },
    spark: (summary?.spark ?? []).map(numberOf),
    changedAt: summary?.lastChange ?? null,
    text: [item.name, ...tags, ...item.objectives.map((one) => one.name)].join('\n').toLowerCase(),
  };
}

function standingOf({ paused, summary }: StudyItem, done: number, limit: number | null): Standing | null {
  if (paused !== null) return 'paused';
  if (summary === null) return null;
  if (summary.states.running > 0) return 'running';
  if (limit !== null ? done >= limit : done > 0 && summary.states.waiting + summary.states.paused === 0)
    return 'finished';
  return 'waiting';
}
