import { Alert, Select, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { FeedState, StudyDetail } from 'vernier/client';
import { get, ServerError } from '../../api/server.ts';
import type { CompareView } from '../../router.tsx';
import { Trouble } from '../../shell/fallbacks.tsx';
import { compareWords as words } from '../../words/compare.ts';
import { partWords } from '../../words/parts.ts';
import { BestTable } from './best-table.tsx';
import { Chooser, MOST } from './chooser.tsx';
import styles from './compare.module.css';
import { Courses, Spread } from './courses.tsx';
import { DifferencesCard } from './differences-card.tsx';
import { ImportanceTable } from './importance-table.tsx';
import type { Along } from './messages.ts';
import { useComparison } from './use-comparison.ts';

/** Studies side by side: how their best values came, how their results are spread, what mattered, and what differs between them. */
export function ComparePage() {
  const { ids: text = '', x, objective } = useSearch({ from: '/compare' });
  const navigate = useNavigate({ from: '/compare' });
  const ids = useMemo(() => [...new Set(text.split(',').filter(Boolean).map(decoded))].slice(0, MOST), [text]);
  const along = ALONG.find((one) => one === x) ?? 'trial';
  const details = useDetails(ids);
  const { comparison, states, error } = useComparison(ids, objective ?? null);
  const change = (change: Partial<Record<keyof CompareView, string | undefined>>) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(
          Object.entries({ ...before, ...change }).filter(([, one]) => one !== undefined && one !== ''),
        ) as CompareView,
      replace: true,
      resetScroll: false,
    });
  const known = details.flatMap(({ detail }) => detail ?? []);
  const objectives = [...new Set(known.flatMap((study) => study.objectives.map(({ name }) => name)))];
  const isApart =
    objective === undefined && new Set(known.map(({ objectives: [first] }) => JSON.stringify(first))).size > 1;
  const names = new Map(details.flatMap(({ id, detail }) => (detail === null ? [] : [[id, detail.name] as const])));
  const news = ids
    .filter((id) => states[id] !== undefined && !isWell(states[id]!) && names.has(id))
    .map((id) => `${names.get(id)}: ${words.status[states[id]!]}.`);

  return (
    <Stack gap="md">
      <title>{partWords.pageTitle(words.title)}</title>
      <Title order={1}>{words.title}</Title>
      <div className={styles.controls}>
        <Chooser
          ids={ids}
          names={names}
          choose={(chosen) => change({ ids: chosen.map(encodeURIComponent).join(',') })}
        />
        {objectives.length > 1 && (
          <Select
            label={words.objective}
            data={[{ value: FIRST, label: words.firstOfEach }, ...objectives.map((value) => ({ value, label: value }))]}
            value={objective ?? FIRST}
            onChange={(name) => change({ objective: name === FIRST || name === null ? undefined : name })}
            allowDeselect={false}
          />
        )}
      </div>
      {ids.length === 0 && (
        <Text c="dimmed" className="card" p="xl" ta="center">
          {words.start}
        </Text>
      )}
      {ids.length === 1 && <Text c="dimmed">{words.oneMore}</Text>}
      {details.map(({ id, failure }) => failure !== null && <NotRead key={id} id={id} failure={failure} />)}
      {isApart && <Alert color="yellow">{words.apart}</Alert>}
      {news.length > 0 && (
        <Text size="sm" c="dimmed" role="status">
          {news.join(' ')}
        </Text>
      )}
      {error !== null && (
        <Alert color="red" role="alert">
          {words.failed} {error}
        </Alert>
      )}
      {comparison === null && ids.length > 0 && error === null && known.length > 0 && (
        <Text c="dimmed" role="status">
          {words.loading}
        </Text>
      )}
      {comparison !== null && ids.length > 0 && (
        <>
          <BestTable comparison={comparison} />
          <div className={styles.charts}>
            <Courses
              comparison={comparison}
              along={along}
              aside={
                <SegmentedControl
                  size="xs"
                  aria-label={words.along}
                  data={ALONG.map((value) => ({ value, label: words.xs[value] }))}
                  value={along}
                  onChange={(value) => change({ x: value === 'trial' ? undefined : value })}
                />
              }
            />
            <Spread comparison={comparison} />
          </div>
          <div className={styles.charts}>
            <ImportanceTable comparison={comparison} />
            <DifferencesCard studies={known} />
          </div>
        </>
      )}
    </Stack>
  );
}

/** Stands for no objective: none is called like that. */
const FIRST = '';

const ALONG: readonly Along[] = ['trial', 'time', 'cost'];

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // somebody wrote it by hand
  }
}

/** What the server says of each study, in their order. */
function useDetails(ids: readonly string[]) {
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: ['study', id],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        get<StudyDetail>(`/api/studies/${encodeURIComponent(id)}`, signal),
      refetchInterval: 10_000,
    })),
  }).map(({ data, error }, i) => ({
    id: ids[i]!,
    detail: data ?? null,
    failure: data === undefined ? error : null,
  }));
}

const isWell = (state: FeedState): boolean => state === 'live' || state === 'resting';

function NotRead({ id, failure }: { readonly id: string; readonly failure: Error }) {
  const isGone = failure instanceof ServerError && (failure.status === 404 || failure.status === 403);
  return isGone ? <Alert color="yellow">{words.gone(id)}</Alert> : <Trouble error={failure} />;
}
