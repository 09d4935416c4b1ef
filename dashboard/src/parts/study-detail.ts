import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { StudyDetail } from 'vernier/client';
import { get } from '../api/server.ts';

/** What answers on a study are kept under. */
export const studyKey = (id: string): readonly string[] => ['study', id];

/** What the server says of a study, asked for again while the page is looked at. */
export const useStudyDetail = (id: string): UseQueryResult<StudyDetail> =>
  useQuery({
    queryKey: studyKey(id),
    queryFn: ({ signal }) => get<StudyDetail>(`/api/studies/${encodeURIComponent(id)}`, signal),
    refetchInterval: 10_000,
  });
