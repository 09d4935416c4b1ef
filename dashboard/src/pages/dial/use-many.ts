import { useEffect, useRef, useState } from 'react';
import { MANY, type Tally } from './many.ts';
import type { ManyNews } from './many-worker.ts';
import type { Settings } from './settings.ts';

/** The searches on many signals, in a thread of their own. */
export interface ManyRuns {
  /** Of the signals so far; null = not begun. */
  readonly tallies: readonly Tally[] | null;
  /** What they were run with. */
  readonly settings: Settings | null;
  readonly isRunning: boolean;
  readonly error: string | null;
  start(settings: Settings): void;
}

/** Runs of a page; leaving it ends them. */
export function useMany(): ManyRuns {
  const worker = useRef<Worker | null>(null);
  const [tallies, setTallies] = useState<readonly Tally[] | null>(null);
  const [settings, setSettings] = useState<Settings | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => () => worker.current?.terminate(), []);
  const start = (wanted: Settings): void => {
    worker.current?.terminate();
    const own = new Worker(new URL('./many-worker.ts', import.meta.url), { type: 'module' });
    worker.current = own;
    setSettings(wanted);
    setTallies([]);
    setError(null);
    own.addEventListener('message', ({ data }: MessageEvent<ManyNews>) => {
      if ('error' in data) setError(data.error);
      else setTallies(data.tallies);
    });
    own.addEventListener('error', ({ message }) => setError(message));
    own.postMessage(wanted);
  };
  const isRunning = error === null && tallies !== null && (tallies[0]?.signals ?? 0) < MANY;
  return { tallies, settings, isRunning, error, start };
}
