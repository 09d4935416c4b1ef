import type { Stopping } from './watch.ts';

/** The three steps of Ctrl-C: finish what runs, stop it, kill it. */
export interface Ladder {
  /** No further trial starts. */
  readonly finish: AbortSignal;
  /** Those that run are stopped, and go back to the queue. */
  readonly stop: AbortSignal;
  readonly step: () => Stopping;
  close(): void;
}

/**
 * Listens to Ctrl-C (one step each time), SIGTERM and a closed terminal (stop at once).
 *
 * @param kill     ends everything by force: the third step
 * @param onStep   hears of each step
 */
export function openLadder(kill: () => void, onStep: (step: Stopping) => void): Ladder {
  const finish = new AbortController();
  const stop = new AbortController();
  let step: Stopping = 'no';
  const climb = (to: Stopping): void => {
    step = to;
    if (to !== 'no') finish.abort();
    if (to === 'stopping' || to === 'killing') stop.abort();
    if (to === 'killing') kill();
    onStep(to);
  };
  const next: Readonly<Record<Stopping, Stopping>> = {
    no: 'finishing',
    finishing: 'stopping',
    stopping: 'killing',
    killing: 'killing',
  };
  const onInterrupt = (): void => climb(next[step]);
  const onEnd = (): void => climb(step === 'stopping' || step === 'killing' ? 'killing' : 'stopping');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onEnd);
  process.on('SIGHUP', onEnd);
  return {
    finish: finish.signal,
    stop: stop.signal,
    step: () => step,
    close() {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onEnd);
      process.off('SIGHUP', onEnd);
    },
  };
}
