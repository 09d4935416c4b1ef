import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useRef } from 'react';
import type { TrialDetail } from 'vernier/client';
import { get } from '../../api/server.ts';
import type { DeskLink } from '../../desk/link.ts';
import { useBack } from '../../parts/use-back.ts';

/** Milliseconds between looks at a trial that goes on, and at one that has ended (notes and attributes may still come). */
const EVERY_MS = 2000;
const ENDED_EVERY_MS = 15_000;
/** What takes long (very many reports) is asked for less often: so many times as long passes in between. */
const REST = 10;

/** Where a trial is asked for. */
export const trialPath = (id: string, number: number): string =>
  `/api/studies/${encodeURIComponent(id)}/trials/${number}`;

/** Has it ended? */
export const hasEnded = ({ state }: Pick<TrialDetail, 'state'>): boolean =>
  state === 'complete' || state === 'pruned' || state === 'failed' || state === 'removed';

/** A trial, asked for again while the page is looked at, and at once when its study can be had again. */
export function useTrialDetail(desk: DeskLink, id: string, number: number): UseQueryResult<TrialDetail> {
  const took = useRef(0);
  const asked = useQuery({
    queryKey: ['trial', id, number],
    queryFn: async ({ signal }) => {
      const began = performance.now();
      const answer = await get<TrialDetail>(trialPath(id, number), signal);
      took.current = performance.now() - began;
      return answer;
    },
    refetchInterval: ({ state }) =>
      Math.max(state.data !== undefined && hasEnded(state.data) ? ENDED_EVERY_MS : EVERY_MS, REST * took.current),
  });
  useBack(desk, asked.refetch);
  return asked;
}
