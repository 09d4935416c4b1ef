import { useQuery } from '@tanstack/react-query';
import type { TrialDetail } from 'vernier/client';
import { get } from '../../api/server.ts';
import type { TrialParts } from './page.tsx';
import { trialPath } from './trial-data.ts';

/** The best trial of a study with all that it reported; null = there is none, it is this one, or it is not known yet. */
export function useBestTrial({ id, trial, study }: TrialParts): TrialDetail | null {
  const best = study.summary.best?.number ?? null;
  const isOther = best !== null && best !== trial.number;
  const asked = useQuery({
    queryKey: ['trial', id, best],
    queryFn: ({ signal }) => get<TrialDetail>(trialPath(id, best!), signal),
    enabled: isOther,
    staleTime: 60_000,
  });
  return isOther ? (asked.data ?? null) : null;
}
