import { ActionIcon, Checkbox, NativeSelect, Text } from '@mantine/core';
import { IconGitBranch, IconTrash } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { newWords as words } from '../../words/new.ts';
import { Conditions } from './conditions.tsx';
import { Field } from './field.tsx';
import type { FormParts } from './form-view.tsx';
import styles from './new.module.css';
import {
  FIELDS,
  type Kind,
  KINDS,
  type ParameterRow,
  putField,
  putKind,
  putLog,
  putWhen,
  removeParameter,
  rename,
} from './parameters.ts';

/** Fields for more than a number. */
const LONG = ['values', 'items', 'value'];

interface Line {
  readonly n: number;
  readonly row: ParameterRow;
  /** Names of all parameters. */
  readonly names: readonly string[];
  readonly edit: FormParts['edit'];
}

const sameLine = (a: Line, b: Line): boolean =>
  a.n === b.n && a.names === b.names && a.edit === b.edit && JSON.stringify(a.row) === JSON.stringify(b.row);

/** One parameter: its name, its kind, and what it may be. */
export const ParameterLine = memo(function ParameterLine({ n, row, names, edit }: Line) {
  const { name, kind } = row;
  return (
    <>
      <div className={styles.line}>
        <NameField n={n} row={row} names={names} edit={edit} />
        <NativeSelect
          size="xs"
          aria-label={words.kind(name)}
          data={KINDS.filter((one) => one !== 'other' || kind === 'other').map((value) => ({
            value,
            label: words.kinds[value],
          }))}
          value={kind}
          onChange={({ currentTarget: { value } }) => edit((to) => putKind(to, row, value as Kind))}
        />
        {FIELDS[kind].map((key) => (
          <Field
            key={key}
            aria-label={words.fieldOf(words.fields[key]!, name)}
            {...labelled(key)}
            value={row.fields[key]!}
            disabled={key === 'step' && row.isLog}
            commit={(text) => edit((to) => putField(to, row, key, text))}
          />
        ))}
        {(kind === 'float' || kind === 'int') && (
          <Checkbox
            size="xs"
            label={words.log}
            aria-label={words.logOf(name)}
            checked={row.isLog}
            onChange={({ currentTarget: { checked } }) => edit((to) => putLog(to, row, checked))}
          />
        )}
        {kind === 'other' && (
          <Text size="xs" ff="monospace" className={styles.source}>
            {row.source}
          </Text>
        )}
        <span className={styles.tools}>
          {kind !== 'other' && names.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={words.addCondition(name)}
              title={words.addCondition(name)}
              onClick={() => {
                const parent = names.find((one) => one !== name && row.when.every((other) => other.parent !== one));
                if (parent !== undefined) edit((to) => putWhen(to, row, [...row.when, { parent, values: '' }]));
              }}
            >
              <IconGitBranch size={16} aria-hidden />
            </ActionIcon>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.removeParameter(name)}
            title={words.removeParameter(name)}
            onClick={() => edit((to) => removeParameter(to, row))}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </span>
      </div>
      {row.when.length > 0 && <Conditions row={row} names={names} edit={edit} />}
      {row.also.length > 0 && (
        <Text size="xs" c="dimmed">
          {words.also(row.also)}
        </Text>
      )}
    </>
  );
}, sameLine);

/** What a field is stands in front of numbers, and in fields that are empty. */
function labelled(key: string) {
  if (LONG.includes(key)) return { className: styles.list, placeholder: words.fields[key]! };
  return { className: styles.number, leftSection: <span aria-hidden>{words.fields[key]}</span>, leftSectionWidth: 36 };
}

/** A name that another parameter has is not taken over while it is typed. */
function NameField({ n, row, names, edit }: Line) {
  const [isTaken, setTaken] = useState(false);
  return (
    <Field
      className={styles.name}
      aria-label={words.parameter(n)}
      value={row.name}
      error={isTaken ? words.nameTaken : undefined}
      commit={(text) => {
        const taken = text !== row.name && names.includes(text) && typeof row.path.at(-1) === 'string';
        setTaken(taken);
        if (!taken) edit((to) => rename(to, row, text));
      }}
    />
  );
}
