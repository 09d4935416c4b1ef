import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ChangeEntry } from 'vernier/client';
import { get, send } from '../../../api/server.ts';
import { useStudy } from '../../../desk/use-desk.ts';
import { Card } from '../../../parts/card.tsx';
import { TimeAgo } from '../../../parts/time-ago.tsx';
import { Unread } from '../../../parts/unread.tsx';
import { useBack } from '../../../parts/use-back.ts';
import { Trouble } from '../../../shell/fallbacks.tsx';
import { steerWords as words } from '../../../words/steer.ts';
import { detailText } from './detail-text.ts';
import { type SteerParts, studyPath } from './steer-tab.tsx';
import styles from './steer.module.css';
import { useSend } from './use-send.ts';

/** So many are shown at first. */
const SHOWN = 8;

/** Who has changed what of the study, the last first; each can be taken back where that can be. */
export function JournalCard({ desk, id, canWrite }: SteerParts) {
  const study = useStudy(desk);
  const [isWhole, setWhole] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['changes', id],
    queryFn: ({ signal }) => get<{ readonly changes: readonly ChangeEntry[] }>(`${studyPath(id)}/changes`, signal),
    staleTime: 0,
  });
  useEffect(() => {
    if (study !== null) void refetch(); // changes are kept with the study: there is news of it when there is one
  }, [study, refetch]);
  useBack(desk, refetch);
  const changes = data?.changes ?? [];
  return (
    <Card title={words.journal}>
      <Unread desk={desk} error={error} />
      {data !== undefined && changes.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.journalEmpty}
        </Text>
      )}
      <ol className={styles.lines}>
        {(isWhole ? changes : changes.slice(0, SHOWN)).map((entry) => (
          <li key={entry.n}>
            <Entry id={id} entry={entry} canWrite={canWrite} />
          </li>
        ))}
      </ol>
      {!isWhole && changes.length > SHOWN && (
        <Button size="compact-sm" variant="subtle" onClick={() => setWhole(true)}>
          {words.allChanges(changes.length)}
        </Button>
      )}
    </Card>
  );
}

function Entry({ id, entry, canWrite }: Pick<SteerParts, 'id' | 'canWrite'> & { readonly entry: ChangeEntry }) {
  const { n, action, by, at, trial, key, undone, undoable } = entry;
  const sending = useSend();
  const about = [trial === null ? null : words.ofTrial(trial), action === 'note' ? key : null, detailText(entry)];
  return (
    <>
      <div className={styles.lineOf}>
        <Text size="sm" className={styles.grow}>
          <strong>{by}</strong> {words.actions[action] ?? action}
          {about.some((part) => part !== null) && `: ${about.filter((part) => part !== null).join(', ')}`}
          <Text component="span" size="xs" c="dimmed">
            {' '}
            <TimeAgo at={at} />
            {undone !== null && `; ${words.undoneBy(undone.by)}`}
          </Text>
        </Text>
        {canWrite && undoable && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={words.undoOf(n)}
            loading={sending.isBusy}
            onClick={() => void sending.attempt(() => send('POST', `${studyPath(id)}/changes/${n}/undo`))}
          >
            {words.undo}
          </Button>
        )}
      </div>
      {sending.error !== null && <Trouble error={sending.error} />}
    </>
  );
}
