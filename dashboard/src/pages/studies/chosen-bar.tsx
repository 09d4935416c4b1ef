import { Alert, Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../parts/session.ts';
import { Trouble } from '../../shell/fallbacks.tsx';
import { studiesWords as words } from '../../words/studies.ts';
import type { Actions } from './use-actions.ts';
import type { Chosen } from './use-chosen.ts';

/** What can be done with the chosen studies, and what came of it. */
export function ChosenBar({ chosen, actions }: { readonly chosen: Chosen; readonly actions: Actions }) {
  const canWrite = useMay('write');
  const { rows } = chosen;
  const toPause = rows.filter(({ paused }) => paused === null);
  const toResume = rows.filter(({ paused }) => paused !== null);
  return (
    <>
      {rows.length > 0 && (
        <Group className="card" p="xs" gap="xs">
          <Text size="sm" role="status" mx="xs">
            {words.chosen(rows.length)}
          </Text>
          <Button
            size="xs"
            component={Link}
            to={`/compare?ids=${rows.map(({ id }) => encodeURIComponent(id)).join(',')}`}
          >
            {words.compare}
          </Button>
          {canWrite && toPause.length > 0 && (
            <Button
              size="xs"
              variant="default"
              loading={actions.isBusy}
              onClick={() => void actions.hold(toPause, 'pause')}
            >
              {words.pause}
            </Button>
          )}
          {canWrite && toResume.length > 0 && (
            <Button
              size="xs"
              variant="default"
              loading={actions.isBusy}
              onClick={() => void actions.hold(toResume, 'resume')}
            >
              {words.resume}
            </Button>
          )}
          <Button size="xs" variant="subtle" onClick={chosen.clear}>
            {words.clear}
          </Button>
        </Group>
      )}
      <Came actions={actions} />
    </>
  );
}

function Came({ actions: { outcome, forget } }: { readonly actions: Actions }) {
  if (outcome === null) return null;
  if (outcome.kind === 'done')
    return (
      <Alert color="teal" role="status" withCloseButton closeButtonLabel={words.close} onClose={forget}>
        {outcome.text}
      </Alert>
    );
  return (
    <div>
      <Text size="sm" mb={4}>
        {words.failedOn(outcome.name)}
      </Text>
      <Trouble error={outcome.error} />
    </div>
  );
}
