import { Button, Group, Text } from '@mantine/core';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { saveBlob } from '../../charts/save.ts';
import type { DeskLink } from '../../desk/link.ts';
import { type Selection, useSelection, useStudy, useSummary } from '../../desk/use-desk.ts';
import { studyWords as words } from '../../words/study.ts';
import { selectedFilter } from './selected-filter.ts';
import css from './study.module.css';

/** Milliseconds after which a selection that stays is written into the address. */
const SETTLED_MS = 400;

/** What is selected, and what can be done with it; Escape ends the selection. */
export function SelectionBar({ desk }: { readonly desk: DeskLink }) {
  const selection = useSelection(desk);
  useInAddress(desk, selection);
  useEscape(selection);
  const study = useStudy(desk);
  const summary = useSummary(desk);
  const navigate = useNavigate({ from: '/studies/$id' });
  if (selection.count === 0) return null;
  // A table of few ranges shows these alone; in one of all trials they are highlighted.
  const showInTable = () => {
    const filter = selectedFilter(selection.ranges);
    const shown = filter === null ? { tab: 'trials' } : { tab: 'trials', filter };
    void navigate({ search: (before) => ({ ...before, ...shown }) });
  };
  const save = async () => {
    const columns = (summary?.columns ?? []).map(({ key }) => key);
    const text = await desk.ask('csv', { which: 'selected', filter: '', sort: '', columns });
    saveBlob(new Blob([text], { type: 'text/csv' }), `${study?.name ?? 'study'}.csv`);
  };
  return (
    <aside className={`card ${css.selection}`} aria-label={words.selectionBar}>
      <Group gap="sm" justify="space-between">
        <Text size="sm" fw={600} role="status">
          {words.selected(selection.count)}
        </Text>
        <Group gap="xs">
          <Button size="compact-sm" variant="default" onClick={showInTable}>
            {words.seeInTable}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => void save()}>
            {words.saveCsv}
          </Button>
          <Button size="compact-sm" variant="default" onClick={selection.clear}>
            {words.clear}
          </Button>
        </Group>
      </Group>
    </aside>
  );
}

/** The address holds the selection, as far as it is short enough: who opens it sees the same. */
function useInAddress(desk: DeskLink, { ranges, select }: Selection): void {
  const { selected = '' } = useSearch({ from: '/studies/$id' });
  const navigate = useNavigate({ from: '/studies/$id' });
  const router = useRouter();
  const isLoaded = useSummary(desk) !== null;
  const isTaken = useRef(false);
  useEffect(() => {
    if (!isLoaded || isTaken.current) return;
    isTaken.current = true;
    if (selected !== '' && ranges === '') select(selected);
  }, [isLoaded, selected, ranges, select]);
  useEffect(() => {
    if (!isTaken.current || (ranges ?? '') === selected) return;
    const here = router.latestLocation.pathname;
    const timer = setTimeout(() => {
      if (router.latestLocation.pathname !== here) return; // on the way to another page, which is still being loaded
      void navigate({
        search: ({ selected: _, ...rest }) => (ranges === null || ranges === '' ? rest : { ...rest, selected: ranges }),
        replace: true,
        resetScroll: false,
      });
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [ranges, selected, navigate, router]);
}

function useEscape({ count, clear }: Selection): void {
  useEffect(() => {
    if (count === 0) return;
    const hear = (event: KeyboardEvent) => {
      const isElsewhere = event.target instanceof Element && event.target.closest('[role="dialog"], input, textarea');
      if (event.key === 'Escape' && !event.defaultPrevented && !isElsewhere) clear();
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [count, clear]);
}
