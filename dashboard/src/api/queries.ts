import { QueryClient } from '@tanstack/react-query';
import { ServerError } from './server.ts';

/** What pages have asked of the server, kept for a moment, so that pages open at once. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2000,
      retry: (failures, error) => failures < 3 && !(error instanceof ServerError && error.status >= 400),
    },
  },
});
