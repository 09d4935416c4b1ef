import { Button, Group, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { send } from '../../../api/server.ts';
import { useRows, useSummary } from '../../../desk/use-desk.ts';
import { Card } from '../../../parts/card.tsx';
import { Trouble } from '../../../shell/fallbacks.tsx';
import { partWords } from '../../../words/parts.ts';
import { steerWords as words } from '../../../words/steer.ts';
import { trialPath } from '../../trial/trial-data.ts';
import type { SteerParts } from './steer-tab.tsx';
import styles from './steer.module.css';
import { useSend } from './use-send.ts';

/** So many are shown. */
const SHOWN = 20;

/** What runs now; each can be stopped. */
export function RunningCard({ desk, id, canWrite }: SteerParts) {
  const names = useSummary(desk)?.columns.filter(({ group }) => group === 'param') ?? [];
  const columns = names.slice(0, 6).map(({ key }) => key);
  const { rows } = useRows(desk, { filter: 'state == running', sort: 'number', from: 0, to: SHOWN, columns });
  return (
    <Card title={words.runningTrials}>
      {rows?.matched === 0 && (
        <Text size="sm" c="dimmed">
          {words.noneRuns}
        </Text>
      )}
      <ul className={styles.lines}>
        {rows?.rows.map(({ trial, cells }) => (
          <li key={trial}>
            <Running
              id={id}
              trial={trial}
              canWrite={canWrite}
              text={cells.flatMap((cell, i) => (cell === '' ? [] : [`${names[i]?.label} = ${cell}`])).join(', ')}
            />
          </li>
        ))}
      </ul>
      {rows !== undefined && rows.matched > SHOWN && (
        <Text size="sm" c="dimmed">
          {words.moreQueued(rows.matched - SHOWN)}
        </Text>
      )}
    </Card>
  );
}

function Running({
  id,
  trial,
  text,
  canWrite,
}: Pick<SteerParts, 'id' | 'canWrite'> & { readonly trial: number; readonly text: string }) {
  const [reason, setReason] = useState<string | null>(null);
  const sending = useSend();
  const stop = () =>
    sending.attempt(() =>
      send('POST', `${trialPath(id, trial)}/stop`, reason?.trim() ? { reason: reason.trim() } : {}),
    );
  return (
    <>
      <div className={styles.lineOf}>
        <Link to="/studies/$id/trials/$number" params={{ id, number: String(trial) }}>
          {words.queued(trial)}
        </Link>
        <Text size="sm" c="dimmed" className={styles.grow}>
          {text}
        </Text>
        {canWrite && reason === null && (
          <Button size="compact-xs" variant="default" aria-label={words.stopOf(trial)} onClick={() => setReason('')}>
            {words.stop}
          </Button>
        )}
      </div>
      {reason !== null && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void stop();
          }}
        >
          <Group gap="xs" align="flex-end">
            <TextInput
              size="xs"
              flex="1 1 180px"
              label={words.reason}
              description={words.stopHint}
              data-autofocus
              maxLength={1000}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <Button size="xs" type="submit" color="red" loading={sending.isBusy}>
              {words.stopNow}
            </Button>
            <Button size="xs" variant="default" onClick={() => setReason(null)}>
              {partWords.cancel}
            </Button>
          </Group>
        </form>
      )}
      {sending.error !== null && <Trouble error={sending.error} />}
    </>
  );
}
