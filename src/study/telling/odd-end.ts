import type { Outcome, Score } from '../../execution/executor.ts';
import type { Change } from '../../history/record.ts';
import { lastTime } from '../../models/curve/time.ts';
import { stepWords } from '../../pruners/words.ts';
import type { RunningTrial } from '../running.ts';
import { faultError } from './score-fault.ts';
import type { Session } from '../session.ts';
import { warningAfter } from './steps.ts';

// Trials that do not end as they should. Loaded apart: few do.

/**
 * Warns of a trial that took the step of its judgement for its end: it is complete, and its score stands beside those of whole
 * runs. Who ends at any other step has an end of its own, and is not warned of.
 */
export function noteShort({ problem, history }: Session, trial: RunningTrial): void {
  const { fidelity } = problem;
  const until = trial.task.until!;
  if (fidelity === null || lastTime(history.reports(trial.number)) >= fidelity.max) return;
  const words = `Trial ${trial.number} ended at ${stepWords(problem, until)}, where it was only to be judged, and counts as a whole run, though one goes to ${fidelity.max}: a program is to go on after that report until it is told to end.`;
  trial.setSystem(...warningAfter(history, trial.number, words));
}

/** The changes that end a trial whose objective gave no final score: it fails, for that reason. */
export function faultChanges({ problem }: Session, trial: RunningTrial, outcome: Outcome): readonly Change[] {
  const { score } = outcome as { readonly score: Score };
  return trial.endChanges({ state: 'failed', error: faultError(problem.objectives, score), score })!;
}
