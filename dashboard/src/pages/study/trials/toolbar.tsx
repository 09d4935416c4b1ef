import { Button, Group, Menu, Text, TextInput } from '@mantine/core';
import { IconDownload, IconFilter, IconSelectAll } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { saveBlob } from '../../../charts/save.ts';
import { DeskError, type DeskLink } from '../../../desk/link.ts';
import type { ColumnInfo, StudySummary } from '../../../desk/messages.ts';
import { useSelection, useStudy } from '../../../desk/use-desk.ts';
import { trialsWords as words } from '../../../words/trials.ts';
import { ColumnMenu } from './column-menu.tsx';
import type { ChangeTable } from './trials-tab.tsx';
import styles from './trials.module.css';
import type { Table } from './use-table.ts';

/** Milliseconds after the last letter until a filter is looked for. */
const SETTLED_MS = 250;

/** What the table shows, and what can be taken from it. */
export function Toolbar({
  desk,
  summary,
  table: { rows, error },
  filter,
  sort,
  columns,
  change,
}: {
  readonly desk: DeskLink;
  readonly summary: StudySummary;
  readonly table: Table;
  readonly filter: string;
  readonly sort: string;
  readonly columns: readonly ColumnInfo[];
  readonly change: ChangeTable;
}) {
  const selection = useSelection(desk);
  const study = useStudy(desk);
  const [trouble, setTrouble] = useState<string | null>(null);
  const save = async (which: 'selected' | 'filtered') => {
    setTrouble(null);
    try {
      const keys = columns.map(({ key }) => key);
      const text = await desk.ask('csv', { which, filter: which === 'filtered' ? filter : '', sort, columns: keys });
      saveBlob(new Blob([text], { type: 'text/csv' }), `${study?.name ?? 'study'}.csv`);
    } catch (failure) {
      setTrouble(failure instanceof Error ? failure.message : String(failure));
    }
  };
  const matched = rows?.matched ?? 0;
  return (
    <>
      <div className={styles.bar}>
        <Filter filter={filter} error={error} change={change} />
        <Group gap="xs">
          <ColumnMenu all={summary.columns} shown={columns} change={change} />
          <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
            <Menu.Target>
              <Button size="sm" variant="default" leftSection={<IconSelectAll size={16} aria-hidden />}>
                {words.more}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item disabled={matched === 0 || error !== null} onClick={() => selection.selectFiltered(filter)}>
                {words.selectFound}
              </Menu.Item>
              <Menu.Item disabled={selection.count === 0} onClick={selection.clear}>
                {words.clearSelection}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
            <Menu.Target>
              <Button size="sm" variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
                {words.csv}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item disabled={matched === 0 || error !== null} onClick={() => void save('filtered')}>
                {words.csvFound(matched)}
              </Menu.Item>
              <Menu.Item disabled={selection.count === 0} onClick={() => void save('selected')}>
                {words.csvSelected(selection.count)}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </div>
      <Text size="sm" c="dimmed" role="status">
        {trouble ?? (rows === undefined ? words.reading : words.count(matched, rows.total))}
      </Text>
    </>
  );
}

function Filter({
  filter,
  error,
  change,
}: {
  readonly filter: string;
  readonly error: DeskError | null;
  readonly change: ChangeTable;
}) {
  const [text, setText] = useState(filter);
  const sent = useRef(filter);
  useEffect(() => {
    // Another filter than the one typed here: somebody went back, or followed a link.
    if (filter === sent.current) return;
    sent.current = filter;
    setText(filter);
  }, [filter]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      change({ filter: text });
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text, change]);
  return (
    <TextInput
      className={styles.filter}
      type="search"
      aria-label={words.filterHelp}
      title={words.filterHelp}
      placeholder={words.filterHint}
      leftSection={<IconFilter size={16} aria-hidden />}
      spellCheck={false}
      autoCapitalize="off"
      value={text}
      error={error === null ? null : <FilterTrouble error={error} />}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}

function FilterTrouble({ error: { message, hint, at } }: { readonly error: DeskError }) {
  return (
    <>
      {message}
      {at !== null && ` (${words.here(at)})`}
      {hint !== null && ` ${hint}`}
    </>
  );
}
