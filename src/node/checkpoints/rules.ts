import type { AttendedStudy, Task } from '../../execution/executor.ts';
import { bestRow, isFeasible, paretoRows } from '../../history/best.ts';
import { PAUSED } from '../../history/applied.ts';
import { judgedCurve } from '../../history/judged-curve.ts';
import type { HistoryView } from '../../history/view.ts';
import { copyOf, isPopulation } from '../../history/population.ts';
import { vectorOrder } from '../../pruners/vector-order.ts';
import { firstOf, RESUME, RETRY_OF, STOPS, TRY } from '../../history/lineage.ts';
import { CHECKPOINT, ERROR } from '../../history/attribute-names.ts';

/**
 * Whose checkpoints stay when their trials are over: of the best trial (several objectives: of the front), of so many of the best, of all
 * (the pruned and failed ones, too), of none.
 */
export type Keep = 'best' | 'all' | 'none' | number;

/** What the rules look at. */
export interface Checkpoints extends Pick<AttendedStudy, 'history' | 'judgeBy' | 'retries' | 'sampler'> {
  readonly keep: Keep;
  /** The trial in whose folder a checkpoint lies; null = in none of ours. */
  readonly folderOf: (checkpoint: string) => number | null;
}

/**
 * Trials of these whose checkpoints nobody needs any more.
 *
 * Needed are those of running and paused trials, but for members of a population whose place a copy has taken: they never go
 * on, and nobody is a copy of them any more; those that an open trial is to start from (a repeat of one that was lost, a
 * copy that has saved nothing yet); those of a trial whose worker died, until it is queued again; and of complete ones what
 * `keep` says. What is left is that of replaced, pruned, failed and all other complete trials; of these, but for the replaced ones, `all`
 * keeps what it can.
 */
export function obsolete(study: Checkpoints, rows: readonly number[]): readonly number[] {
  const { history, keep } = study;
  const sources = sourcesOf(study);
  const replaced = replacedIn(study);
  const kept = keep === 'all' ? null : new Set(bestOf(history, keep));
  return rows.filter((row) => {
    if (sources.has(row)) return false;
    switch (history.state(row)) {
      case 'waiting':
      case 'running':
        return false;
      case 'paused':
        return replaced.has(row);
      case 'removed':
        return true;
      case 'failed':
        return isLost(history, row) ? !mayComeAgain(study, row) : kept !== null;
      default:
        return kept !== null && !kept.has(row);
    }
  });
}

/**
 * In which order checkpoints go where the disk space for them is used up: those of trials that are over, the worst first;
 * then those of paused trials, the least promising first, which have come less far, or as far with a worse result; at last that
 * of the best complete trial, which is the winner as things stand.
 */
export function leastNeeded(study: Checkpoints, rows: readonly number[]): readonly number[] {
  const { history } = study;
  const ranks = new Map(bestOf(history, Number.POSITIVE_INFINITY).map((row, rank) => [row, rank]));
  const rank = (row: number): number => ranks.get(row) ?? Number.POSITIVE_INFINITY;
  const spare = spareable(study, rows);
  const over = spare
    .filter((row) => history.state(row) !== 'paused')
    .sort((a, b) => (rank(a) === rank(b) ? a - b : rank(b) - rank(a)));
  const paused = spare.filter((row) => history.state(row) === 'paused');
  const best = new Set(winners(history));
  const [winning, others] = [over.filter((row) => best.has(row)), over.filter((row) => !best.has(row))];
  return [...others, ...byPromise(study, paused).toReversed(), ...winning];
}

/** Those of these that may lose their checkpoints for want of space: neither do they run, nor does any open trial start from them. */
export function spareable(study: Checkpoints, rows: readonly number[]): readonly number[] {
  const sources = sourcesOf(study);
  const needed = sourcesOf(study, ['waiting', 'running']); // a paused trial may lose its own, but not what another one runs from
  return rows.filter((row) => {
    const state = study.history.state(row);
    return state === 'paused' ? !needed.has(row) : state !== 'waiting' && state !== 'running' && !sources.has(row);
  });
}

/** The best complete trial, as things stand; with several objectives those of the front. */
export const winners = (history: HistoryView): readonly number[] => bestOf(history, 'best');

/** Members of a population whose place a copy has taken. */
function replacedIn({ history, sampler }: Checkpoints): ReadonlySet<number> {
  const replaced = new Set<number>();
  if (!isPopulation(sampler)) return replaced;
  for (let row = 0; row < history.size; row++) {
    const copy = history.state(row) === 'removed' ? null : copyOf(history, row);
    if (copy !== null) replaced.add(copy.instead);
  }
  return replaced;
}

/** Paused trials, the most promising first. */
function byPromise({ history, judgeBy }: Checkpoints, rows: readonly number[]): readonly number[] {
  const standings = rows.map((row) => ({ row, ...standing(history, row, judgeBy) }));
  const steps = [...new Set(standings.map(({ step }) => step))].sort((a, b) => b - a);
  return steps.flatMap((step) => {
    const level = standings.filter((one) => one.step === step);
    const k = level[0]!.losses.length;
    return Array.from(
      vectorOrder(Float64Array.from(level.flatMap(({ losses }) => losses)), level.length, k),
      (at) => level[at]!.row,
    );
  });
}

/** The last step reported, and what a trial is judged by there. */
function standing(history: HistoryView, row: number, judgeBy: AttendedStudy['judgeBy']) {
  const k = history.objectives.length;
  if (judgeBy.kind === 'all' && k > 1) {
    const { steps, losses } = history.reports(row);
    return {
      step: steps.at(-1) ?? 0,
      losses: Array.from({ length: k }, (_, j) => losses[(steps.length - 1) * k + j] ?? Number.NaN),
    };
  }
  const curve = judgedCurve(history, row, judgeBy);
  return { step: curve?.steps.at(-1) ?? 0, losses: [curve?.losses.at(-1) ?? Number.NaN] };
}

/** Complete trials, the best first; with several objectives those of the front. */
function bestOf(history: HistoryView, keep: Exclude<Keep, 'all'>): readonly number[] {
  if (keep === 'none') return [];
  if (history.objectives.length > 1) return paretoRows(history);
  if (keep === 'best') return [bestRow(history)].filter((row) => row !== null);
  const complete: number[] = [];
  for (let row = 0; row < history.size; row++)
    if (history.state(row) === 'complete' && isFeasible(history, row)) complete.push(row);
  return complete.sort((a, b) => history.losses[a]! - history.losses[b]! || a - b).slice(0, keep);
}

/** Trials in whose folders lies what open trials start from. */
function sourcesOf(
  study: Checkpoints,
  states: readonly string[] = ['waiting', 'running', 'paused'],
): ReadonlySet<number> {
  const { history } = study;
  const sources = new Set<number>();
  const replaced = replacedIn(study);
  for (const row of history.open) {
    if (!states.includes(history.state(row)) || replaced.has(row)) continue;
    const reference = newest(history, row);
    const source = reference === null ? null : study.folderOf(reference);
    if (source !== null) sources.add(source);
  }
  return sources;
}

/** The checkpoint that a trial would go on from now. */
function newest(history: HistoryView, row: number): string | null {
  for (const key of [CHECKPOINT, PAUSED, RESUME]) {
    const from = history.attribute(row, 'system', key) as Partial<NonNullable<Task['resume']>> | null | undefined;
    const checkpoint = from?.checkpoint ?? null;
    if (checkpoint !== null) return checkpoint;
  }
  return null;
}

/** Did it fail because its worker died, or was stopped? */
function isLost(history: HistoryView, row: number): boolean {
  const error = history.attribute(row, 'system', ERROR) as { readonly code?: string } | undefined;
  return error === undefined || error.code === 'worker-lost';
}

/** May it still be queued again, because nobody has done so yet? */
function mayComeAgain({ history, retries }: Checkpoints, row: number): boolean {
  const number = (of: number, key: string): number | undefined =>
    history.attribute(of, 'system', key) as number | undefined;
  const first = firstOf(history, row);
  const tries = number(row, TRY) ?? 0;
  if (tries - (number(row, STOPS) ?? 0) >= retries) return false;
  for (let other = row + 1; other < history.size; other++)
    if (number(other, RETRY_OF) === first && number(other, TRY) === tries + 1) return false;
  return true;
}
