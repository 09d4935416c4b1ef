import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, Suspense, useState } from 'react';
import { send } from '../../api/server.ts';
import { lazyPart } from '../../parts/lazy-part.ts';
import { useMay } from '../../parts/session.ts';
import { Trouble, Waiting } from '../../shell/fallbacks.tsx';
import { partWords } from '../../words/parts.ts';
import { trialWords as words } from '../../words/trial.ts';
import type { TrialParts } from './page.tsx';
import { trialPath } from './trial-data.ts';

const CloneForm = lazyPart(async () => (await import('./clone-form.tsx')).CloneForm);

/** What can be done with a trial, by who may. */
export function Actions(parts: TrialParts) {
  const { trial } = parts;
  const [open, setOpen] = useState<'stop' | 'clone' | 'remove' | null>(null);
  const [canWrite, isAdmin] = [useMay('write'), useMay('admin')];
  const close = () => setOpen(null);
  const isQueued = trial.state === 'waiting';
  return (
    <Group gap="xs">
      {canWrite && (
        <Button size="xs" variant="default" onClick={() => setOpen('clone')}>
          {words.clone}
        </Button>
      )}
      {canWrite && (trial.state === 'running' || trial.state === 'paused') && (
        <Button size="xs" variant="default" onClick={() => setOpen('stop')}>
          {words.stop}
        </Button>
      )}
      {(isAdmin || (canWrite && isQueued)) && (
        <Button size="xs" variant="default" onClick={() => setOpen('remove')}>
          {isQueued ? words.unqueue : words.remove}
        </Button>
      )}
      <Dialog title={words.form.title(trial.number)} isOpen={open === 'clone'} close={close} isWide>
        <Suspense fallback={<Waiting />}>
          <CloneForm {...parts} close={close} />
        </Suspense>
      </Dialog>
      <Dialog title={words.stopTitle} isOpen={open === 'stop'} close={close}>
        <StopForm {...parts} close={close} />
      </Dialog>
      <Dialog
        title={isQueued ? words.unqueue : words.removeTitle(trial.number)}
        isOpen={open === 'remove'}
        close={close}
      >
        <RemoveForm {...parts} close={close} />
      </Dialog>
    </Group>
  );
}

/** A dialog of a trial's page. */
function Dialog({
  title,
  isOpen,
  isWide = false,
  close,
  children,
}: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly isWide?: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={title}
      size={isWide ? 'xl' : 'md'}
      closeOnClickOutside={!isWide}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      {children}
    </Modal>
  );
}

type FormParts = TrialParts & { readonly close: () => void };

function StopForm({ id, trial: { number }, close }: FormParts) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const { run, isBusy, error } = useAttempt(async () => {
    await send('POST', `${trialPath(id, number)}/stop`, reason.trim() === '' ? {} : { reason: reason.trim() });
    close();
    await queries.invalidateQueries({ queryKey: ['trial', id, number] });
  });
  return (
    <Asked text={words.stopText} action={words.stop} run={run} isBusy={isBusy} error={error} close={close}>
      <TextInput
        data-autofocus
        label={words.stopReason}
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Asked>
  );
}

function RemoveForm({ id, trial: { number, state }, close }: FormParts) {
  const navigate = useNavigate();
  const isQueued = state === 'waiting';
  const { run, isBusy, error } = useAttempt(async () => {
    await send('DELETE', trialPath(id, number));
    close();
    await navigate({ to: '/studies/$id', params: { id } });
  });
  return (
    <Asked
      text={isQueued ? words.unqueueText : words.removeText}
      action={isQueued ? words.unqueue : words.removeNow}
      run={run}
      isBusy={isBusy}
      error={error}
      close={close}
    />
  );
}

function Asked({
  text,
  action,
  run,
  isBusy,
  error,
  close,
  children,
}: {
  readonly text: string;
  readonly action: string;
  readonly run: () => void;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly close: () => void;
  readonly children?: ReactNode;
}) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{text}</Text>
        {children}
        {error !== null && <Trouble error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {partWords.cancel}
          </Button>
          <Button type="submit" color="red" loading={isBusy}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Something that may fail, and may then be tried again. */
function useAttempt(attempt: () => Promise<void>) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = () => {
    setBusy(true);
    setError(null);
    attempt()
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return { run, isBusy, error };
}
