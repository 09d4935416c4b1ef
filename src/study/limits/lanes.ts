import type { Limits } from '../study.ts';

/** How many trials may run at once. @param capacity of what runs them */
export const lanesOf = (limits: Limits, capacity: number): number =>
  Math.max(1, Math.min(limits.concurrency ?? (Number.isFinite(capacity) ? capacity : 1), capacity));
