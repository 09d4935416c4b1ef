import { ActionIcon, Badge, Group, Title } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useDesk, useTrial } from '../../desk/use-desk.ts';
import { StateBadge } from '../../parts/state-badge.tsx';
import { partWords } from '../../words/parts.ts';
import { trialWords as words } from '../../words/trial.ts';
import { Actions } from './actions.tsx';
import type { TrialParts } from './page.tsx';
import styles from './trial.module.css';

/** Which trial it is, the way to its neighbours by number, and what can be done with it. */
export function Head({ id, trial, study }: TrialParts) {
  const { number, state } = trial;
  // Removed trials leave gaps, which the desk knows of; until it has read the study, numbers are guessed.
  const { answer } = useTrial(useDesk(id), number);
  const previous = answer ? answer.previous : number > 0 ? number - 1 : null;
  const next = answer ? answer.next : number + 1;
  useArrows(id, previous, next);
  return (
    <div>
      <title>{partWords.pageTitle(words.title(number), study.name)}</title>
      <Link to="/studies/$id" params={{ id }} className={styles.study} title={study.name}>
        {study.name}
      </Link>
      <div className={styles.head}>
        <Group gap="6px 12px">
          <Neighbour id={id} number={previous} label={words.previous} Icon={IconChevronLeft} keys="ArrowLeft" />
          <Title order={1}>{words.title(number)}</Title>
          <Neighbour id={id} number={next} label={words.next} Icon={IconChevronRight} keys="ArrowRight" />
          <StateBadge state={state} />
          {study.summary.best?.number === number && (
            <Badge variant="light" tt="none">
              {words.isBest}
            </Badge>
          )}
        </Group>
        <Actions id={id} trial={trial} study={study} />
      </div>
    </div>
  );
}

function Neighbour({
  id,
  number,
  label,
  Icon,
  keys,
}: {
  readonly id: string;
  readonly number: number | null;
  readonly label: string;
  readonly Icon: typeof IconChevronLeft;
  readonly keys: string;
}) {
  if (number === null)
    return (
      <ActionIcon variant="default" disabled aria-label={label}>
        <Icon size={18} />
      </ActionIcon>
    );
  return (
    <ActionIcon
      variant="default"
      component={Link}
      to={`/studies/${id}/trials/${number}`}
      aria-label={label}
      aria-keyshortcuts={keys}
      title={`${label} (${words.keys})`}
    >
      <Icon size={18} />
    </ActionIcon>
  );
}

/** Arrow keys lead to the neighbours, unless they mean something where the focus is. */
function useArrows(id: string, previous: number | null, next: number | null): void {
  const navigate = useNavigate();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      if (
        target.closest(
          'input, textarea, select, audio, video, pre, [role="dialog"], [role="tablist"], [role="menu"], [tabindex="0"]',
        ) !== null
      )
        return;
      const number = event.key === 'ArrowLeft' ? previous : event.key === 'ArrowRight' ? next : null;
      if (number !== null) void navigate({ to: '/studies/$id/trials/$number', params: { id, number: String(number) } });
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [id, previous, next, navigate]);
}
