import { Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { StudiesView } from '../../router.tsx';
import { studiesWords as words } from '../../words/studies.ts';
import { orderOf, SORTS, sortText } from './found.ts';
import styles from './studies.module.css';

const STATES = ['running', 'waiting', 'paused', 'finished'] as const;

/** Changes what the list shows: undefined takes a part of the view back. */
export type ChangeView = (change: Partial<Record<keyof StudiesView, string | undefined>>) => void;

/** What the list shows: a search, a tag, a state, an order. All of it stands in the address. */
export function Controls({
  view,
  tags,
  change,
}: {
  readonly view: StudiesView;
  readonly tags: readonly string[];
  readonly change: ChangeView;
}) {
  return (
    <div className={styles.controls} role="search">
      <TextInput
        className={styles.search}
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={view.search ?? ''}
        onChange={(event) => change({ search: event.currentTarget.value })}
      />
      {(tags.length > 0 || view.tag !== undefined) && (
        <Select
          className={styles.choice}
          aria-label={words.tag}
          placeholder={words.anyTag}
          data={[...new Set([...tags, ...(view.tag === undefined ? [] : [view.tag])])]}
          value={view.tag ?? null}
          onChange={(tag) => change({ tag: tag ?? undefined })}
          clearable
          searchable
        />
      )}
      <Select
        className={styles.choice}
        aria-label={words.state}
        data={[
          { value: 'all', label: words.states.all },
          ...STATES.map((state) => ({ value: state, label: words.states[state] })),
        ]}
        value={STATES.find((state) => state === view.state) ?? 'all'}
        onChange={(state) => change({ state: state === 'all' || state === null ? undefined : state })}
        allowDeselect={false}
      />
      <Select
        className={styles.choice}
        aria-label={words.sort}
        data={SORTS.flatMap((by) => [true, false].map((isDescending) => sortText({ by, isDescending }))).map(
          (value) => ({ value, label: words.sorts[value] }),
        )}
        value={sortText(orderOf(view.sort))}
        onChange={(sort) => change({ sort: sort ?? undefined })}
        allowDeselect={false}
      />
    </div>
  );
}
