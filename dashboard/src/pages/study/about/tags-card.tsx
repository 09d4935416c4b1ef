import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import { Badge, Button, Group, Stack, TagsInput, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { StudyDetail } from 'vernier/client';
import { send } from '../../../api/server.ts';
import { AttributeTable } from '../../../parts/attribute-table.tsx';
import { Card } from '../../../parts/card.tsx';
import { Trouble } from '../../../shell/fallbacks.tsx';
import { aboutWords as words } from '../../../words/about.ts';
import { partWords } from '../../../words/parts.ts';
import css from './about.module.css';

/** The attribute that tags are kept in. */
const TAGS = 'vernier:tags';

interface TagsParts {
  readonly study: StudyDetail;
  readonly canWrite: boolean;
  /** Asks for the study anew. */
  readonly refresh: () => Promise<unknown>;
}

/** Words to find a study by, which can be edited by who may; and, folded, whatever else was noted with it. */
export function TagsCard({ study, canWrite, refresh }: TagsParts) {
  const [draft, setDraft] = useState<readonly string[] | null>(null);
  const { [TAGS]: _, ...attributes } = study.attributes;
  const count = Object.keys(attributes).length;
  return (
    <Card
      title={words.tags}
      aside={
        canWrite &&
        draft === null && (
          <Button size="compact-sm" variant="default" aria-label={words.editTags} onClick={() => setDraft(study.tags)}>
            {partWords.edit}
          </Button>
        )
      }
    >
      {draft === null ? (
        <Tags tags={study.tags} />
      ) : (
        <Editor id={study.id} draft={draft} change={setDraft} refresh={refresh} />
      )}
      {count > 0 && (
        <details className={css.fold}>
          <summary>{words.attributes(count)}</summary>
          <AttributeTable attributes={attributes} />
        </details>
      )}
    </Card>
  );
}

function Tags({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {words.noTags}
      </Text>
    );
  return (
    <Group gap={6}>
      {tags.map((tag) => (
        <Link key={tag} to="/" search={{ tag }} className={css.tag} title={words.alike(tag)}>
          <Badge variant="default" tt="none" fw={500}>
            {tag}
          </Badge>
        </Link>
      ))}
    </Group>
  );
}

function Editor({
  id,
  draft,
  change,
  refresh,
}: Pick<TagsParts, 'refresh'> & {
  readonly id: string;
  readonly draft: readonly string[];
  readonly change: (draft: readonly string[] | null) => void;
}) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await send('PUT', `/api/studies/${encodeURIComponent(id)}/attributes?key=${encodeURIComponent(TAGS)}`, {
        value: draft,
      });
      await refresh();
      change(null);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Stack gap="xs">
      <TagsInput
        aria-label={words.tags}
        description={words.tagsHint}
        value={[...draft]}
        onChange={change}
        acceptValueOnBlur
        maxTags={40}
      />
      {error !== null && (
        <>
          <Trouble error={error} />
          <Text size="sm">{partWords.kept}</Text>
        </>
      )}
      <Group justify="flex-end" gap="xs">
        <Button size="xs" variant="default" onClick={() => change(null)}>
          {partWords.cancel}
        </Button>
        <Button size="xs" loading={isBusy} onClick={() => void save()}>
          {partWords.save}
        </Button>
      </Group>
    </Stack>
  );
}
