import { VernierError } from '../../errors.ts';
import { residentBytes } from './process-table.ts';
import { bytesText } from './slots.ts';

/** What one trial may use; null = as much as there is. */
export interface Limits {
  readonly timeLimitMs: number | null;
  /** Bytes; resident memory of the process group. */
  readonly memoryLimit: number | null;
}

/** Calls back when a process group runs or grows beyond its limits. Returns how to stop watching. */
export function watchLimits(group: number, limits: Limits, exceeded: (reason: 'time' | 'memory') => void): () => void {
  const { timeLimitMs, memoryLimit } = limits;
  const time = timeLimitMs === null ? undefined : setTimeout(() => exceeded('time'), timeLimitMs);
  const memory =
    memoryLimit === null
      ? undefined
      : setInterval(() => {
          if (residentBytes(group) > memoryLimit) exceeded('memory');
        }, 250);
  return () => {
    clearTimeout(time);
    clearInterval(memory);
  };
}

/** Why a trial beyond a limit failed. */
export function limitError(what: 'time' | 'memory', limits: Limits): VernierError {
  const text =
    what === 'time'
      ? `ran longer than its limit of ${limits.timeLimitMs! / 1000} s`
      : `used more memory than its limit of ${bytesText(limits.memoryLimit!)}`;
  return new VernierError('objective-failed', `The trial ${text} and was ended.`);
}
