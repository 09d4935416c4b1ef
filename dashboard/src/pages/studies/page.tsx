import '@mantine/core/styles/Checkbox.css';
import { Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useMemo } from 'react';
import type { StudyList } from 'vernier/client';
import { get } from '../../api/server.ts';
import { Stale } from '../../parts/stale.tsx';
import type { StudiesView } from '../../router.tsx';
import { Trouble, Waiting } from '../../shell/fallbacks.tsx';
import { partWords } from '../../words/parts.ts';
import { studiesWords as words } from '../../words/studies.ts';
import { ChosenBar } from './chosen-bar.tsx';
import { Controls } from './controls.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { NoStudy, NoneFound } from './empty.tsx';
import { found, tagsOf } from './found.ts';
import { StudyTable } from './study-table.tsx';
import { studyRow } from './study-row.ts';
import { useActions } from './use-actions.ts';
import { useChosen } from './use-chosen.ts';

/** Milliseconds between looks at the list; where the answer takes long, looks are rarer. */
const EVERY_MS = 2000;
const SHARE = 10;

/** All studies: what there is, how it does, and what can be done with it. */
export function StudiesPage() {
  const view = useSearch({ from: '/' });
  const navigate = useNavigate({ from: '/' });
  const list = useQuery({
    queryKey: ['studies'],
    queryFn: timedList,
    refetchInterval: ({ state }) => pauseAfter(state.data?.took),
  });
  const rows = useMemo(() => (list.data?.answer.studies ?? []).map(studyRow), [list.data]);
  const search = useDeferredValue(view.search);
  const shown = useMemo(
    () => found(rows, { ...view, ...(search === undefined ? {} : { search }) }),
    [rows, search, view.tag, view.state, view.sort],
  );
  const chosen = useChosen(rows);
  const actions = useActions();
  const change = (change: Partial<Record<keyof StudiesView, string | undefined>>) =>
    void navigate({ search: (before) => withoutEmpty({ ...before, ...change }), replace: true, resetScroll: false });

  if (list.data === undefined) return list.error === null ? <Waiting /> : <Trouble error={list.error} />;
  return (
    <Stack gap="sm">
      <title>{partWords.pageTitle(words.title)}</title>
      <Group justify="space-between" align="baseline">
        <Title order={1}>{words.title}</Title>
        <Text c="dimmed" size="sm" role="status">
          {rows.length > 0 && words.found(shown.length, rows.length)}
        </Text>
      </Group>
      {list.error !== null && <Stale error={list.error} at={list.dataUpdatedAt} />}
      {rows.length === 0 ? (
        <NoStudy />
      ) : (
        <>
          <Controls view={view} tags={tagsOf(rows)} change={change} />
          <ChosenBar chosen={chosen} actions={actions} />
          {shown.length === 0 ? (
            <NoneFound showAll={() => change({ search: undefined, tag: undefined, state: undefined })} />
          ) : (
            <StudyTable rows={shown} sort={view.sort} change={change} chosen={chosen} actions={actions} />
          )}
        </>
      )}
      <DeleteDialog actions={actions} />
    </Stack>
  );
}

/** The list, and how long its answer took. */
async function timedList({ signal }: { readonly signal: AbortSignal }) {
  const began = performance.now();
  const answer = await get<StudyList>('/api/studies', signal);
  return { answer, took: performance.now() - began };
}

const pauseAfter = (took = 0): number => Math.max(EVERY_MS, SHARE * took);

function withoutEmpty(view: Readonly<Record<string, string | undefined>>): StudiesView {
  return Object.fromEntries(Object.entries(view).filter(([, text]) => text !== undefined && text !== ''));
}
