import type { RunningTrial } from '../running.ts';
import type { Session } from '../session.ts';
import type { Summary } from '../study.ts';

/** One run's trials by how they ended. */
export type Tally = { -readonly [K in keyof Omit<Summary, 'stoppedBy' | 'why' | 'confirmation'>]: number };

/** Have all trials of a run failed, and as many as the limit, while none of those that run has reported anything? */
export function hasOnlyFailed(
  { history }: Session,
  limit: number,
  tally: Tally,
  running: Iterable<RunningTrial>,
): boolean {
  if (tally.failed < limit || tally.complete + tally.pruned + tally.paused > 0) return false;
  for (const { number } of running) if (history.reports(number).steps.length > 0) return false;
  return true;
}
