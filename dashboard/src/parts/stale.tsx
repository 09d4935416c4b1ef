import { Alert, Text } from '@mantine/core';
import { ServerError } from '../api/server.ts';
import { Trouble } from '../shell/fallbacks.tsx';
import { partWords as words } from '../words/parts.ts';
import { TimeAgo } from './time-ago.tsx';

/** What is shown is not of now: why, since when, and what the page does about it. @param at milliseconds since 1970 UTC */
export function Stale({ error, at }: { readonly error: unknown; readonly at: number }) {
  if (error instanceof ServerError && error.status === 401) return <Trouble error={error} />;
  return (
    <Alert color="yellow" role="alert">
      <Text size="sm">
        {error instanceof Error ? error.message : String(error)} {words.stale} <TimeAgo at={at} />. {words.askedAgain}
      </Text>
    </Alert>
  );
}
