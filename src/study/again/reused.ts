import type { Outcome } from '../../execution/executor.ts';
import { REUSED } from '../../history/attribute-names.ts';
import type { RunningTrial } from '../running.ts';
import type { Session } from '../session.ts';

/** With `duplicates: 'reuse'`, the score of the earlier trial with the same parameters; null where that is not complete. */
export function reused({ duplicates, history }: Session, trial: RunningTrial): Outcome | null {
  const twin = trial.twin!;
  if (duplicates !== 'reuse' || history.state(twin) !== 'complete') return null;
  trial.setSystem(REUSED, twin);
  return { state: 'complete', score: history.record(twin).values ?? [] };
}
