import { ActionIcon, Badge, Checkbox, Menu, Progress, Text } from '@mantine/core';
import { IconArrowDownRight, IconArrowUpRight, IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useMay } from '../../parts/session.ts';
import { Sparkline } from '../../parts/sparkline.tsx';
import { StateBar } from '../../parts/state-bar.tsx';
import { countsText } from '../../parts/states.ts';
import { TimeAgo } from '../../parts/time-ago.tsx';
import { shownNumber } from '../../parts/wire-number.ts';
import { studiesWords as words } from '../../words/studies.ts';
import styles from './studies.module.css';
import type { StudyRow } from './study-row.ts';
import type { Actions } from './use-actions.ts';
import type { Chosen } from './use-chosen.ts';

/** The cells of one study. */
export function StudyLine({
  row,
  chosen,
  actions,
}: {
  readonly row: StudyRow;
  readonly chosen: Chosen;
  readonly actions: Actions;
}) {
  return (
    <>
      <span role="cell" className={styles.check}>
        <Checkbox
          size="xs"
          aria-label={words.choose(row.name)}
          checked={chosen.has(row.id)}
          onChange={() => chosen.toggle(row.id)}
        />
      </span>
      <Facts row={row} />
      <span role="cell" className={styles.menu}>
        <RowMenu row={row} actions={actions} />
      </span>
    </>
  );
}

const Facts = memo(({ row }: { readonly row: StudyRow }) => (
  <>
    <span role="cell" className={styles.name}>
      <Link to="/studies/$id" params={{ id: row.id }} title={row.name}>
        {row.name}
      </Link>
      <span className={styles.about}>
        <Standing row={row} />
        {row.objectives.map(({ name, direction }) => {
          const Way = direction === 'minimize' ? IconArrowDownRight : IconArrowUpRight;
          return (
            <span key={name} className={styles.objective} title={`${name}, ${words[direction]}`}>
              <Way size={13} role="img" aria-label={words[direction]} />
              <span>{name}</span>
            </span>
          );
        })}
        {row.tags.map((tag) => (
          <Badge key={tag} size="xs" variant="default" tt="none" fw={500}>
            {tag}
          </Badge>
        ))}
      </span>
    </span>
    <span role="cell" className={styles.counts}>
      {row.counts === null ? (
        <Text size="xs" c="dimmed">
          {words.counting}
        </Text>
      ) : (
        <>
          <StateBar counts={row.counts} />
          <Text size="xs" c="dimmed" truncate aria-hidden>
            {countsText(row.counts)}
          </Text>
        </>
      )}
    </span>
    <span role="cell" className={styles.best}>
      <Best row={row} />
    </span>
    <span role="cell" className={styles.spark}>
      <Sparkline values={row.spark} />
    </span>
    <span role="cell" className={styles.progress}>
      <Advance row={row} />
    </span>
    <span role="cell" className={styles.changed}>
      {row.changedAt !== null && <TimeAgo at={row.changedAt} />}
    </span>
  </>
));

function Standing({ row: { standing, paused } }: { readonly row: StudyRow }) {
  if (standing === null) return null;
  const says = paused === null ? words.stateHints[standing] : words.pausedBy(paused.by, paused.why);
  return (
    <span className={styles.standing} data-standing={standing} title={says}>
      {words.states[standing].toLowerCase()}
    </span>
  );
}

function Best({ row: { best, objectives, trials } }: { readonly row: StudyRow }) {
  if (best !== null)
    return (
      <>
        <b>{shownNumber(best.value as number)}</b>
        <Text size="xs" c="dimmed">
          {words.bestOf(best.number)}
        </Text>
      </>
    );
  if (trials === null || trials === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      {objectives.length > 1 ? words.several : words.noBest}
    </Text>
  );
}

function Advance({ row: { done, limit, counts, name } }: { readonly row: StudyRow }) {
  if (counts === null || limit === null) return null;
  const text = words.ofTrials(done, limit);
  return (
    <>
      <Progress
        size={6}
        value={limit === 0 ? 100 : Math.min(100, (100 * done) / limit)}
        aria-label={`${name}: ${text}`}
      />
      <Text size="xs" c="dimmed">
        {text}
      </Text>
    </>
  );
}

function RowMenu({ row, actions }: { readonly row: StudyRow; readonly actions: Actions }) {
  const [canWrite, canDelete] = [useMay('write'), useMay('admin')];
  const isPaused = row.paused !== null;
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={words.actions(row.name)}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={`/studies/${row.id}`}>
          {words.open}
        </Menu.Item>
        <Menu.Item component={Link} to={`/compare?ids=${encodeURIComponent(row.id)}`}>
          {words.compare}
        </Menu.Item>
        {canWrite && (
          <Menu.Item onClick={() => void actions.hold([row], isPaused ? 'resume' : 'pause')}>
            {isPaused ? words.resume : words.pause}
          </Menu.Item>
        )}
        {canDelete && (
          <Menu.Item className={styles.danger} onClick={() => actions.askToDelete(row)}>
            {words.delete}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
