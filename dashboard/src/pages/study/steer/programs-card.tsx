import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { RunItem, RunList } from 'vernier/client';
import { get, send } from '../../../api/server.ts';
import { useStudy } from '../../../desk/use-desk.ts';
import { Card } from '../../../parts/card.tsx';
import { useMay } from '../../../parts/session.ts';
import { TimeAgo } from '../../../parts/time-ago.tsx';
import { Unread } from '../../../parts/unread.tsx';
import { useBack } from '../../../parts/use-back.ts';
import { Trouble } from '../../../shell/fallbacks.tsx';
import { steerWords as words } from '../../../words/steer.ts';
import { RunOutput } from './run-output.tsx';
import { StartForm } from './start-form.tsx';
import { type SteerParts, studyPath } from './steer-tab.tsx';
import styles from './steer.module.css';
import { useSend } from './use-send.ts';

/** Milliseconds between looks at runs: while one runs, and else. */
const EVERY_MS = 1000;
const IDLE_EVERY_MS = 10_000;

/** Programs that work on the study and were started here. */
export function ProgramsCard({ desk, id }: SteerParts) {
  const canRun = useMay('run');
  const study = useStudy(desk);
  const { data, error, refetch } = useQuery({
    queryKey: ['runs', id],
    queryFn: ({ signal }) => get<RunList>(`${studyPath(id)}/runs`, signal),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.runs.some((run) => run.state !== 'ended') === true ? EVERY_MS : IDLE_EVERY_MS,
  });
  useEffect(() => {
    if (study !== null) void refetch();
  }, [study, refetch]);
  useBack(desk, refetch);
  const canStart = canRun && data !== undefined && data.folders !== null && data.folders.length > 0;
  return (
    <Card title={words.programs}>
      <Stack gap="xs">
        <Unread desk={desk} error={error} />
        {data !== undefined && data.runs.length === 0 && (
          <Text size="sm" c="dimmed">
            {words.noPrograms}
          </Text>
        )}
        <ul className={styles.lines}>
          {data?.runs.map((run) => (
            <li key={run.n}>
              <Run id={id} run={run} canRun={canRun} again={() => void refetch()} />
            </li>
          ))}
        </ul>
        {canStart && (
          <StartForm id={id} folders={data.folders!} hasConfig={data.config !== null} started={() => void refetch()} />
        )}
        {data !== undefined && !canStart && (
          <Text size="xs" c="dimmed">
            {words.mayNotRun}
          </Text>
        )}
      </Stack>
    </Card>
  );
}

function Run({
  id,
  run: { n, by, file, startedAt, state, code, signal },
  canRun,
  again,
}: {
  readonly id: string;
  readonly run: RunItem;
  readonly canRun: boolean;
  readonly again: () => void;
}) {
  const [isShown, setShown] = useState(false);
  const sending = useSend();
  const stop = async (force: boolean) => {
    await sending.attempt(() => send('POST', `${studyPath(id)}/runs/${n}/stop`, force ? { force } : {}));
    again();
  };
  return (
    <>
      <div className={styles.lineOf}>
        <Text size="sm" className={styles.grow}>
          <strong>{words.run(n)}</strong> {state === 'ended' ? words.runEnded(code, signal) : words.runStates[state]}:{' '}
          <span title={file}>{whatRuns(file)}</span>
          <Text component="span" size="xs" c="dimmed">
            {' '}
            {words.startedBy(by)}, <TimeAgo at={startedAt} />
          </Text>
        </Text>
        <Button size="compact-xs" variant="subtle" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          {words.showOutput}
        </Button>
        {canRun && state !== 'ended' && (
          <Button
            size="compact-xs"
            variant="default"
            loading={sending.isBusy}
            aria-label={state === 'running' ? words.stopRun(n) : words.forceRun(n)}
            onClick={() => void stop(state === 'stopping')}
          >
            {state === 'running' ? words.stop : words.force}
          </Button>
        )}
      </div>
      {isShown && <RunOutput id={id} n={n} />}
      {sending.error !== null && <Trouble error={sending.error} />}
    </>
  );
}

/** The config of a study is run as a file of its own, whose name tells nobody anything. */
const whatRuns = (file: string): string =>
  /-[0-9a-f]{8}\.vernier\.yaml$/.test(file) ? words.ownConfig : (file.split(/[\\/]/).at(-1) ?? file);
