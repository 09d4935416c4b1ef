import { Button, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { newWords as words } from '../../words/new.ts';
import type { Checked, Wrong } from './check.ts';
import styles from './new.module.css';

/** How the text stands, and the button that makes a study of it. */
export function Foot({
  look,
  wrong,
  isKept,
  canCreate,
  isBusy,
  show,
  create,
}: {
  readonly look: Checked;
  readonly wrong: Wrong | null;
  readonly isKept: boolean;
  readonly canCreate: boolean;
  readonly isBusy: boolean;
  readonly show: (line: number) => void;
  readonly create: () => void;
}) {
  return (
    <div className={`card ${styles.foot}`}>
      <div role="status" className={styles.standing}>
        {wrong === null ? (
          <Text size="sm">
            <IconCheck size={16} aria-hidden className={styles.icon} /> {words.good(look.parameters ?? 0)}
          </Text>
        ) : (
          <Text size="sm">
            <IconAlertTriangle size={16} aria-hidden className={styles.icon} /> {words.wrong} {wrong.message}{' '}
            {wrong.hint}{' '}
            {wrong.line !== null && (
              <Button size="compact-xs" variant="subtle" onClick={() => show(wrong.line!)}>
                {words.line(wrong.line)}
              </Button>
            )}
          </Text>
        )}
        {look.warnings.map(({ line, message }) => (
          <Text key={`${line} ${message}`} size="xs" c="dimmed">
            {words.note} {message}
          </Text>
        ))}
        <Text size="xs" c="dimmed">
          {isKept ? words.kept : words.notKept}
        </Text>
      </div>
      {canCreate && (
        <Button loading={isBusy} disabled={look.wrong !== null} onClick={create}>
          {words.create}
        </Button>
      )}
    </div>
  );
}
