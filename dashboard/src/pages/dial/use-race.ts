import { useEffect, useMemo, useReducer, useState, useSyncExternalStore } from 'react';
import { type Race, race, type Standing } from './race.ts';
import type { Settings } from './settings.ts';
import { type Signal, signalOf } from './signal.ts';

/** How fast a race runs. */
export type Speed = 'slow' | 'steady' | 'fast';

/** Milliseconds between two steps. */
const PACE: Readonly<Record<Speed, number>> = { slow: 1400, steady: 450, fast: 60 };

/** A race on a page. */
export interface Playing {
  readonly signal: Signal;
  readonly race: Race;
  readonly standing: Standing;
  readonly isRunning: boolean;
  readonly speed: Speed;
  setRunning(isRunning: boolean): void;
  setSpeed(speed: Speed): void;
  /** Begins anew on the same signal. */
  reset(): void;
}

/** Plays a race; other settings begin a new one. */
export function useRace({ seed, knobs, kind, noise, probes }: Settings): Playing {
  const [round, reset] = useReducer((before: number) => before + 1, 0);
  const [speed, setSpeed] = useState<Speed>('steady');
  const [runs, setRuns] = useState<Race | null>(null);
  const signal = useMemo(() => signalOf(seed, knobs, kind, noise), [seed, knobs, kind, noise]);
  // `round` counts: a new round is a new race on the same signal.
  const own = useMemo(() => race(signal, probes), [signal, probes, round]);
  const standing = useSyncExternalStore(own.subscribe, () => own.standing);
  const isRunning = runs === own && !standing.isRun && standing.trouble === null;
  useEffect(() => {
    if (!isRunning) return undefined;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const go = async (): Promise<void> => {
      await own.step();
      if (!isOver) timer = setTimeout(() => void go(), PACE[speed]);
    };
    void go();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [own, isRunning, speed]);
  return {
    signal,
    race: own,
    standing,
    isRunning,
    speed,
    setRunning: (wanted) => setRuns(wanted ? own : null),
    setSpeed,
    reset,
  };
}
