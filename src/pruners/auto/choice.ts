import { CHECKPOINT } from '../../history/attribute-names.ts';
import type { JudgeBy } from '../../history/problem.ts';
import type { HistoryView } from '../../history/view.ts';

/** A pruner that `auto` can choose. */
export type AutoChoice = 'asha' | 'curve' | 'freezeThaw';

/** Which pruner `auto` takes for a study. @param hasCheckpoints has a trial named one, so that trials are taken to keep some? */
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

/** Has a trial of the study named a checkpoint, or is one paused? */
export function anyKeeps(history: HistoryView): boolean {
  for (let row = 0; row < history.size; row++) if (keepsCheckpoints(history, row)) return true;
  return false;
}

/** Has a trial named a checkpoint, or is it paused, so that it is to go on? */
export function keepsCheckpoints(history: HistoryView, row: number): boolean {
  const state = history.state(row);
  if (state === 'removed') return false;
  return state === 'paused' || history.attribute(row, 'system', CHECKPOINT) !== undefined;
}
