import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Finding } from 'vernier/analysis';
import { send } from '../../../api/server.ts';
import { useAnswer } from '../../../desk/use-desk.ts';
import { Card } from '../../../parts/card.tsx';
import { Trouble } from '../../../shell/fallbacks.tsx';
import { steerWords as words } from '../../../words/steer.ts';
import { requestOf } from './requested.ts';
import { type SteerParts, studyPath } from './steer-tab.tsx';
import styles from './steer.module.css';
import { useSend } from './use-send.ts';

const NOTHING_ASKED = {};

/** What the look at the study's health suggests, each with one click. */
export function SuggestionsCard({ desk, id, canWrite }: SteerParts) {
  const { answer, error } = useAnswer(desk, 'health', NOTHING_ASKED);
  return (
    <Card title={words.suggestions}>
      {error !== null && (
        <Text size="sm" role="alert">
          {error.message}
        </Text>
      )}
      {answer !== undefined && answer.findings.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.noSuggestions(answer.trials)}
        </Text>
      )}
      <ul className={styles.lines}>
        {answer?.findings.map((finding) => (
          <li key={`${finding.kind} ${finding.parameter} ${JSON.stringify(finding.suggestion.change)}`}>
            <Suggestion id={id} finding={finding} canWrite={canWrite} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Suggestion({
  id,
  finding: { words: found, suggestion },
  canWrite,
}: Pick<SteerParts, 'id' | 'canWrite'> & { readonly finding: Finding }) {
  const sending = useSend();
  const [isApplied, setApplied] = useState(false);
  const request = requestOf(suggestion.change);
  const apply = async () => {
    if (request === null) return;
    const [method, path, body] = request;
    setApplied(await sending.attempt(() => send(method, `${studyPath(id)}${path}`, body)));
  };
  return (
    <Stack gap={4}>
      <Text size="sm">{found}</Text>
      <Text size="sm" fw={600}>
        {suggestion.words}
      </Text>
      {request === null && (
        <Text size="xs" c="dimmed">
          {words.elsewhere}
        </Text>
      )}
      {isApplied && (
        <Text size="xs" role="status">
          {words.applied}
        </Text>
      )}
      {canWrite && request !== null && !isApplied && (
        <div>
          <Button
            size="compact-sm"
            variant="default"
            loading={sending.isBusy}
            aria-label={words.applyNamed(suggestion.words)}
            onClick={() => void apply()}
          >
            {words.applyOne}
          </Button>
        </div>
      )}
      {sending.error !== null && <Trouble error={sending.error} />}
    </Stack>
  );
}
