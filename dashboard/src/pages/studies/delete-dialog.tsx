import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { Trouble } from '../../shell/fallbacks.tsx';
import { partWords } from '../../words/parts.ts';
import { studiesWords as words } from '../../words/studies.ts';
import type { StudyRow } from './study-row.ts';
import type { Actions } from './use-actions.ts';

/** Asks for the name of a study before it is deleted: an address may be mistaken. */
export function DeleteDialog({ actions }: { readonly actions: Actions }) {
  const { leaving, askToDelete } = actions;
  return (
    <Modal
      opened={leaving !== null}
      onClose={() => askToDelete(null)}
      title={words.deleteTitle}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      {leaving !== null && <Form key={leaving.id} row={leaving} actions={actions} />}
    </Modal>
  );
}

function Form({ row, actions }: { readonly row: StudyRow; readonly actions: Actions }) {
  const [name, setName] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    await actions.deleteNow(row).catch((failure: unknown) => {
      setError(failure);
      setBusy(false);
    });
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <Text size="sm">{words.deleteText}</Text>
        <Text size="sm" fw={650} style={{ overflowWrap: 'anywhere' }}>
          {row.name}
        </Text>
        <TextInput
          data-autofocus
          aria-label={words.deleteName}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {error !== null && <Trouble error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => actions.askToDelete(null)}>
            {partWords.cancel}
          </Button>
          <Button type="submit" color="red" disabled={name !== row.name} loading={isBusy}>
            {words.deleteNow}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
