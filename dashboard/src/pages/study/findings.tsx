import { List, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Finding, Health } from 'vernier/analysis';
import type { DeskLink } from '../../desk/link.ts';
import { useAnswer } from '../../desk/use-desk.ts';
import { Card } from '../../parts/card.tsx';
import { useMay } from '../../parts/session.ts';
import { unbroken } from '../../parts/unbroken.ts';
import { studyWords as words } from '../../words/study.ts';
import { requestOf } from './steer/requested.ts';
import css from './study.module.css';

const NOTHING_ASKED = {};

/** What holds the study back, each with its numbers and one suggestion. */
export function Findings({ desk, id }: { readonly desk: DeskLink; readonly id: string }) {
  const { answer, error } = useAnswer(desk, 'health', NOTHING_ASKED);
  return (
    <Card title={words.health}>
      {error !== null && (
        <Text size="sm" role="alert">
          {words.failed} {error.message}
        </Text>
      )}
      {answer === undefined ? error === null && <Skeleton height={60} /> : <Told id={id} health={answer} />}
    </Card>
  );
}

function Told({ id, health: { trials, findings, checks } }: { readonly id: string; readonly health: Health }) {
  const canWrite = useMay('write');
  return (
    <Stack gap="sm">
      {findings.length === 0 && <Text size="sm">{words.healthy(trials)}</Text>}
      {findings.map((finding) => (
        <One
          key={`${finding.kind} ${finding.parameter}`}
          finding={finding}
          steer={canWrite && requestOf(finding.suggestion.change) !== null ? id : null}
        />
      ))}
      <details className={css.looks}>
        <summary>{words.looks}</summary>
        <List size="sm" spacing={4} mt={6}>
          {checks.map(({ kind, state, words: text }) => (
            <List.Item key={kind}>
              <strong>{words.lookNames[kind]}</strong>, {words.looked[state]}: {unbroken(text)}
            </List.Item>
          ))}
        </List>
      </details>
    </Stack>
  );
}

function One({
  finding: { severity, words: text, suggestion },
  steer,
}: {
  readonly finding: Finding;
  /** The study whose part Steer does it with one click; null = it cannot be done there. */
  readonly steer: string | null;
}) {
  const Icon = severity === 'warning' ? IconAlertTriangle : IconInfoCircle;
  return (
    <div className={css.finding}>
      <Icon size={18} aria-hidden className={severity === 'warning' ? css.warning : css.notice} />
      <div>
        <Text size="sm">{unbroken(text)}</Text>
        <Text size="sm" c="dimmed">
          {words.suggestion} {unbroken(suggestion.words)}
          {steer !== null && (
            <>
              {' '}
              <Link to="/studies/$id" params={{ id: steer }} search={{ tab: 'steer' }}>
                {words.applyOnSteer}
              </Link>
            </>
          )}
        </Text>
      </div>
    </div>
  );
}
