/** A clock whose time passes only while everybody sleeps: hours of waiting in no time, in the same order each time. */
export interface VirtualClock {
  /** Milliseconds since the clock was made. */
  now(): number;
  /** Resolves when `ms` of virtual time have passed. */
  sleep(ms: number): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  /** Order of going to sleep; decides among those that wake at the same instant. */
  readonly turn: number;
  readonly wake: () => void;
}

/**
 * A clock for asynchronous benchmarks: what takes an hour on 100 workers is over as soon as it is computed.
 *
 * Sleepers wake one at a time, the earliest first. Where `actors` is given, time stands still until so many sleep at
 * once; when fewer do (some have gone home), it goes on after `settleMs` real milliseconds without anybody going to
 * sleep. Without `actors` it goes on whenever all work that needs no input or output is done.
 *
 * @param options.actors    how many can sleep at a time, such as the number of lanes
 * @param options.settleMs  default 25
 *
 * @example
 * const clock = virtualClock({ actors: 4 });
 * const train = inline(async (task) => { await clock.sleep(1000 * task.number); return 0; }, { capacity: 4 });
 */
export function virtualClock(options: { readonly actors?: number; readonly settleMs?: number } = {}): VirtualClock {
  const settleMs = options.actors === undefined ? 0 : (options.settleMs ?? 25);
  const sleepers: Sleeper[] = [];
  let time = 0;
  let turn = 0;
  let settling: ReturnType<typeof setTimeout> | undefined;

  /** Called when somebody has gone to sleep: it may have been the last one awake. */
  function settle(): void {
    clearTimeout(settling);
    settling = setTimeout(wakeNext, sleepers.length === options.actors ? 0 : settleMs);
  }

  function wakeNext(): void {
    const next = sleepers.shift();
    if (next === undefined) return;
    time = next.at;
    next.wake();
    settle();
  }

  return {
    now: () => time,
    sleep: (ms) =>
      new Promise((wake) => {
        const sleeper = { at: time + Math.max(0, ms), turn: turn++, wake };
        sleepers.splice(insertionPoint(sleepers, sleeper), 0, sleeper);
        settle();
      }),
  };
}

/** Where a sleeper belongs in a list sorted by waking time, then turn. */
function insertionPoint(sleepers: readonly Sleeper[], one: Sleeper): number {
  let low = 0;
  let high = sleepers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sleepers[middle]!.at <= one.at) low = middle + 1;
    else high = middle;
  }
  return low;
}
