import { secondsRun } from '../history/applied.ts';
import { type Confirms, confirmsOf } from '../history/repeats.ts';
import { RESUMED } from '../history/lineage.ts';
import type { Json, TrialRecord } from '../history/record.ts';
import { CHECKPOINT, ERROR, START, WARNING } from '../history/attribute-names.ts';
import { stepWarnings } from '../study/telling/steps.ts';
import type { Study } from '../study/study.ts';
import { droppedWords } from './checkpoint-lines.ts';
import { type Stopped, stoppedOf } from '../analysis/explain/stopped.ts';
import { reasonFor } from './live/watch.ts';

/** A trial as `--json` and `export` write it. Instants are ISO 8601. */
export interface TrialJson {
  readonly number: number;
  readonly state: string;
  /** By objective; null = none. */
  readonly values: Readonly<Record<string, number>> | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly reports: TrialRecord['reports'];
  readonly metrics: TrialRecord['metrics'];
  readonly constraints: Readonly<Record<string, number>>;
  readonly attributes: Readonly<Record<string, Json>>;
  /** Why it was chosen, in the words of its sampler; null where that does not say. */
  readonly why: string | null;
  /** What did not go as asked when it was chosen, or as it ran; null = nothing. */
  readonly warning: string | null;
  /** The checkpoint that it named last; null = none, or it is gone. */
  readonly checkpoint: Json;
  /** From where it went on, each time. */
  readonly resumed: readonly Json[];
  /** Who stopped or paused it, at which step, and why; null = nobody. */
  readonly stopped: Stopped | null;
  /** Why it failed. */
  readonly error: Json;
  readonly isDefault: boolean;
  /** The trial that it runs again, and for which time; null = it is one of the search. */
  readonly confirms: Confirms | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** That it has run in all; time that it stood paused is none. */
  readonly seconds: number | null;
}

/** A trial as plain JSON. */
export function trialJson(study: Study, trial: TrialRecord): TrialJson {
  const { startedAt, finishedAt } = trial;
  const warning = trial.systemAttributes[WARNING];
  const dropped = droppedWords(trial);
  const warnings = [
    ...(warning === undefined ? [] : [String(warning)]),
    ...(dropped === null ? [] : [dropped]),
    ...stepWarnings(trial),
  ];
  return {
    number: trial.number,
    state: trial.state,
    values:
      trial.values === null
        ? null
        : Object.fromEntries(study.objectives.map(({ name }, i) => [name, trial.values![i]!])),
    params: study.paramsOf(trial),
    reports: trial.reports,
    metrics: trial.metrics,
    constraints: trial.constraints,
    attributes: trial.userAttributes,
    why: reasonFor(study.history, trial.number),
    warning: warnings.length === 0 ? null : warnings.join(' '),
    stopped: stoppedOf(study.history, trial.number),
    checkpoint: trial.systemAttributes[CHECKPOINT] ?? null,
    resumed: (trial.systemAttributes[RESUMED] ?? []) as readonly Json[],
    error: trial.systemAttributes[ERROR] ?? null,
    isDefault: trial.systemAttributes[START] === true,
    confirms: confirmsOf(study.history, trial.number),
    startedAt: instant(startedAt),
    finishedAt: instant(finishedAt),
    seconds:
      startedAt === null || finishedAt === null ? null : secondsRun(trial.systemAttributes, startedAt, finishedAt),
  };
}

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
