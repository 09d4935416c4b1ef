import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get } from '../../api/server.ts';
import { bytesText } from '../../parts/bytes-text.ts';
import { Card } from '../../parts/card.tsx';
import { Trouble } from '../../shell/fallbacks.tsx';
import { trialWords as words } from '../../words/trial.ts';
import { type Artifact, Preview } from './artifact-preview.tsx';
import type { TrialParts } from './page.tsx';
import { hasEnded, trialPath } from './trial-data.ts';
import styles from './trial.module.css';

/** Files that are shown without being asked for; of others a click shows them. */
const SHOWN = 6;
/** Bytes up to which a file is shown without being asked for. */
const SMALL = 3_000_000;

/** What a trial has left for people to look at. */
export function ArtifactsCard({ id, trial }: TrialParts) {
  const { number } = trial;
  const asked = useQuery({
    queryKey: ['artifacts', id, number],
    queryFn: ({ signal }) =>
      get<{ artifacts: readonly Artifact[]; more: boolean }>(`${trialPath(id, number)}/artifacts`, signal),
    refetchInterval: hasEnded(trial) ? 60_000 : 5000,
  });
  const { data, error } = asked;
  return (
    <Card title={words.artifacts}>
      {error !== null && data === undefined && <Trouble error={error} />}
      {data?.artifacts.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.noArtifacts}
        </Text>
      )}
      {data?.artifacts.map((artifact, i) => (
        <File
          key={`${artifact.name} ${artifact.address}`}
          artifact={artifact}
          isShownAtFirst={i < SHOWN && artifact.kind !== 'other' && (artifact.bytes ?? 0) <= SMALL}
        />
      ))}
      {data?.more === true && (
        <Text size="xs" c="dimmed">
          {words.moreArtifacts}
        </Text>
      )}
    </Card>
  );
}

function File({ artifact, isShownAtFirst }: { readonly artifact: Artifact; readonly isShownAtFirst: boolean }) {
  const [isShown, setShown] = useState(isShownAtFirst);
  const { name, address, bytes, kind } = artifact;
  return (
    <figure className={styles.file}>
      <figcaption>
        <span className={styles.long}>{name}</span>
        <Text span size="xs" c="dimmed">
          {bytes === null ? '' : bytesText(bytes)}
        </Text>
        {address === null ? (
          <Text span size="xs" c="dimmed">
            {words.notAtHand}
          </Text>
        ) : (
          <Group gap={4} ml="auto">
            {kind !== 'other' && (
              <Button size="compact-xs" variant="subtle" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
                {isShown ? words.hide : words.show}
              </Button>
            )}
            <Button size="compact-xs" variant="subtle" component="a" href={address} download={name.split('/').at(-1)}>
              {words.download}
            </Button>
          </Group>
        )}
      </figcaption>
      {isShown && address !== null && <Preview artifact={artifact} address={address} />}
    </figure>
  );
}
