import { Alert, Button, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { Suspense, useState } from 'react';
import { ServerError, send } from '../api/server.ts';
import { Trouble } from '../shell/fallbacks.tsx';
import { partWords as words } from '../words/parts.ts';
import { Card } from './card.tsx';
import { lazyPart } from './lazy-part.ts';

const Markdown = lazyPart(async () => (await import('./markdown.tsx')).Markdown);

/** A note, and how often it was changed. */
export interface Note {
  readonly text: string;
  readonly version: number;
}

/**
 * A note in Markdown, which can be written by who may. Whoever changed it meanwhile is not overwritten, and what was typed is never lost.
 *
 * @param path where it is kept, as `/api/studies/ID/note` @param refresh asks for the note anew; answers it
 */
export function NoteCard({
  path,
  note,
  canWrite,
  refresh,
}: {
  readonly path: string;
  readonly note: Note;
  readonly canWrite: boolean;
  readonly refresh: () => Promise<Note | undefined>;
}) {
  const [draft, setDraft] = useState<Note | null>(null);
  const isEmpty = note.text.trim() === '';
  if (draft !== null)
    return (
      <Card title={words.notes}>
        <Editor
          draft={draft}
          change={setDraft}
          save={async (text) => {
            await send('PUT', path, { text, version: draft.version });
            await refresh();
            setDraft(null);
          }}
          refresh={refresh}
        />
      </Card>
    );
  return (
    <Card
      title={words.notes}
      aside={
        canWrite && (
          <Button size="compact-sm" variant="default" onClick={() => setDraft(note)}>
            {isEmpty ? words.write : words.edit}
          </Button>
        )
      }
    >
      {isEmpty ? (
        <Text size="sm" c="dimmed">
          {words.noNotes}
        </Text>
      ) : (
        <Shown text={note.text} />
      )}
    </Card>
  );
}

/** The text itself is seen until the code that makes it pretty is there. */
function Shown({ text }: { readonly text: string }) {
  return (
    <Suspense fallback={<Text size="sm">{text}</Text>}>
      <Markdown text={text} />
    </Suspense>
  );
}

function Editor({
  draft,
  change,
  save,
  refresh,
}: {
  readonly draft: Note;
  readonly change: (draft: Note | null) => void;
  readonly save: (text: string) => Promise<void>;
  readonly refresh: () => Promise<Note | undefined>;
}) {
  const [side, setSide] = useState('write');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [theirs, setTheirs] = useState<Note | null>(null);
  const submit = async () => {
    setBusy(true);
    setError(null);
    try {
      await save(draft.text);
    } catch (failure) {
      setBusy(false);
      if (!(failure instanceof ServerError) || failure.status !== 409) return setError(failure);
      const newest = await refresh().catch(() => undefined);
      if (newest === undefined) return setError(failure);
      setTheirs(newest);
      change({ text: draft.text, version: newest.version });
    }
  };
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={words.notes}
        data={[
          { value: 'write', label: words.write },
          { value: 'preview', label: words.preview },
        ]}
        value={side}
        onChange={setSide}
      />
      {side === 'write' ? (
        <Textarea
          aria-label={words.notes}
          placeholder={words.noteHint}
          rows={8}
          maxLength={100_000}
          value={draft.text}
          onChange={(event) => change({ ...draft, text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
          }}
        />
      ) : (
        <Shown text={draft.text} />
      )}
      {theirs !== null && (
        <Alert color="yellow" role="alert" title={words.theirs}>
          <Text size="sm" mb="xs">
            {words.conflict}
          </Text>
          <Shown text={theirs.text} />
        </Alert>
      )}
      {error !== null && (
        <>
          <Trouble error={error} />
          <Text size="sm">{words.kept}</Text>
        </>
      )}
      <Group justify="flex-end" gap="xs">
        <Button size="xs" variant="default" onClick={() => change(null)}>
          {words.cancel}
        </Button>
        <Button size="xs" loading={isBusy} onClick={() => void submit()}>
          {words.save}
        </Button>
      </Group>
    </Stack>
  );
}
