import { useEffect, useState } from 'react';
import { get, ServerError } from '../../api/server.ts';
import { EMPTY_LOG, type LogBuffer, type LogPiece, withPiece } from './log-buffer.ts';
import { trialPath } from './trial-data.ts';

/** Seconds that the server may hold an answer back until there is more. */
const WAIT = 20;
/** Milliseconds until a log that could not be had is asked for again, and the most of it. */
const RETRY_MS = 1000;
const LAST_RETRY_MS = 15_000;

/** A log as it is known, and why it is not followed now; null = it is. */
export interface FollowedLog {
  readonly log: LogBuffer;
  readonly error: unknown;
  /** Has the server answered yet? */
  readonly isKnown: boolean;
}

/** What a trial's program prints, followed until it has ended; while the page is hidden, nothing is asked. */
export function useLog(id: string, number: number): FollowedLog {
  const [followed, setFollowed] = useState<FollowedLog>({ log: EMPTY_LOG, error: null, isKnown: false });
  useEffect(() => {
    const stop = new AbortController();
    void follow(`${trialPath(id, number)}/log`, stop.signal, setFollowed);
    return () => stop.abort();
  }, [id, number]);
  return followed;
}

async function follow(path: string, signal: AbortSignal, tell: (followed: FollowedLog) => void): Promise<void> {
  let log = EMPTY_LOG;
  let retry = RETRY_MS;
  while (!signal.aborted && !log.isOver) {
    try {
      await untilSeen(signal);
      const from = log.next === null ? '' : `from=${log.next}&wait=${WAIT}`;
      const piece = await get<LogPiece>(`${path}?${from}`, signal);
      const hasNone = piece.bytes === null;
      log = withPiece(log, piece);
      tell({ log, error: null, isKnown: true });
      retry = RETRY_MS;
      // Where there is no log yet, nothing is waited for at the server's side.
      if (hasNone && !piece.isOver) await pause(RETRY_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      tell({ log, error, isKnown: true });
      if (error instanceof ServerError && error.status === 404) return;
      await pause(retry, signal);
      retry = Math.min(2 * retry, LAST_RETRY_MS);
    }
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

const untilSeen = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (!document.hidden) return resolve();
    const look = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
  });
