import { PAUSED, type PausedTime } from '../../history/applied.ts';
import { RESUMED } from '../../history/lineage.ts';
import type { TimedHistory } from '../../history/view.ts';

/** One stretch in which a trial ran. Milliseconds since 1970 UTC. */
export interface Segment {
  readonly start: number;
  /** NaN = it still runs. */
  readonly end: number;
  /** Did it end because the trial was paused? */
  readonly isPaused: boolean;
}

/**
 * When a trial ran, as far as that is known: of a trial that was paused, the last stretch before the last pause, and what came after
 * it. Of earlier stretches only the length is stored. Empty where it never started, or its start is not known.
 */
export function segmentsOf(history: TimedHistory, row: number): readonly Segment[] {
  const startedAt = history.startedAt[row]!;
  if (Number.isNaN(startedAt)) return [];
  const finishedAt = history.finishedAt[row]!;
  const last: Segment = { start: startedAt, end: Math.max(startedAt, finishedAt), isPaused: false };
  const paused = history.attribute(row, 'system', PAUSED) as PausedTime | null | undefined;
  if (paused === undefined || paused === null) return [last];
  const { seconds, since } = paused;
  if (typeof since !== 'number' || typeof seconds !== 'number') return history.state(row) === 'paused' ? [] : [last];
  const before = { start: since, end: since + 1000 * Math.max(0, seconds - secondsBefore(history, row, seconds)) };
  const isOver = since === startedAt; // not started again since
  return [{ ...before, isPaused: true }, ...(isOver ? [] : [last])];
}

/** What the trial had run when its last stretch before the last pause began. */
function secondsBefore(history: TimedHistory, row: number, seconds: number): number {
  const resumed = history.attribute(row, 'system', RESUMED) as readonly { readonly seconds?: number }[] | undefined;
  if (!Array.isArray(resumed)) return 0;
  let before = 0;
  for (const entry of resumed as readonly { readonly seconds?: number }[])
    if (typeof entry?.seconds === 'number' && entry.seconds < seconds) before = Math.max(before, entry.seconds);
  return before;
}
