import { VernierError } from '../../errors.ts';
import type { Outcome } from '../../execution/executor.ts';
import { residentBytes } from './process-table.ts';
import { bytesText } from './slots.ts';

/** What one trial may use; null = as much as there is. */
export interface Limits {
  readonly timeLimitMs: number | null;
  /** Bytes; resident memory of the process group. */
  readonly memoryLimit: number | null;
}

/** Node's timers hold 24.8 days; what is longer they take for nothing. */
const LONGEST_MS = 2 ** 31 - 1;

/** Calls back after so many milliseconds, however many. Returns how to call it off. */
export function alarm(ms: number, ring: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number): void => {
    timer = setTimeout(() => (left > LONGEST_MS ? wait(left - LONGEST_MS) : ring()), Math.min(left, LONGEST_MS));
  };
  wait(ms);
  return () => clearTimeout(timer);
}

/** Calls back when a process group runs or grows beyond its limits. Returns how to stop watching. */
export function watchLimits(group: number, limits: Limits, exceeded: (reason: 'time' | 'memory') => void): () => void {
  const { timeLimitMs, memoryLimit } = limits;
  const callOff = timeLimitMs === null ? null : alarm(timeLimitMs, () => exceeded('time'));
  const memory =
    memoryLimit === null
      ? undefined
      : setInterval(() => {
          if (residentBytes(group) > memoryLimit) exceeded('memory');
        }, 250);
  return () => {
    callOff?.();
    clearInterval(memory);
  };
}

/** Why a trial beyond a limit failed. */
export function limitError(what: 'time' | 'memory', limits: Limits): VernierError {
  const text =
    what === 'time'
      ? `ran longer than its limit of ${limits.timeLimitMs! / 1000} s`
      : `used more memory than its limit of ${bytesText(limits.memoryLimit!)}`;
  return new VernierError('objective-failed', `The trial ${text} and was ended.`, { details: { limit: what } });
}

/** Was a trial ended for what it took? */
export const isOverLimit = (outcome: Outcome): boolean =>
  outcome.state === 'failed' && outcome.error.details['limit'] !== undefined;
