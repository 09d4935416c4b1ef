import { toExternal } from '../space/distribution.ts';
import type { ParamValue } from '../space/shape.ts';
import type { TrialRecord } from './record.ts';
import type { HistoryView } from './view.ts';

/** System attribute: the checkpoint of the trial that this one repeats, or starts from: `{ step, checkpoint, seconds }`. */
export const RESUME = 'vernier:resume';

/** System attribute of a trial that starts from another one's checkpoint: `Origin`. */
export const FROM = 'vernier:from';

/** System attribute: why a trial started from nothing though it had a checkpoint. */
export const ANEW = 'vernier:anew';

/** System attribute of a trial that repeats a lost one, or confirms one: the number of the first of them. No budget counts it. */
export const RETRY_OF = 'vernier:retry-of';

/** Is a trial one that no budget counts: removed, or the repeat of another one? */
export const isUncounted = (history: Pick<HistoryView, 'state' | 'attribute'>, row: number): boolean =>
  history.state(row) === 'removed' || history.attribute(row, 'system', RETRY_OF) !== undefined;

/** System attribute of a repeat: which one it is, from 1 on. */
export const TRY = 'vernier:try';

/** System attribute of a repeat: how many of those before it were stopped. That is no fault of theirs, and costs no attempt. */
export const STOPS = 'vernier:stops';

/** System attribute of a failed trial: true = another one repeats it, and has its reports. */
export const REPEATED = 'vernier:repeated';

/** Does another trial repeat this one, which was lost? It stands for both: what the lost one reported counts no more. */
export const isRepeated = (history: Pick<HistoryView, 'state' | 'attribute'>, row: number): boolean =>
  history.state(row) === 'failed' && history.attribute(row, 'system', REPEATED) === true;

/** System attribute: from where a trial has gone on, each time that it was run again. A list of `Resumption`. */
export const RESUMED = 'vernier:resumed';

/** One time that a trial went on from a checkpoint, or was run again without one. */
export interface Resumption {
  /** Step of the checkpoint; without one the last step that it had come to. */
  readonly step: number;
  /** null = it left none, so that it started from nothing. */
  readonly checkpoint: string | null;
  /** When the first report came. Milliseconds since 1970 UTC. */
  readonly at: number;
  /** Seconds that it had run in all when the checkpoint was saved, or when it was paused. */
  readonly seconds: number;
  /** Step of that first report: above `step`, if the program did go on. */
  readonly first: number;
  /** Set where it started from nothing in spite of its checkpoint: what was wrong with that, or that the program took no notice of it. */
  readonly anew?: string;
  /**
   * Set where steps were run again, be it from nothing or from a checkpoint that was older: the last one that it had come to, and the last
   * number of each objective and metric until then.
   */
  readonly before?: { readonly step: number; readonly values: Readonly<Record<string, number>> };
}

/** Did a trial start from nothing, for it had no checkpoint or one of no use? */
export const isFromNothing = ({ checkpoint, anew }: Resumption): boolean => checkpoint === null || anew !== undefined;

/** System attribute of a repeat: the step at which the trial that it repeats was last paused. */
export const PASSED = 'vernier:passed';

/** The first of the trials that repeat each other, each one that was lost; any other stands for itself. */
export const firstOf = (history: Pick<HistoryView, 'attribute'>, row: number): number =>
  (history.attribute(row, 'system', 'vernier:retry-of') as number | undefined) ?? row;

/** Where a trial started. */
export interface Origin {
  /** Number of the trial whose state it took over. */
  readonly trial: number;
  /** The step of that state; 0 = there was none, so that it started from nothing. */
  readonly step: number;
}

/** One stretch of a schedule: these parameters, once so many steps are done. */
export interface Stretch {
  readonly after: number;
  /** The trial that trained it. */
  readonly trial: number;
  readonly params: Readonly<Record<string, ParamValue>>;
}

/**
 * The trial whose state a trial started with, be it as a copy or as a repeat of one that was lost; null = it started from
 * nothing.
 */
export function originOf(history: HistoryView, row: number): Origin | null {
  const origin = givenOrigin(history, row);
  return origin !== null && isAnew(history, row) ? { ...origin, step: 0 } : origin;
}

/** The state that a trial was given, whether or not its program went on from it. */
function givenOrigin(history: HistoryView, row: number): Origin | null {
  const from = history.attribute(row, 'system', FROM) as unknown as Origin | undefined;
  if (from !== undefined) return from;
  const resume = history.attribute(row, 'system', RESUME) as { readonly step?: number } | undefined;
  if (resume === undefined) return null;
  const first = history.attribute(row, 'system', 'vernier:retry-of') as number | undefined;
  const tries = history.attribute(row, 'system', 'vernier:try') as number | undefined;
  if (first === undefined) return null;
  // A third try goes on from the second one.
  for (let other = row - 1; other > first; other--)
    if (
      history.attribute(other, 'system', 'vernier:retry-of') === first &&
      history.attribute(other, 'system', 'vernier:try') === (tries ?? 1) - 1
    )
      return { trial: other, step: resume.step ?? 0 };
  return { trial: first, step: resume.step ?? 0 };
}

/** A trial and those whose state it has, one of the other: the first, which started from nothing, to the trial itself. */
export function lineageOf(history: HistoryView, trial: number): readonly number[] {
  const line = [trial];
  for (let origin = originOf(history, trial); origin !== null && origin.step > 0 && origin.trial < line[0]!; ) {
    line.unshift(origin.trial);
    origin = originOf(history, origin.trial);
  }
  return line;
}

/**
 * The parameters that a trial's state was trained with, from the first step on: what a population found, as a plain
 * schedule that can be run again without one. Stretches of no steps are left out; `after` starts at 0 and rises. What trials
 * trained that were removed is not known any more: where they were the first, `after` starts above 0.
 *
 * @param paramsOf a trial's parameters as its program got them, such as `(trial) => study.paramsOf(trial)`; by default the
 * values of the stored names, which are others for orderings, subsets and shares
 */
export function scheduleOf(
  history: HistoryView,
  trial: number,
  paramsOf: (record: TrialRecord) => Readonly<Record<string, ParamValue>> = storedParams,
): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const row of lineageOf(history, trial)) {
    const after = originOf(history, row)?.step ?? 0;
    while ((stretches.at(-1)?.after ?? -1) >= after) stretches.pop();
    if (history.state(row) === 'removed') continue;
    const params = paramsOf(history.record(row));
    // A repeat goes on with the same parameters.
    if (JSON.stringify(stretches.at(-1)?.params) !== JSON.stringify(params))
      stretches.push({ after, trial: row, params });
  }
  return stretches;
}

/** With how many settings a trial's state was trained, one after the other; those of a trial that was removed count as one. */
export function settingsOf(history: HistoryView, trial: number): number {
  const stretches = scheduleOf(history, trial);
  return stretches.length + (stretches[0]!.after > 0 ? 1 : 0);
}

/** The stretch in which a step lies, steps being counted from 1. */
export const stretchAt = <S extends { readonly after: number }>(schedule: readonly S[], step: number): S =>
  schedule.findLast(({ after }) => after < step) ?? schedule[0]!;

/** Did the program start from nothing though it was given a state? Then all its steps are its own. */
function isAnew(history: HistoryView, row: number): boolean {
  if (history.attribute(row, 'system', ANEW) !== undefined) return true;
  const resumed = (history.attribute(row, 'system', RESUMED) ?? []) as readonly { readonly anew?: string }[];
  return resumed.some(({ anew }) => anew !== undefined);
}

function storedParams({ params }: TrialRecord): Readonly<Record<string, ParamValue>> {
  return Object.fromEntries(
    Object.entries(params).map(([name, { distribution, internal }]) => [name, toExternal(distribution, internal)]),
  );
}
