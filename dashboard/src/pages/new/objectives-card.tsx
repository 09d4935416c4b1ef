import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Card } from '../../parts/card.tsx';
import { newWords as words } from '../../words/new.ts';
import { Field } from './field.tsx';
import { Fault, type FormParts } from './form-view.tsx';
import styles from './new.module.css';
import { type ObjectiveRow, objectiveRows, putObjectives } from './objectives.ts';

const DIRECTIONS = (['minimize', 'maximize'] as const).map((value) => ({ value, label: words.directions[value] }));

/** What is to be made small or large. */
export function ObjectivesCard({ yaml, edit, wrong }: FormParts) {
  const rows = objectiveRows(yaml);
  const write = (next: readonly ObjectiveRow[]) => edit((to) => putObjectives(to, next));
  const change = (at: number, part: Partial<ObjectiveRow>) =>
    write(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  return (
    <Card title={words.objectives}>
      <ul className={styles.rows}>
        {rows.map(({ name, direction }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name changes while it is typed
          <li key={i} className={styles.line}>
            <Field
              className={styles.name}
              aria-label={words.objective(i + 1)}
              value={name}
              commit={(text) => change(i, { name: text })}
            />
            <NativeSelect
              size="xs"
              aria-label={words.direction(name)}
              data={DIRECTIONS}
              value={direction}
              onChange={(event) => change(i, { direction: event.currentTarget.value as ObjectiveRow['direction'] })}
            />
            {rows.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={words.removeObjective(name)}
                onClick={() => write(rows.filter((_, at) => at !== i))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {['objectives', 'metric', 'metrics'].map((key) => (
        <Fault key={key} wrong={wrong} path={[key]} />
      ))}
      <Button
        size="compact-sm"
        variant="default"
        mt="xs"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => write([...rows, { name: freeName(rows), direction: 'minimize' }])}
      >
        {words.addObjective}
      </Button>
    </Card>
  );
}

function freeName(rows: readonly ObjectiveRow[]): string {
  let n = rows.length + 1;
  while (rows.some(({ name }) => name === `value${n}`)) n++;
  return `value${n}`;
}
