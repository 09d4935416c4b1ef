import { isOfMachine, pausedStep } from '../../history/applied.ts';
import { CHECKPOINT } from '../../history/attribute-names.ts';
import type { JudgeBy } from '../../history/problem.ts';
import type { HistoryView } from '../../history/view.ts';

/** A pruner that `auto` can choose. */
export type AutoChoice = 'asha' | 'curve' | 'freezeThaw';

/** Which pruner `auto` takes for a study. @param hasCheckpoints has a trial named one and gone on, so that trials are taken to keep some? */
export function choiceFor(objectives: number, judgeBy: JudgeBy, hasCheckpoints: boolean): AutoChoice {
  if (judgeBy.kind === 'all' && objectives > 1) return 'asha';
  return hasCheckpoints ? 'freezeThaw' : 'curve';
}

/** The same with the reason: `asha, which pauses trials: several objectives, and they keep checkpoints`. */
export function choiceWords(objectives: number, judgeBy: JudgeBy, hasCheckpoints: boolean): string {
  const choice = choiceFor(objectives, judgeBy, hasCheckpoints);
  const several = choice === 'asha' ? 'several objectives, and ' : '';
  return hasCheckpoints
    ? `${choice}, which pauses trials: ${several}they keep checkpoints`
    : `${choice}, which stops trials: ${several}none has kept a checkpoint`;
}

/** Does a trial of the study keep checkpoints? */
export function anyKeeps(history: HistoryView): boolean {
  for (let row = 0; row < history.size; row++) if (keepsCheckpoints(history, row)) return true;
  return false;
}

/**
 * Has a trial named a checkpoint and gone on, or was it paused to go on later? One that is named at the very end alone is the
 * model that was trained, and no state to go on from.
 */
export function keepsCheckpoints(history: HistoryView, row: number): boolean {
  const state = history.state(row);
  if (state === 'removed') return false;
  if (state === 'paused' || pausedStep(history, row) >= 0) return true;
  const named = history.attribute(row, 'system', CHECKPOINT) as { readonly first?: number } | null | undefined;
  // Older trials tell the last one alone.
  return named !== undefined && (named?.first === undefined || named.first < lastStep(history, row));
}

/** The last step that a trial has reported, of objectives or of metrics alone; −1 = none. */
function lastStep(history: HistoryView, row: number): number {
  const ofMetrics = history.metricNames.map((name) =>
    isOfMachine(name) ? -1 : (history.metric(row, name)?.steps.at(-1) ?? -1),
  );
  return Math.max(history.reports(row).steps.at(-1) ?? -1, ...ofMetrics);
}
