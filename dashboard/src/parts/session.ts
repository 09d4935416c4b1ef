import { useQuery } from '@tanstack/react-query';
import type { ScopeName, SessionAnswer } from 'vernier/client';
import { get } from '../api/server.ts';

/** Who is asking; undefined until it is known. */
export const useSession = (): SessionAnswer | undefined =>
  useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => get<SessionAnswer>('/api/session', signal),
    staleTime: 60_000,
  }).data;

/** May whoever looks at the page do this? */
export function useMay(scope: ScopeName): boolean {
  const session = useSession();
  return session?.scopes.includes(scope) === true;
}
