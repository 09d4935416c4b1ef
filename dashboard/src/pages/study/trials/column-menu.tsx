import '@mantine/core/styles/Checkbox.css';
import { Button, Checkbox, Popover, TextInput } from '@mantine/core';
import { IconColumns } from '@tabler/icons-react';
import { useState } from 'react';
import type { ColumnInfo } from '../../../desk/messages.ts';
import { trialsWords as words } from '../../../words/trials.ts';
import { columnName } from './column-name.ts';
import { columnsText } from './shown-columns.ts';
import type { ChangeTable } from './trials-tab.tsx';
import styles from './trials.module.css';

const GROUPS = ['trial', 'objective', 'param', 'metric', 'time', 'attribute'] as const;
/** Columns that are listed; others are found by their names. */
const MOST = 200;

/** Which columns are shown. */
export function ColumnMenu({
  all,
  shown,
  change,
}: {
  readonly all: readonly ColumnInfo[];
  readonly shown: readonly ColumnInfo[];
  readonly change: ChangeTable;
}) {
  const [search, setSearch] = useState('');
  const keys = shown.map(({ key }) => key);
  const found = all
    .filter((column) => `${columnName(column)}\n${column.key}`.toLowerCase().includes(search.trim().toLowerCase()))
    .slice(0, MOST);
  const toggle = (key: string) => {
    const next = keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key];
    if (next.length > 0) change({ columns: columnsText(next) });
  };
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <Button size="sm" variant="default" leftSection={<IconColumns size={16} aria-hidden />}>
          {words.columns}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.columns} aria-label={words.columns}>
        <TextInput
          size="xs"
          type="search"
          aria-label={words.findColumn}
          placeholder={words.findColumn}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {GROUPS.map((group) => {
          const own = found.filter((column) => column.group === group);
          return (
            own.length > 0 && (
              <fieldset key={group}>
                <legend>{words.groups[group]}</legend>
                {own.map((column) => (
                  <Checkbox
                    key={column.key}
                    size="xs"
                    label={columnName(column)}
                    checked={keys.includes(column.key)}
                    onChange={() => toggle(column.key)}
                  />
                ))}
              </fieldset>
            )
          );
        })}
        <Button size="xs" variant="subtle" onClick={() => change({ columns: undefined })}>
          {words.usualColumns}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
