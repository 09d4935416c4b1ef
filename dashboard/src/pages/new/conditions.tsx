import { ActionIcon, NativeSelect, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { newWords as words } from '../../words/new.ts';
import { Field } from './field.tsx';
import type { FormParts } from './form-view.tsx';
import styles from './new.module.css';
import { type ParameterRow, putWhen, type When } from './parameters.ts';

/** Where a parameter exists: all its conditions must hold. */
export function Conditions({
  row,
  names,
  edit,
}: {
  readonly row: ParameterRow;
  readonly names: readonly string[];
  readonly edit: FormParts['edit'];
}) {
  const { name, when } = row;
  const write = (next: readonly When[]) => edit((to) => putWhen(to, row, next));
  const change = (at: number, part: Partial<When>) =>
    write(when.map((one, i) => (i === at ? { ...one, ...part } : one)));
  return when.map(({ parent, values }, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a parent may be changed, the place stays
    <div key={i} className={styles.condition} role="group" aria-label={words.condition}>
      <Text size="xs" c="dimmed">
        {words.only}
      </Text>
      <NativeSelect
        size="xs"
        aria-label={words.parentOf(name)}
        data={[...new Set([parent, ...names.filter((one) => one !== name)])]}
        value={parent}
        onChange={(event) => change(i, { parent: event.currentTarget.value })}
      />
      <Text size="xs" c="dimmed">
        {words.is}
      </Text>
      <Field
        className={styles.list}
        aria-label={words.valuesOf(name, parent)}
        value={values === '""' ? '' : values}
        commit={(text) => change(i, { values: text })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={words.removeCondition(name, parent)}
        onClick={() => write(when.filter((_, at) => at !== i))}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </div>
  ));
}
