import { PAUSED, type PausedTime } from '../../history/applied.ts';
import { SEEN } from '../../history/attribute-names.ts';
import { parseSeen } from '../../history/seen.ts';
import type { TimedHistory } from '../../history/view.ts';

/** Which trials had ended when a trial was proposed. */
export interface Moment {
  readonly had: (row: number) => boolean;
  /** What tells it: what its sampler had seen, instants, or the order of numbers where there are none. */
  readonly by: 'seen' | 'instants' | 'numbers';
}

/** The moment of a proposal, as exactly as the study has stored it. */
export function momentOf(history: TimedHistory, row: number): Moment {
  const seen = parseSeen(history.attribute(row, 'system', SEEN));
  if (seen !== null) {
    const open = new Set(seen.open.map(([number]) => number));
    return { by: 'seen', had: (other) => other < seen.trials && other !== row && !open.has(other) };
  }
  const startedAt = firstStart(history, row);
  if (Number.isNaN(startedAt)) return { by: 'numbers', had: (other) => other < row };
  // Who ended at an unknown instant is taken to have ended before if it came before.
  return {
    by: 'instants',
    had: (other) =>
      Number.isNaN(history.finishedAt[other]!) ? other < row : other !== row && history.finishedAt[other]! <= startedAt,
  };
}

function firstStart(history: TimedHistory, row: number): number {
  const paused = history.attribute(row, 'system', PAUSED) as PausedTime | null | undefined;
  return paused?.since ?? history.startedAt[row]!;
}
