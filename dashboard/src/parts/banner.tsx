import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { FeedState, FeedStatus } from 'vernier/client';
import type { DeskLink } from '../desk/link.ts';
import { useStatus } from '../desk/use-desk.ts';
import { agoText } from './ago-text.ts';
import { bannerWords as words } from '../words/banner.ts';

/** States in which something is wrong. */
const SAYS = {
  reconnecting: { title: words.reconnecting, hint: words.reconnectingHint, color: 'yellow' },
  trouble: { title: words.trouble, hint: words.troubleHint, color: 'yellow' },
  'login-needed': { title: words.loginNeeded, hint: words.loginHint, color: 'yellow' },
  deleted: { title: words.deleted, hint: words.deletedHint, color: 'red' },
} as const;

const isTrouble = (state: FeedState): state is keyof typeof SAYS => state in SAYS;

/** Does the banner say something? Then parts of the page need not say the same. */
export const isTold = ({ state, why }: FeedStatus): boolean => isTrouble(state) || (state === 'closed' && why !== null);

/** What is wrong with the connection, and what the page does about it; nothing where all is well. */
export function Banner({ desk, isEmpty }: { readonly desk: DeskLink; readonly isEmpty: boolean }) {
  const status = useStatus(desk);
  if (status.state === 'closed' && status.why !== null) return <Stopped why={status.why} />;
  if (!isTrouble(status.state)) return null;
  const { title, hint, color } = SAYS[status.state];
  return (
    <Alert color={color} title={title} role="status" aria-live="polite">
      {status.why !== null && <Text size="sm">{[status.why, status.hint].filter(Boolean).join(' ')}</Text>}
      {!isEmpty && <Text size="sm">{hint}</Text>}
      {status.state !== 'deleted' && (
        <Group gap="sm" mt={6}>
          <Waiting status={status} />
          <Button size="compact-sm" variant="default" onClick={() => desk.order({ type: 'retry' })}>
            {words.tryNow}
          </Button>
          {status.state === 'login-needed' && (
            <Anchor size="sm" href="/login" target="_blank" rel="noreferrer">
              {words.logIn}
            </Anchor>
          )}
        </Group>
      )}
    </Alert>
  );
}

/** The page itself has failed: it says so, and what to do. */
function Stopped({ why }: { readonly why: string }) {
  return (
    <Alert color="red" title={words.stopped} role="alert">
      <Text size="sm">{why}</Text>
      <Button size="compact-sm" variant="default" mt={6} onClick={() => location.reload()}>
        {words.reload}
      </Button>
    </Alert>
  );
}

/** Since when, and when it is tried again: counts down. */
function Waiting({ status: { since, nextTryAt } }: { readonly status: FeedStatus }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = nextTryAt === null ? 0 : Math.ceil((nextTryAt - now) / 1000);
  return (
    <Text size="sm" component="span" aria-live="off">
      {words.since(agoText(since, now))} {left > 0 ? words.nextTry(left) : words.trying}
    </Text>
  );
}
