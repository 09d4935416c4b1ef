import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import type { FeedState } from 'vernier/client';
import type { Asked, Comparison, Told } from './messages.ts';

/** What is known of the studies that are compared. */
export interface Known {
  /** null = none of them has been read yet. */
  readonly comparison: Comparison | null;
  readonly states: Readonly<Record<string, FeedState>>;
  /** What went wrong; null = nothing. */
  readonly error: string | null;
}

/** Has studies read and set side by side by a worker, as long as the page is shown. */
export function useComparison(ids: readonly string[], objective: string | null): Known {
  const [known, setKnown] = useState<Known>({ comparison: null, states: {}, error: null });
  const worker = useRef<Worker | null>(null);
  useEffect(() => {
    const own = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'compare' });
    own.addEventListener('message', ({ data }: MessageEvent<Told>) =>
      setKnown((before) => {
        if (data.type === 'status') return { ...before, states: data.states };
        if (data.type === 'failed') return { ...before, error: data.message };
        return { ...before, comparison: data.comparison, error: null };
      }),
    );
    own.addEventListener('error', ({ message }) => setKnown((before) => ({ ...before, error: message })));
    worker.current = own;
    return () => own.terminate();
  }, []);
  const isSeen = useDocumentVisibility() === 'visible';
  const key = ids.join(',');
  useEffect(() => {
    const asked: Asked = { ids, objective, isSeen };
    worker.current?.postMessage(asked);
  }, [key, objective, isSeen]);
  return known;
}
