import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { send } from '../../../api/server.ts';
import { useStudy, useSummary } from '../../../desk/use-desk.ts';
import { Card } from '../../../parts/card.tsx';
import { TimeAgo } from '../../../parts/time-ago.tsx';
import { Trouble } from '../../../shell/fallbacks.tsx';
import { steerWords as words } from '../../../words/steer.ts';
import { type SteerParts, studyPath } from './steer-tab.tsx';
import { useSend } from './use-send.ts';

/** Whether trials start, and the switch for that. */
export function StateCard({ desk, id, canWrite }: SteerParts) {
  const study = useStudy(desk);
  const summary = useSummary(desk);
  const [reason, setReason] = useState('');
  const sending = useSend();
  if (study === null || summary === null) return <Card title={words.state}>{words.loading}</Card>;
  const { paused } = study;
  const pause = async () => {
    const why = reason.trim();
    const isDone = await sending.attempt(() =>
      send('POST', `${studyPath(id)}/pause`, why === '' ? {} : { reason: why }),
    );
    if (isDone) setReason('');
  };
  return (
    <Card title={words.state}>
      <Stack gap="xs">
        <div role="status">
          <Text size="sm">{paused === null ? words.open : words.paused}</Text>
          {paused !== null && (
            <Text size="sm" c="dimmed">
              {words.pausedBy(paused.by, paused.why)}, <TimeAgo at={paused.at} />
            </Text>
          )}
        </div>
        <Text size="sm">{words.running(summary.states.running)}</Text>
        {sending.error !== null && <Trouble error={sending.error} />}
        {canWrite && paused === null && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void pause();
            }}
          >
            <Group gap="xs" align="flex-end" wrap="nowrap">
              <TextInput
                size="xs"
                flex={1}
                label={words.reason}
                maxLength={1000}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
              <Button
                size="xs"
                type="submit"
                variant="default"
                loading={sending.isBusy}
                leftSection={<IconPlayerPause size={15} aria-hidden />}
              >
                {words.pause}
              </Button>
            </Group>
          </form>
        )}
        {canWrite && paused !== null && (
          <Group>
            <Button
              size="xs"
              loading={sending.isBusy}
              leftSection={<IconPlayerPlay size={15} aria-hidden />}
              onClick={() => void sending.attempt(() => send('POST', `${studyPath(id)}/resume`))}
            >
              {words.resume}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
