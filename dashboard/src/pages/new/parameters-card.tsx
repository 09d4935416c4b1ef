import { Button, NativeSelect, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { newWords as words } from '../../words/new.ts';
import { liesAt } from './check.ts';
import { Fault, type FormParts } from './form-view.tsx';
import styles from './new.module.css';
import { ParameterLine } from './parameter-line.tsx';
import { addParameter, type Kind, KINDS, parameterRows } from './parameters.ts';

/** So many parameters are shown at first: three hundred forms at once would make typing slow. */
const STEP = 40;

/** Kinds that a new parameter may have, and their names. */
export const KIND_CHOICES = KINDS.filter((kind) => kind !== 'other').map((value) => ({
  value,
  label: words.kinds[value],
}));

/** What may be searched, a line each. */
export function ParametersCard({ yaml, edit, wrong }: FormParts) {
  const [shown, setShown] = useState(STEP);
  const [kind, setKind] = useState<Kind>('float');
  const rows = useMemo(() => parameterRows(yaml), [yaml]);
  const list = useRef<HTMLUListElement>(null);
  const isAdding = useRef(false);
  const count = rows?.length ?? 0;
  useEffect(() => {
    if (!isAdding.current || count === 0) return;
    isAdding.current = false;
    list.current?.querySelector<HTMLInputElement>('li:last-child input')?.select(); // a new one is named first
  }, [count]);
  const names = useMemo(() => (rows ?? []).map(({ name }) => name), [rows]);
  const nameKey = names.join('\n');
  const stableNames = useMemo(() => nameKey.split('\n'), [nameKey]);
  if (rows === null)
    return (
      <Card title={words.parameters}>
        <Text size="sm">{words.noParameterForm}</Text>
        <Fault wrong={wrong} path={['parameters']} />
      </Card>
    );
  const seen = rows.slice(0, shown);
  const isOutOfSight = liesAt(wrong, ['parameters']) && !seen.some(({ path }) => liesAt(wrong, path));
  return (
    <Card title={words.parameters}>
      {rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.noParameters}
        </Text>
      )}
      <ul className={styles.rows} ref={list}>
        {seen.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name changes while it is typed
          <li key={i} className={styles.parameter}>
            <ParameterLine n={i + 1} row={row} names={stableNames} edit={edit} />
            <Fault wrong={wrong} path={row.path} />
          </li>
        ))}
      </ul>
      {isOutOfSight && <Fault wrong={wrong} path={['parameters']} />}
      <div className={styles.add}>
        {rows.length > shown && (
          <Button size="compact-sm" variant="subtle" onClick={() => setShown(shown + STEP)}>
            {words.more(Math.min(STEP, rows.length - shown))}
          </Button>
        )}
        <NativeSelect
          size="xs"
          aria-label={words.kind(words.addParameter)}
          data={KIND_CHOICES}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as Kind)}
        />
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            isAdding.current = true;
            edit((to) => addParameter(to, kind));
            setShown(Math.max(shown, rows.length + 1));
          }}
        >
          {words.addParameter}
        </Button>
      </div>
    </Card>
  );
}
